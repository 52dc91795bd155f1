import ExplainerCore

/// The sites of an attention layer.
struct AttentionSites: Sendable {
  let query: SiteID
  let key: SiteID
  let value: SiteID
  let valueNorms: SiteID
  let scale: SiteID
  let scores: SiteID
  let pattern: SiteID
  let mixed: SiteID
  let gate: SiteID
  let output: SiteID
}
