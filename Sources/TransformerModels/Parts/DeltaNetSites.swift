/// The sites of a layer whose heads have states.
struct DeltaNetSites: Sendable {
  let query: SiteID
  let key: SiteID
  let value: SiteID
  let strength: SiteID
  let decay: SiteID
  let state: SiteID
  let read: SiteID
  let gate: SiteID
  let mixed: SiteID
  let output: SiteID
}
