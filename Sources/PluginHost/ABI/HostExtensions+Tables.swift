import PluginRegistry

extension HostExtensions {
  /// The table behind `id`, or nil where this host does not have it.
  package static func table(_ id: String) -> UnsafeRawPointer? {
    switch id {
    case pairs: UnsafeRawPointer(PairsTable.shared.pointer)
    case head: UnsafeRawPointer(HeadTable.shared.pointer)
    case weights: UnsafeRawPointer(WeightsTable.shared.pointer)
    case pass: UnsafeRawPointer(PassTable.shared.pointer)
    case files: UnsafeRawPointer(FilesTable.shared.pointer)
    case json: UnsafeRawPointer(JSONTable.shared.pointer)
    case documents: UnsafeRawPointer(JSONDocumentTable.shared.pointer)
    default: nil
    }
  }
}
