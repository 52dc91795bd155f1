import CExplainerABI
import Diagnostics
import ExplainerKit

/// The host's side of the extension `explainer.files/1`: the files that a call lends.
///
/// Written once and never changed, so that sharing it between threads is safe.
struct FilesTable: @unchecked Sendable {
  static let shared = FilesTable()

  let pointer: UnsafePointer<xpl_files_v1>

  private init() {
    let table = UnsafeMutablePointer<xpl_files_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_files_v1(
        count: { _, call, count in
          HostTable.perform(call) { call in
            guard let count else { throw HostTable.missingPointer }
            count.pointee = call.files.names.count
          }
        },
        name: { _, call, index, name in
          HostTable.perform(call) { call in
            guard let name else { throw HostTable.missingPointer }
            let names = call.files.names
            guard names.indices.contains(index) else {
              throw ExplainerError(
                .notFound, "there is no file \(UInt(bitPattern: index))",
                expected: "an index below \(names.count)")
            }
            name.pointee = call.lend(Array(names[index].utf8))
          }
        },
        open: { _, call, name, bytes, size in
          HostTable.perform(call) { call in
            guard let bytes, let size else { throw HostTable.missingPointer }
            let content = try call.files.open(String(strict: name))
            // Of an empty file there is a place too.
            bytes.pointee = content.baseAddress ?? UnsafeRawPointer(call.lend([]).data)
            size.pointee = content.count
          }
        }))
    pointer = UnsafePointer(table)
  }
}
