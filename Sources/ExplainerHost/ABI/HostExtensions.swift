/// The extensions of the boundary that this host offers, by id.
enum HostExtensions {
  /// All ids, sorted.
  static let ids: [String] = [JSONTable.id, PairsTable.id]

  /// The table behind `id`, or nil where this host does not have it.
  static func table(_ id: String) -> UnsafeRawPointer? {
    switch id {
    case PairsTable.id: UnsafeRawPointer(PairsTable.shared.pointer)
    case JSONTable.id: UnsafeRawPointer(JSONTable.shared.pointer)
    default: nil
    }
  }
}
