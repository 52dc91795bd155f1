import CExplainerABI
import Diagnostics
import ExplainerCore

/// The files of a call, reached through the C boundary; none where the host has no extension for them.
struct HostFiles: CallFiles {
  let connection: HostConnection

  var names: [String] {
    get throws {
      guard let table else { return [] }
      var count = 0
      try connection.check(table.pointee.count?(connection.host, connection.call, &count))
      return try (0..<count).map { index in
        var name = xpl_str()
        try connection.check(table.pointee.name?(connection.host, connection.call, index, &name))
        return String(name)
      }
    }
  }

  func withBytes<Result>(of name: String, _ body: (RawSpan) throws -> Result) throws -> Result {
    guard let table else { return try NoFiles().withBytes(of: name, body) }
    var bytes: UnsafeRawPointer?
    var size = 0
    try name.withABIString { name in
      try connection.check(table.pointee.open?(connection.host, connection.call, name, &bytes, &size))
    }
    return try body(UnsafeRawBufferPointer(start: bytes, count: size).bytes)
  }

  private var table: UnsafePointer<xpl_files_v1>? {
    connection.table("explainer.files/1", as: xpl_files_v1.self)
  }
}
