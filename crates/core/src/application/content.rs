use serde::Serialize;

use super::answer::Answers;
use crate::canonical::{self, ContentHash, VersionCode};

/// Everything that makes an application what it is: two applications with the same content are the same on paper and on
/// line (L11). Who saved what when is not part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Content<'a> {
    /// Code of the association.
    pub association: &'a str,
    /// Code of the programme.
    pub programme: &'a str,
    /// Code of the type.
    pub project_type: &'a str,
    /// Name of the applying organisation.
    pub organisation: &'a str,
    /// Its credit code.
    pub credit_code: &'a str,
    /// Names of the joint organisations in order.
    pub joint: Vec<&'a str>,
    /// Name of the recommending organisation.
    pub recommender: Option<&'a str>,
    /// The answers.
    pub answers: &'a Answers,
    /// Files: field, name and SHA-256, ordered by field and name.
    pub files: Vec<(&'a str, &'a str, &'a str)>,
}

/// SHA-256 over the canonical form of the content.
///
/// # Errors
/// The answers hold something that has no canonical form, such as a fraction.
pub fn content_hash(content: &Content<'_>) -> Result<ContentHash, canonical::CanonicalError> {
    Ok(ContentHash::of(&canonical::canonical_bytes(content)?))
}

/// The short code printed on every page: the first ten hexadecimal digits of SM3 over the same bytes.
///
/// # Errors
/// As [`content_hash`].
pub fn version_code(content: &Content<'_>) -> Result<VersionCode, canonical::CanonicalError> {
    Ok(VersionCode::of(&canonical::canonical_bytes(content)?))
}
