/// The norm behind the last layer, of a family that has one.
struct FinalNorm: Sendable {
  let norm: Norm
  let site: SiteID
}
