//! The pages of a run: an index, one page a cluster, and what emerges. Self-contained: no network, no script.

mod chart;
mod cluster;
mod emerging;
mod frame;
mod index;
mod text;

use askama::Template;

use crate::align::AlignReport;
use crate::error::ReportError;
use cluster::ClusterPage;
use emerging::EmergingPage;
use index::IndexPage;

/// Every page with its path below the output folder.
pub(crate) fn pages(report: &AlignReport<'_>) -> Result<Vec<(String, String)>, ReportError> {
    let render = |page: &str, template: &dyn Fn() -> askama::Result<String>| {
        template().map_err(|source| ReportError::Page { page: page.to_owned(), source })
    };
    let index = IndexPage::new(report);
    let mut pages = vec![("index.html".to_owned(), render("index.html", &|| index.render())?)];
    for cluster in &report.profile.clusters {
        let name = format!("clusters/{}.html", cluster.row.cluster_id);
        let page = ClusterPage::new(report, cluster);
        pages.push((name.clone(), render(&name, &|| page.render())?));
    }
    if let Some(page) = EmergingPage::new(report) {
        pages.push(("emerging.html".to_owned(), render("emerging.html", &|| page.render())?));
    }
    Ok(pages)
}
