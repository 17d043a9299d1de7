//! The sets of codes. A test compares each with the enum that reads it.

use super::tables as t;
use super::{Codes, TestShape};

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident = $word:literal: $($code:literal)+;)+) => {$(
        $(#[$doc])*
        pub static $name: Codes = Codes { name: $word, codes: &[$($code),+] };
    )+};
}

sets! {
    /// How binding a rule is.
    SEVERITIES = "severity": "hard" "soft" "notice";
    /// Of whom applications are counted.
    LIMIT_PER = "limit-per": "organisation" "leader";
    /// Where a repeated project is looked for.
    REPEAT_WITHIN = "repeat-within": "call" "association";
    /// How strongly something is wished.
    PRIORITY_KINDS = "priority-kind": "preferred" "encouraged";
    /// What must be there by a deadline.
    MATERIALS = "material": "electronic" "paper" "recommendation";
    /// Which day counts for paper that travels.
    WHAT_COUNTS = "counts": "arrival" "dispatch";
    /// Whose act must be in time.
    SUBMISSION_ACTORS = "submission-actor": "applicant" "unit" "recommender";
    /// When paper copies are printed.
    PAPER_WHEN = "paper-when": "after_submission" "after_formal_check";
    /// Whether money may be spent on a category.
    SPENDING = "spending": "allowed" "limited" "banned";
    /// The steps from the application to the archive.
    STEP_KINDS = "step-kind": "formal_check" "target_check" "expert_review" "publicity" "contract" "mid_term"
        "spot_check" "acceptance";
    /// What must have happened before an instalment is paid.
    GATES = "gate": "award" "contract" "milestone" "mid_term" "acceptance";
    /// How a result is compared with its mark.
    COMPARATORS = "comparator": ">=" "<=" "=" "~" "..";
    /// What an indicator counts.
    MEASURES = "measure": "activities" "participants" "experts" "talks" "organisations" "enterprises" "transfers"
        "postings" "news" "documents" "characters" "slides" "minutes" "hours" "days" "issues" "items" "percent"
        "label" "text";
    /// What alone counts towards an indicator.
    CONDITIONS = "condition": "on_site" "daily" "known" "fields" "national_society" "station_team" "enterprise"
        "keynote";
    /// After what a relative due date runs.
    DUE_AFTER = "due-after": "event" "completion" "award";
    /// One year or all.
    QUANTIFIERS = "quantifier": "any" "all";
    /// Facts of the ledger.
    FACTS = "fact": "annual_inspection" "penalty" "grade" "projects" "summary";
    /// Classes of organisations.
    CLASSES = "class": "society" "county_association" "city_association" "enterprise_association"
        "park_association" "university_association" "doctoral_station" "overseas_base" "returnee_union"
        "returnee_member" "grassroots_society" "other";
    /// How experts' totals become one score.
    METHODS = "method": "mean" "trimmed" "weighted";
    /// What decides between equal scores.
    TIE_BREAKS = "tie-break": "priority" "technical" "vote";
    /// What an expert is on a panel for.
    EXPERT_KINDS = "expert-kind": "technical" "financial" "management";
    /// What a field holds.
    FIELD_KINDS = "field-kind": "line" "text" "person" "phone" "email" "date" "month" "choice" "choices"
        "type_choices" "tier" "amount" "budget" "targets" "joint" "table" "files" "signature";
    /// What a field means to the rest of the system.
    FIELD_ROLES = "field-role": "title" "leader" "leader_phone" "contact" "contact_phone" "plan" "completion";
    /// From where a new application takes the first value.
    PREFILLS = "prefill": "organisation_name" "organisation_address" "organisation_host"
        "organisation_credit_code" "bank_account_name" "bank_name" "bank_account" "person_name" "person_phone"
        "type_name" "completion";
}

/// What a rule can test.
pub static TESTS: [TestShape; 11] = [
    TestShape { name: "class_in", table: &t::TEST_CLASS },
    TestShape { name: "member", table: &t::TEST_PLAIN },
    TestShape { name: "legal_person", table: &t::TEST_PLAIN },
    TestShape { name: "own_account", table: &t::TEST_PLAIN },
    TestShape { name: "region_in", table: &t::TEST_REGION },
    TestShape { name: "joint_with", table: &t::TEST_JOINT },
    TestShape { name: "joint_at_most", table: &t::TEST_JOINT_MOST },
    TestShape { name: "recommended_by", table: &t::TEST_RECOMMENDED },
    TestShape { name: "barred_if", table: &t::TEST_BARRED },
    TestShape { name: "no_credit_bar", table: &t::TEST_PLAIN },
    TestShape { name: "statement", table: &t::TEST_PLAIN },
];
