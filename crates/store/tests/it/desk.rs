//! The officer's lists: whatever the filter, its count is the number of its rows.

use jiff::{SignedDuration, Timestamp};
use kexiang_core::application::State;
use kexiang_core::id::Id;
use kexiang_core::money::Fen;
use kexiang_core::organisation::OrganisationClass;
use kexiang_store::application::Application;
use kexiang_store::desk::{self, Filter, Order};
use kexiang_store::programme::{self, Call};
use kexiang_store::testing::each_engine;
use kexiang_store::{StoreError, Tx, application};

const LZ: &str = "lz";

fn start() -> Timestamp {
    "2026-03-30T01:00:00Z".parse().expect("an instant")
}

fn call(n: u32) -> Call {
    Call {
        association: LZ.to_owned(),
        id: Id::compose(1, n),
        code: format!("lz-{n}"),
        title: "柳州市科协项目".to_owned(),
        programme: Id::compose(2, n),
        version: 1,
        opens_at: start(),
        closes_at: start(),
        published_at: start(),
    }
}

/// An application that was submitted `minute` minutes after the start, if it was.
fn row(n: u32, call: Id, type_code: &str, state: State, minute: Option<i64>) -> Application {
    let submitted_at = minute.map(|m| start() + SignedDuration::from_mins(m));
    Application {
        association: LZ.to_owned(),
        id: Id::compose(3, n),
        call,
        call_version: 1,
        type_code: type_code.to_owned(),
        tier: String::new(),
        organisation: Id::compose(4, n),
        organisation_name: "柳州市机械工程学会".to_owned(),
        class: OrganisationClass::Society,
        recommender: None,
        state,
        number: submitted_at.map_or_else(String::new, |_| format!("{type_code}-{n}")),
        title: String::new(),
        leader: String::new(),
        leader_phone: String::new(),
        amount: Fen(0),
        other: Fen(0),
        content_version: 0,
        content_hash: String::new(),
        version_code: String::new(),
        returns: 0,
        correction_due: None,
        open_overrides: 0,
        repeats: 0,
        paper_state: "none".to_owned(),
        started_by: 0,
        started_at: start(),
        handed_in_at: None,
        signed_off_at: None,
        recommended_at: None,
        submitted_at,
        changed_at: start(),
        version: 1,
    }
}

/// Two calls with applications in every kind of state; of the withdrawn and of the drafts some were submitted once.
fn lay(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let kinds = [
        ("A", State::Submitted, Some(1)),
        ("A", State::Submitted, Some(1)),
        ("B", State::Submitted, Some(2)),
        ("B", State::Ready, Some(3)),
        ("A", State::NotAccepted, Some(4)),
        ("A", State::Withdrawn, Some(5)),
        ("B", State::Draft, Some(6)),
        ("A", State::Draft, None),
        ("B", State::AwaitingUnit, None),
    ];
    for c in 1..=2 {
        programme::insert_call(tx, &call(c))?;
        for (n, (type_code, state, minute)) in (0..).zip(kinds).skip(usize::from(c == 2) * 2) {
            let row = row(c * 100 + n, call(c).id, type_code, State::Draft, minute);
            application::insert(tx, &row)?;
            application::update(tx, &Application { state, ..row }, State::Draft, "柳州市机械工程学会")?;
        }
    }
    Ok(())
}

/// Every filter by call, type and state, and one by text.
fn filters() -> Vec<Filter> {
    let mut filters = vec![Filter { text: "机械".to_owned(), ..Filter::default() }];
    let states = State::ALL.into_iter().map(State::code).chain([""]);
    for state in states {
        for type_code in ["", "A", "B"] {
            for call in [0, call(1).id.as_i64(), call(2).id.as_i64()] {
                let (type_code, state) = (type_code.to_owned(), state.to_owned());
                filters.push(Filter { call, type_code, state, ..Filter::default() });
            }
        }
    }
    filters
}

#[tokio::test(flavor = "multi_thread")]
async fn every_count_is_the_number_of_rows() {
    each_engine(async |store| {
        store.write(lay).await.expect("laid");
        let all = store.read(|tx| desk::count(tx, LZ, &Filter::default(), 1000)).await.expect("counted");
        assert_eq!(all, 7 + 5);
        for filter in filters() {
            for order in [Order::Newest, Order::Oldest, Order::Number, Order::Amount] {
                let wanted = filter.clone();
                let (rows, count) = store
                    .read(move |tx| {
                        let rows = desk::list(tx, LZ, &wanted, order, None, 1000)?;
                        Ok::<_, StoreError>((rows.len(), desk::count(tx, LZ, &wanted, 1000)?))
                    })
                    .await
                    .expect("read");
                assert_eq!(i64::try_from(rows).ok(), Some(count), "{filter:?} {order:?}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_one_another_without_gap_or_repetition() {
    each_engine(async |store| {
        store.write(lay).await.expect("laid");
        for filter in filters() {
            for order in [Order::Newest, Order::Oldest, Order::Number, Order::Amount] {
                let wanted = filter.clone();
                let (whole, paged) = store
                    .read(move |tx| {
                        let whole = desk::list(tx, LZ, &wanted, order, None, 1000)?;
                        let (mut paged, mut behind) = (Vec::new(), None);
                        loop {
                            let page = desk::list(tx, LZ, &wanted, order, behind.as_ref(), 2)?;
                            let Some(last) = page.last() else { break };
                            behind = Some(order.cursor(last));
                            paged.extend(page);
                        }
                        Ok::<_, StoreError>((whole, paged))
                    })
                    .await
                    .expect("read");
                assert_eq!(paged, whole, "{filter:?} {order:?}");
            }
        }
    })
    .await;
}
