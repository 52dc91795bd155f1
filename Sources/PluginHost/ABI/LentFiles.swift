import Diagnostics
import ExplainerCore
import Files
import Tensors

/// The files that one call lends, mapped when they are first asked for and until the call is over.
///
/// Used from the thread that runs the plugin only.
final class LentFiles {
  private let files: [LentFile]
  private var mapped: [String: MappedFile] = [:]

  init(_ files: [LentFile]) { self.files = files }

  /// What the plugin may ask for.
  var names: [String] { files.map(\.name) }

  /// The bytes of the file called `name`, where they stay until `close`.
  ///
  /// - Throws: `notFound` where the call lends none of that name, `badData` where it is no longer the file that was looked at
  ///   before the call, `inputOutput`; none of them says where the file lies.
  func open(_ name: String) throws(ExplainerError) -> UnsafeRawBufferPointer {
    if let known = mapped[name] { return known.mappedBytes }
    guard let file = files.first(where: { $0.name == name }) else {
      throw ExplainerError(
        .notFound, "this call lends no file '\(name)'",
        expected: files.isEmpty ? nil : "one of \(names.joined(separator: ", "))")
    }
    let map: MappedFile
    do { map = try MappedFile(path: file.path) } catch {
      throw ExplainerError(error.code, error.message, at: [name])
    }
    guard FileSystem.stamp(of: map.descriptor) == file.stamp else { throw Self.changed(name) }
    mapped[name] = map
    return map.mappedBytes
  }

  /// Looks whether the files that were read still are what they were.
  ///
  /// - Throws: `badData` for one that was written to meanwhile: an answer must not be taken for one about another file.
  func checkUnchanged() throws(ExplainerError) {
    for file in files {
      guard let map = mapped[file.name], FileSystem.stamp(of: map.descriptor) != file.stamp else { continue }
      throw Self.changed(file.name)
    }
  }

  /// Takes the files back.
  func close() { mapped = [:] }

  private static func changed(_ name: String) -> ExplainerError {
    ExplainerError(
      .badData, "the file was changed while the call read it", at: [name],
      remedy: "leave it as it is until the call is done")
  }
}
