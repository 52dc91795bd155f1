package import Diagnostics
import Glibc

extension FileSystem {
  /// Makes a folder and those it lies in, where they are missing.
  ///
  /// - Throws: `inputOutput` where one cannot be made.
  package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(ExplainerError) {
    guard !isDirectory(path) else { return }
    let parent = folder(of: path)
    if parent != path, parent != "." { try makeFolder(parent, mode: mode) }
    guard mkdir(path, mode) == 0 || errno == EEXIST && isDirectory(path) else {
      throw ExplainerError(
        .inputOutput, "the folder cannot be made: \(String(cString: strerror(errno)))", at: [path])
    }
  }

  /// Gives a scratch folder that is to stay its name and the usual permissions, in one step.
  ///
  /// - Throws: `inputOutput` where something else has that name.
  package static func moveFolder(_ folder: String, to path: String) throws(ExplainerError) {
    guard chmod(folder, 0o755) == 0, rename(folder, path) == 0 else {
      throw ExplainerError(
        .inputOutput, "cannot be put in place: \(String(cString: strerror(errno)))", at: [path])
    }
  }

  /// Writes a new file with this content and these permissions.
  ///
  /// - Throws: `inputOutput` where it cannot be written.
  package static func write(_ bytes: some Sequence<UInt8>, to path: String, mode: UInt32 = 0o644)
    throws(ExplainerError)
  {
    let file = try OutputFile(path)
    let all = Array(bytes)
    do { try all.withUnsafeBytes { try file.write($0) } } catch { throw .wrapping(error) }
    try file.commit()
    guard chmod(path, mode) == 0 else {
      throw ExplainerError(
        .inputOutput, "its permissions cannot be set: \(String(cString: strerror(errno)))", at: [path])
    }
  }

  /// The paths of all files below `folder`, relative to it, sorted; links are left out, and so is what begins with a
  /// dot unless `hidden`.
  package static func files(below folder: String, hidden: Bool = false) -> [String] {
    var result: [String] = []
    for name in entries(of: folder, hidden: hidden) {
      guard let mode = linkMode("\(folder)/\(name)") else { continue }
      switch mode & S_IFMT {
      case S_IFDIR: result += files(below: "\(folder)/\(name)", hidden: hidden).map { "\(name)/\($0)" }
      case S_IFREG: result.append(name)
      default: break
      }
    }
    return result.sorted()
  }

  /// The permission and type bits of `path` itself, a link not followed.
  package static func linkMode(_ path: String) -> UInt32? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode : nil
  }
}
