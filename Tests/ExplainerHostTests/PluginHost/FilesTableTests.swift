import CExplainerABI
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import Tensors
import Testing
@testable import ExplainerKit
@testable import PluginHost

/// The extension `explainer.files/1`: what a call lends, and nothing else.
@Suite struct FilesTableTests {
  private nonisolated(unsafe) static let host = HostTable.shared.pointer
  private static let table = FilesTable.shared.pointer.pointee
  private let folder = TemporaryFolder()

  private func lent(_ name: String, _ content: String) throws -> LentFile {
    let path = folder.write(content, to: FileSystem.name(of: name))
    return LentFile(name, path: path, stamp: try #require(FileSystem.stamp(path)))
  }

  private func call(lending files: [LentFile]) throws -> PluginInvocation {
    let location = ModelLocation(id: "m", directory: Fixtures.model("gpt2"), origin: .directory)
    return PluginInvocation(
      model: try Fixtures.loaded(location), reporter: SilentReporter(), files: files)
  }

  private func open(
    _ name: String, _ call: PluginInvocation
  ) -> (status: xpl_status, bytes: UnsafeRawPointer?, size: Int) {
    var bytes: UnsafeRawPointer?
    var size = -1
    let status = name.withABIString { Self.table.open?(Self.host, call.lend(), $0, &bytes, &size) ?? -1 }
    return (status, bytes, size)
  }

  /// The plugin's side sees names in order, and the bytes of each, an empty one's and those that are no text too.
  @Test func lends() throws {
    let files = [try lent("data/a.txt", "a\0b"), try lent("data/b", ""), try lent("list", "words\n")]
    let call = try call(lending: files)
    let remote = HostFiles(connection: HostConnection(host: Self.host, call: call.lend()))
    #expect(try remote.names == ["data/a.txt", "data/b", "list"])
    for (name, content) in [("data/a.txt", "a\0b"), ("data/b", ""), ("list", "words\n")] {
      let found = try remote.withBytes(of: name) { bytes in
        (0..<bytes.byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
      }
      #expect(found == Array(content.utf8))
    }
    // Once more is the same place; there is one for nothing too.
    #expect(open("list", call).bytes == open("list", call).bytes)
    let empty = open("data/b", call)
    #expect(empty.status == xpl_status(XPL_OK) && empty.bytes != nil && empty.size == 0)
    call.end()
    call.discard()
  }

  /// Whatever else is asked for is a status and gives nothing: other names, paths, places beyond the last, no place for the answer,
  /// a name that is no text, and everything once the call is over.
  @Test func refused() throws {
    let call = try call(lending: [try lent("data/a.txt", "x")])
    for name in ["", "a.txt", "data", "data/", "data/../data/a.txt", "\(folder.path)/a.txt", "list"] {
      let found = open(name, call)
      #expect(found.status == xpl_status(XPL_NOT_FOUND) && found.bytes == nil && found.size == -1, "\(name)")
    }
    var name = xpl_str()
    var count = 0
    for index in [1, .max, -1] {
      #expect(Self.table.name?(Self.host, call.lend(), index, &name) == xpl_status(XPL_NOT_FOUND))
    }
    #expect(Self.table.name?(Self.host, call.lend(), 0, nil) == xpl_status(XPL_PLUGIN_FAULT))
    #expect(Self.table.count?(Self.host, call.lend(), nil) == xpl_status(XPL_PLUGIN_FAULT))
    #expect(Self.table.open?(Self.host, call.lend(), xpl_str(), nil, &count) == xpl_status(XPL_PLUGIN_FAULT))
    var bytes: UnsafeRawPointer?
    let torn = [UInt8]([0xFF]).withABIString { Self.table.open?(Self.host, call.lend(), $0, &bytes, &count) }
    #expect(torn == xpl_status(XPL_BAD_TEXT))
    call.end()
    #expect(open("data/a.txt", call).status == xpl_status(XPL_PLUGIN_FAULT))
    #expect(Self.table.count?(Self.host, call.lend(), &count) == xpl_status(XPL_PLUGIN_FAULT))
  }

  /// A file that is not the one that was looked at is no answer, and none that was changed while it was read stands; no error
  /// says where it lies.
  @Test(arguments: ["written", "replaced", "gone", "a folder", "cut"]) func changed(_ how: String) throws {
    let file = try lent("data/a.txt", "words")
    let lent = LentFiles([file]), early = LentFiles([file])
    _ = try early.open("data/a.txt")
    try early.checkUnchanged()
    switch how {
    case "written": folder.write("other words", to: "a.txt")
    case "replaced":
      let other = folder.write("words", to: "other.txt")
      #expect(rename(other, file.path) == 0)
    case "gone": FileSystem.remove(file.path)
    case "cut": #expect(truncate(file.path, 2) == 0)
    default:
      FileSystem.remove(file.path)
      try FileSystem.makeFolder(file.path)
    }
    let error = #expect(throws: ExplainerError.self) { _ = try lent.open("data/a.txt") }
    #expect(error?.location == ["data/a.txt"] && error?.description.contains(folder.path) == false)
    // Its links are counted, so that one in whose place another was put has changed too.
    let after = #expect(throws: ExplainerError.self) { try early.checkUnchanged() }
    #expect(after?.code == .badData)
  }

  /// What was lent is taken back when the call is discarded.
  @Test func takenBack() throws {
    let file = try lent("list", "words")
    let lent = LentFiles([file])
    let before = try FileSystem.read("/proc/self/maps")
    _ = try lent.open("list")
    func isMapped() throws -> Bool {
      String(decoding: try FileSystem.read("/proc/self/maps"), as: UTF8.self).contains(file.path)
    }
    #expect(!String(decoding: before, as: UTF8.self).contains(file.path))
    #expect(try isMapped())
    lent.close()
    #expect(try !isMapped())
  }
}
