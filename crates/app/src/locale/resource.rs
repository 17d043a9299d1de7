//! What a file of messages contains.

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Message, Pattern, PatternElement};

/// Keys of all messages and attributes: `key`, `key.attribute`.
pub(super) fn keys(resource: &FluentResource) -> Vec<String> {
    let mut keys = Vec::new();
    for message in messages(resource) {
        if message.value.is_some() {
            keys.push(message.id.name.to_owned());
        }
        keys.extend(message.attributes.iter().map(|a| format!("{}.{}", message.id.name, a.id.name)));
    }
    keys
}

/// The rest of the keys that begin with `prefix`, each with the arguments of its message.
pub(super) fn with_prefix(resource: &FluentResource, prefix: &str) -> Vec<(String, Vec<String>)> {
    let named = messages(resource).filter_map(|m| m.id.name.strip_prefix(prefix).map(|rest| (rest, m)));
    named.map(|(rest, m)| (rest.to_owned(), m.value.as_ref().map(variables).unwrap_or_default())).collect()
}

fn messages(resource: &FluentResource) -> impl Iterator<Item = &Message<&str>> {
    resource.entries().filter_map(|entry| match entry {
        Entry::Message(message) => Some(message),
        _ => None,
    })
}

/// The arguments a pattern uses directly, as scripts' messages do.
fn variables(pattern: &Pattern<&str>) -> Vec<String> {
    let name = |element: &PatternElement<&str>| match element {
        PatternElement::Placeable {
            expression: Expression::Inline(InlineExpression::VariableReference { id }),
        } => Some(id.name.to_owned()),
        _ => None,
    };
    pattern.elements.iter().filter_map(name).collect()
}
