use serde::{Deserialize, Serialize};

use super::Clause;
use crate::money::Fen;

/// What one project may receive, before selection decides the exact sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// The same sum for every project.
    Fixed(Fen),
    /// Between two sums, both included.
    Range(Fen, Fen),
    /// The notice names no sum; it is decided at selection (N01).
    Undecided,
}

impl Amount {
    /// The most a project may ask for, in fen; none while undecided.
    pub fn max(self) -> Option<Fen> {
        match self {
            Amount::Fixed(fen) | Amount::Range(_, fen) => Some(fen),
            Amount::Undecided => None,
        }
    }

    /// The least a project may ask for, in fen; none while undecided.
    pub fn min(self) -> Option<Fen> {
        match self {
            Amount::Fixed(fen) | Amount::Range(fen, _) => Some(fen),
            Amount::Undecided => None,
        }
    }
}

/// Money per project with its clause. In the file: `{ fixed = "10万元", per = "项", clause = … }`,
/// `{ range = ["1万元", "2万元"], per = "个", clause = … }` or `{ undecided = true }`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Funding {
    /// The sum or sums.
    pub amount: Amount,
    /// The unit after the slash (`个`, `项`); none where the notice omits it, which `check` warns about.
    pub per: Option<String>,
    /// Where the notice says so; none only while undecided.
    pub clause: Option<Clause>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fixed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    range: Option<[String; 2]>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    undecided: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    per: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clause: Option<Clause>,
}

impl TryFrom<Written> for Funding {
    type Error = String;

    fn try_from(w: Written) -> Result<Self, String> {
        let amount = match (&w.fixed, &w.range, w.undecided) {
            (Some(text), None, false) => Amount::Fixed(sum(text)?),
            (None, Some([low, high]), false) => {
                let (low, high) = (sum(low)?, sum(high)?);
                if low >= high {
                    return Err("the first sum of `range` must be the smaller one".into());
                }
                Amount::Range(low, high)
            }
            (None, None, true) => Amount::Undecided,
            _ => return Err("give exactly one of `fixed`, `range` or `undecided = true`".into()),
        };
        if w.clause.is_none() && amount != Amount::Undecided {
            return Err("a sum needs its `clause`".into());
        }
        Ok(Funding { amount, per: w.per, clause: w.clause })
    }
}

impl From<Funding> for Written {
    fn from(f: Funding) -> Self {
        let mut w = Written { per: f.per, clause: f.clause, ..Written::default() };
        match f.amount {
            Amount::Fixed(fen) => w.fixed = Some(written_sum(fen)),
            Amount::Range(low, high) => w.range = Some([written_sum(low), written_sum(high)]),
            Amount::Undecided => w.undecided = true,
        }
        w
    }
}

/// Reads `10万元` or `5000元` of a programme file.
pub(super) fn sum(text: &str) -> Result<Fen, String> {
    let parsed = match text.strip_suffix("万元") {
        Some(wan) => Fen::parse_wan(wan),
        None => Fen::parse_yuan(text.strip_suffix('元').ok_or_else(|| unit_missing(text))?),
    };
    parsed.map_err(|e| format!("`{text}` is not a sum: {e}"))
}

fn unit_missing(text: &str) -> String {
    format!("`{text}` needs its unit: write `10万元` or `5000元`")
}

fn written_sum(fen: Fen) -> String {
    format!("{}万元", fen.wan())
}
