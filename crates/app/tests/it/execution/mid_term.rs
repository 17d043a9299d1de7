//! The mid-term report: handed in, sent back, failed, handed in again, passed; the instalment that waits for it.

use kexiang::actions::project::ProjectFile;
use kexiang_core::contract::may_pay;
use kexiang_core::programme::Gate;

use super::{administrator, path, picture, uploads, view};
use crate::support::House;

pub(super) async fn x08_the_mid_term_opens_its_gate_and_nothing_else_does(house: &House, file: &ProjectFile) {
    let id = file.project.id;
    let own = path(id);
    let waits = file.instalments.iter().position(|i| i.gate == Gate::MidTerm).expect("a mid-term gate") + 1;
    let mut clerk = house.browser_of("gd.officer").await;
    let mut member = administrator(house, file).await;
    let verdict = [("verdict", "passed"), ("words", "情况属实")];
    let gate = format!("{own}/instalments/{waits}/gate");
    clerk.sends(&gate, &verdict).await.refuses(422, "不能在这里直接确认");
    // The demonstration's report came back once and waits for the second look.
    let inspection = file.mid_term().expect("a report").id;
    let steps = format!("{own}/mid-term/{inspection}/steps");
    member.opens(&format!("{own}/execution")).await.good().shows("整改待复查");
    let again = [("words", "第二份")];
    uploads(&mut member, &format!("{own}/mid-term"), &again, ("paper", "", b""))
        .await
        .refuses(422, "已经提交");
    member.sends(&steps, &[("what", "pass"), ("words", "好")]).await.with_status(403);
    clerk.sends(&steps, &[("what", "answer"), ("words", "好")]).await.with_status(403);
    clerk.sends(&steps, &[("what", "pass"), ("words", " ")]).await.with_status(422);
    let late = [("what", "remedy"), ("words", "一"), ("due_on", "2026-03-30")];
    clerk.sends(&steps, &late).await.with_status(422);
    clerk.sends(&steps, &[("what", "none"), ("words", "x")]).await.with_status(400);
    let open = |file: &ProjectFile| {
        let mut facts = file.facts();
        facts.paid = (1..i64::try_from(waits).expect("small")).collect();
        may_pay(i64::try_from(waits).expect("small"), &file.instalments[waits - 1], &facts)
            .map_err(|r| r.code)
    };
    assert_eq!(open(&view(house, id).await.0), Err("gate-closed".to_owned()));
    clerk
        .sends(&steps, &[("what", "fail"), ("words", "第二场没有着落")])
        .await
        .leads_to(&format!("{own}/execution?done=fail#mid-term"));
    assert_eq!(open(&view(house, id).await.0), Err("gate-closed".to_owned()));
    // After a failed one another is handed in, with a sealed page.
    let mid_term = format!("{own}/mid-term");
    let words = [("words", "第二场已落实。")];
    uploads(&mut member, &mid_term, &words, ("paper", "a.exe", b"MZ\x90\x00"))
        .await
        .with_status(422)
        .shows("第二场已落实");
    uploads(&mut clerk, &mid_term, &words, ("paper", "", b"")).await.with_status(403);
    uploads(&mut member, &mid_term, &words, ("paper", "中期报告.png", &picture("中期")))
        .await
        .leads_to(&format!("{own}/execution?done=mid-term#mid-term"));
    let (fresh, _) = view(house, id).await;
    let second = fresh.mid_term().expect("a report").clone();
    assert_ne!(second.id, inspection);
    clerk.opens(&format!("{own}/mid-term/{}/paper", second.id)).await.good();
    house
        .browser_of("gd.expert1")
        .await
        .opens(&format!("{own}/mid-term/{}/paper", second.id))
        .await
        .with_status(404);
    let pass = [("what", "pass"), ("words", "进度符合约定")];
    clerk
        .sends(&format!("{own}/mid-term/{}/steps", second.id), &pass)
        .await
        .leads_to(&format!("{own}/execution?done=pass#mid-term"));
    assert_eq!(open(&view(house, id).await.0), Ok(()));
    uploads(&mut member, &mid_term, &words, ("paper", "", b"")).await.refuses(422, "已经通过");
    member.opens("/messages").await.good().shows("中期评估通过");
}
