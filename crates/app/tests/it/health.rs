//! What programs watch.

use crate::support::on_each_engine;

#[tokio::test]
async fn health_readiness_and_metrics_are_answered() {
    on_each_engine(async |house| {
        let mut watcher = house.browser();
        watcher.opens("/healthz").await.good().shows("ok");
        watcher.opens("/readyz").await.good().shows("ready");
        watcher.opens("/associations/lz").await.good();
        watcher.opens("/associations/zz").await.with_status(404);
        let metrics = watcher.opens("/metrics").await.good();
        assert_eq!(metrics.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
        let route = "kexiang_requests_total{method=\"GET\",route=\"/associations/{association}\"";
        metrics
            .shows(&format!("{route},status=\"200\"}} 1\n"))
            .shows(&format!("{route},status=\"404\"}} 1\n"))
            .shows("kexiang_up 1")
            .shows("kexiang_jobs_ready 0");
    })
    .await;
}

#[tokio::test]
async fn a_closed_database_is_not_ready_and_faults_have_a_number() {
    on_each_engine(async |house| {
        let mut ada = house.browser_of("lz.officer").await;
        house.works().await;
        house.app.store.close().await;
        let mut watcher = house.browser();
        watcher.opens("/healthz").await.good();
        watcher.opens("/readyz").await.with_status(503).shows("not ready");
        let fault = ada.opens("/account").await.refuses(503, "故障编号").shows("系统此刻非常繁忙");
        let number = fault.between("kx-fault__ref\">", "<");
        assert_eq!(number.len(), 9, "{number}");
    })
    .await;
}
