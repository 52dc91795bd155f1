import Glibc

@testable import Tokenization

/// A folder with files that a test wrote; it goes when the value does.
final class ScratchFolder: Sendable {
  let path: String
  private let names: [String]

  /// A new folder with these files.
  init(_ files: [String: [UInt8]]) {
    var template = Array("/tmp/explainer-tests-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp"
    names = Array(files.keys)
    for (name, bytes) in files {
      guard let stream = fopen("\(path)/\(name)", "w") else { continue }
      fwrite(bytes, 1, bytes.count, stream)
      fclose(stream)
    }
  }

  /// A new folder with these files of text.
  convenience init(text files: [String: String]) { self.init(files.mapValues { Array($0.utf8) }) }

  /// Loads the tokenizer in the folder.
  func loadTokenizer() throws -> Tokenizer {
    // Without this the folder may be gone before its last use is over.
    try withExtendedLifetime(self) { try Tokenizer(directory: path) }
  }

  deinit {
    for name in names { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
