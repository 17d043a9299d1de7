//! What all operations have in common is said once, here: the parts of a path, the ways to sign in, the answers that refuse.

use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, Ref, RefOr, Required,
    ResponseBuilder,
};

use super::{FieldProblem, Problem};
use crate::web::room::Route;

/// Statuses that any operation may answer, with their meaning.
const REFUSALS: [(&str, &str); 6] = [
    ("401", "Nobody is signed in, or the token is not good"),
    ("403", "Not permitted, or not in the scopes of the token"),
    ("404", "There is none, or one may not know of it"),
    ("409", "Changed meanwhile, or the idempotency key is in use"),
    ("422", "Refused: code, words and clause say why"),
    ("429", "Too often"),
];

/// Title and the ways to sign in.
pub(super) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Kexiang 科项")
        .version("1")
        .description(Some("Project programmes of associations for science and technology"))
        .build();
    let token = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    let components = ComponentsBuilder::new()
        .security_scheme("token", token)
        .schema_from::<Problem>()
        .schema_from::<FieldProblem>()
        .build();
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// Adds to every operation what holds for all of them.
pub(super) fn completed(mut description: OpenApi) -> OpenApi {
    for (path, item) in &mut description.paths.paths {
        let slots: Vec<RefOr<Parameter>> = slots(path).map(|name| RefOr::T(slot(name))).collect();
        for (method, operation) in operations(item) {
            let mut parameters = slots.clone();
            parameters.extend(operation.parameters.take().unwrap_or_default());
            if method != "GET" {
                parameters.push(RefOr::T(idempotency_key()));
            }
            operation.parameters = Some(parameters);
            operation.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
            for (status, meaning) in REFUSALS {
                let refusal = || RefOr::T(refusal(meaning));
                operation.responses.responses.entry(status.to_owned()).or_insert_with(refusal);
            }
        }
    }
    description
}

/// The routes that a description lists.
pub(super) fn routes_of(description: &OpenApi) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in &description.paths.paths {
        for (method, _) in operations(&mut item.clone()) {
            routes.push(Route { path: path.clone(), method });
        }
    }
    routes
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let all = [
        ("GET", &mut item.get),
        ("PUT", &mut item.put),
        ("POST", &mut item.post),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// The names between braces.
fn slots(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

fn slot(name: &str) -> Parameter {
    parameter(name, ParameterIn::Path, Required::True, example(name))
}

fn example(name: &str) -> &'static str {
    match name {
        "association" => "lz",
        "call" => "lz-2026",
        "n" => "1",
        "command" => "sign-off",
        "field" => "plan",
        "name" => "plan.pdf",
        "role" => "officer",
        "kind" => "grade",
        "place" => "type.0",
        "year" => "2025",
        "slot" => "签到表",
        "sha256" => "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        _ => "0000000000001",
    }
}

fn idempotency_key() -> Parameter {
    parameter("Idempotency-Key", ParameterIn::Header, Required::False, "3f2a90b71c")
}

fn parameter(name: &str, place: ParameterIn, required: Required, example: &str) -> Parameter {
    let text = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .schema(Some(text))
        .example(Some(example.into()))
        .build()
}

fn refusal(meaning: &str) -> utoipa::openapi::Response {
    let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(meaning).content("application/problem+json", problem).build()
}
