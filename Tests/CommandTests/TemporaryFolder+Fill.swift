import ExplainerTestSupport
import Foundation

extension TemporaryFolder {
  /// Writes a file whose folders are made, and gives its path.
  @discardableResult func fill(_ name: String, _ text: String) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
    return write(text, to: name)
  }
}
