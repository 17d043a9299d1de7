//! Files that a program sends as the whole body of a request.

use axum::body::Body;
use kexiang_core::refusal::Refusal;
use serde::Deserialize;
use utoipa::IntoParams;

/// How a file is called, where its name stands in no address.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Named {
    /// Name of the file with its ending.
    #[param(example = "名单.xlsx")]
    pub name: String,
}

/// The bytes of a file; `too-large` where they are more than the limit.
pub(super) async fn file(body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let bytes = axum::body::to_bytes(body, limit).await.map_err(|_| Refusal::new("too-large"))?;
    Ok(bytes.to_vec())
}
