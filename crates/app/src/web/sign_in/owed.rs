//! What a session owes before it is good for everything: the code of a second factor, a new password, enrolling.

use askama::Template;
use axum::extract::State;
use kexiang_core::refusal::Refusal;
use kexiang_store::session::Stage;
use serde::Deserialize;

use super::stage_path;
use crate::actions::factor::{self, Enrolment};
use crate::actions::password::{self, Change};
use crate::actions::session;
use crate::locale::Locale;
use crate::state::App;
use crate::web::form::{Form, Shown};
use crate::web::layout::Shell;
use crate::web::page::{self, Page, see_other};
use crate::web::room::Room;
use crate::web::{Answer, Failure, Visitor};

/// Routes.
pub(super) fn room() -> Room {
    Room::new()
        .get("/sign-in/code", show_code)
        .post("/sign-in/code", give_code)
        .get("/sign-in/password", show_password)
        .post("/sign-in/password", give_password)
        .get("/sign-in/factor", show_factor)
        .post("/sign-in/factor", give_factor)
}

/// Asks for the code of the second factor.
#[derive(Template)]
#[template(path = "account/code.html")]
pub struct CodePage {
    l: &'static Locale,
    shell: Shell,
    form: Shown,
}

/// Asks for a new password.
#[derive(Template)]
#[template(path = "account/first_password.html")]
pub struct FirstPasswordPage {
    l: &'static Locale,
    shell: Shell,
    form: Shown,
    length: usize,
}

/// Asks to enrol a second factor.
#[derive(Template)]
#[template(path = "account/enrol.html")]
pub struct EnrolPage {
    l: &'static Locale,
    shell: Shell,
    form: Shown,
    secret: String,
    qr: String,
    action: &'static str,
}

/// The recovery codes, shown once.
#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
pub struct RecoveryCodesPage {
    l: &'static Locale,
    shell: Shell,
    codes: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Code {
    pub code: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Passwords {
    pub present: String,
    pub new: String,
    pub again: String,
}

/// The session, if it is at this stage; else where to go instead.
fn at(visitor: &Visitor, stage: Stage) -> Result<Result<&crate::web::visitor::Signed, String>, Failure> {
    let signed = visitor.signed()?;
    Ok(if signed.session.stage == stage {
        Ok(signed)
    } else {
        Err(stage_path(signed.session.stage).to_owned())
    })
}

async fn show_code(State(app): State<App>, visitor: Visitor) -> Answer {
    if let Err(elsewhere) = at(&visitor, Stage::Factor)? {
        return Ok(see_other(&elsewhere));
    }
    page::show(&CodePage { l: visitor.l, shell: Shell::new(&app, &visitor), form: Shown::default() })
}

async fn give_code(State(app): State<App>, visitor: Visitor, Form(given): Form<Code>) -> Answer {
    let signed = match at(&visitor, Stage::Factor)? {
        Ok(signed) => signed,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let (account, token) = (signed.session.account, &signed.session.token);
    match session::prove(&app, &visitor.ctx(), account, token, &given.code).await {
        Ok(stage) => Ok(see_other(stage_path(stage))),
        Err(Failure::Refused(refusal)) => {
            let form = Shown::default().refused(visitor.l, &refusal);
            let page = CodePage { l: visitor.l, shell: Shell::new(&app, &visitor), form };
            page::show_as(crate::web::error::status(&refusal), &page)
        }
        Err(fault) => Err(fault),
    }
}

async fn show_password(State(app): State<App>, visitor: Visitor) -> Answer {
    if let Err(elsewhere) = at(&visitor, Stage::Password)? {
        return Ok(see_other(&elsewhere));
    }
    page::show(&FirstPasswordPage::new(&app, &visitor, Shown::default()))
}

async fn give_password(State(app): State<App>, visitor: Visitor, Form(given): Form<Passwords>) -> Answer {
    let signed = match at(&visitor, Stage::Password)? {
        Ok(signed) => signed,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let change = Change { present: given.present, new: given.new, again: given.again };
    let (account, token) = (signed.session.account, &signed.session.token);
    match password::change(&app, &visitor.ctx(), account, token, &change).await {
        Ok(()) => Ok(see_other("/account?done=password")),
        Err(Failure::Refused(refusal)) => {
            let form = Shown::default().refused(visitor.l, &refusal);
            page::show_as(crate::web::error::status(&refusal), &FirstPasswordPage::new(&app, &visitor, form))
        }
        Err(fault) => Err(fault),
    }
}

async fn show_factor(State(app): State<App>, visitor: Visitor) -> Answer {
    let signed = match at(&visitor, Stage::Enrol)? {
        Ok(signed) => signed,
        Err(elsewhere) => return Ok(see_other(&elsewhere)),
    };
    let enrolment = factor::enrol(&app, signed.session.account).await?;
    page::show(&EnrolPage::new(&app, &visitor, enrolment, Shown::default(), "/sign-in/factor")?)
}

async fn give_factor(State(app): State<App>, visitor: Visitor, Form(given): Form<Code>) -> Answer {
    match at(&visitor, Stage::Enrol)? {
        Ok(_) => confirm(&app, &visitor, &given.code, "/sign-in/factor").await,
        Err(elsewhere) => Ok(see_other(&elsewhere)),
    }
}

/// Confirms an enrolment and shows the recovery codes, or the enrolment again with what was wrong.
pub(crate) async fn confirm(app: &App, visitor: &Visitor, code: &str, action: &'static str) -> Answer {
    let signed = visitor.signed()?;
    let (account, token) = (signed.session.account, &signed.session.token);
    match factor::confirm(app, &visitor.ctx(), account, token, code).await {
        Ok(codes) => page::show(&RecoveryCodesPage { l: visitor.l, shell: Shell::new(app, visitor), codes }),
        Err(Failure::Refused(refusal)) => {
            let form = Shown::default().refused(visitor.l, &refusal);
            let enrolment = factor::enrol(app, account).await?;
            let page = EnrolPage::new(app, visitor, enrolment, form, action)?;
            page::show_as(crate::web::error::status(&refusal), &page)
        }
        Err(fault) => Err(fault),
    }
}

impl FirstPasswordPage {
    fn new(app: &App, visitor: &Visitor, form: Shown) -> Self {
        let length = app.config.security.password_length;
        FirstPasswordPage { l: visitor.l, shell: Shell::new(app, visitor), form, length }
    }
}

impl EnrolPage {
    pub(crate) fn new(
        app: &App,
        visitor: &Visitor,
        enrolment: Enrolment,
        form: Shown,
        action: &'static str,
    ) -> Result<Self, Failure> {
        let qr = crate::web::qr::svg(&enrolment.url)?;
        Ok(EnrolPage {
            l: visitor.l,
            shell: Shell::new(app, visitor),
            form,
            secret: enrolment.secret,
            qr,
            action,
        })
    }
}

impl Page for CodePage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let wrong = Shown::default().refused(l, &Refusal::new("wrong-code").at("code"));
        [Shown::default(), wrong].map(|form| CodePage { l, shell: Shell::sample_unknown(l), form }).into()
    }
}

impl Page for FirstPasswordPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let short = Refusal::new("password-short").with("n", 10).with("length", 3).at("new");
        let wrong = Shown::default().refused(l, &short);
        let page = |form| FirstPasswordPage { l, shell: Shell::sample_unknown(l), form, length: 10 };
        [Shown::default(), wrong].map(page).into()
    }
}

impl Page for EnrolPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        let qr = crate::web::qr::svg("otpauth://totp/Kexiang:x?secret=ABCD").unwrap_or_default();
        let (secret, action) = ("ABCD EFGH IJKL MNOP".to_owned(), "/sign-in/factor");
        vec![EnrolPage { l, shell: Shell::sample_unknown(l), form: Shown::default(), secret, qr, action }]
    }
}

impl Page for RecoveryCodesPage {
    fn samples(l: &'static Locale) -> Vec<Self> {
        vec![RecoveryCodesPage { l, shell: Shell::sample(l), codes: vec!["7kd2-0xhm-9z3q".to_owned(); 8] }]
    }
}

crate::page!(CodePage);
crate::page!(FirstPasswordPage);
crate::page!(EnrolPage);
crate::page!(RecoveryCodesPage);
