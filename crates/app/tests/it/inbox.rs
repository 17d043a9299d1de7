//! The inbox of a person.

use crate::support::on_each_engine;

#[tokio::test]
async fn messages_are_read_one_by_one_or_all_and_only_by_their_person() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        let inbox = ada.opens("/messages").await.good().shows("欢迎使用科项").shows("全部标为已读");
        let id = inbox.between("action=\"/messages/", "\"");
        let id = if id == "reading" { inbox.between("<li aria-current=\"true\">", "</li>") } else { id };
        let id = id.rsplit("/messages/").next().expect("id").split('"').next().expect("id").to_owned();
        let mut bob = house.browser_of("nx.officer").await;
        bob.sends(&format!("/messages/{id}"), &[]).await.with_status(404);
        ada.opens("/").await.shows("<span class=\"kx-count\">1");
        ada.sends(&format!("/messages/{id}"), &[]).await.leads_to("/messages");
        ada.opens("/messages").await.shows("欢迎使用科项").hides("全部标为已读");
        ada.opens("/").await.hides("<span class=\"kx-count\">");
        bob.sends("/messages/reading", &[]).await.leads_to("/messages");
        bob.opens("/messages").await.hides("全部标为已读");
    })
    .await;
}
