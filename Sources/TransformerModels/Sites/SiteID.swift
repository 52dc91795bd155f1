/// The number of a site in its model's catalog: a pass looks sites up by it and makes no strings.
struct SiteID: Sendable, Hashable {
  let index: Int

  /// No site: nothing can be wanted of it.
  static let none = SiteID(index: -1)
}
