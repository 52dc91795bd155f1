package import Diagnostics
import Files
import Glibc
import Synchronization

/// Records of calls by what went into them, in a folder of files that any number of processes may use at once.
///
/// A record is put in place by renaming, so that a killed program leaves whole ones only. What cannot be written is not
/// kept: results matter more than their copies.
package final class ResultStore: Sendable {
  /// What is kept at most when a program that used the store ends, in bytes.
  package static let standardLimit: Int = 2 << 30

  private let folder: String
  private let limit: Int
  private let failure = Mutex<ExplainerError?>(nil)

  /// The store in `folder`, which is made where it is missing.
  ///
  /// - Throws: `inputOutput` where it cannot be made.
  package init(_ folder: String, limit: Int = standardLimit) throws(ExplainerError) {
    try FileSystem.makeFolder(folder, mode: 0o700)
    self.folder = folder
    self.limit = limit
  }

  /// The record of `key` (hexadecimal); nil where there is none, or none that is whole.
  package func record(of key: String) -> RunRecord? {
    let path = path(of: key)
    guard let bytes = try? FileSystem.readIfPresent(path), let record = RunRecord(bytes: bytes) else {
      return nil
    }
    // What is used stays longest.
    utimensat(AT_FDCWD, path, nil, 0)
    return record
  }

  /// Keeps a record.
  package func keep(_ record: RunRecord, as key: String) {
    // A full disk stays full; one warning is enough.
    guard failure.withLock({ $0 == nil }) else { return }
    let path = path(of: key)
    do throws(ExplainerError) {
      try FileSystem.makeFolder(FileSystem.folder(of: path), mode: 0o700)
      try OutputFile.write(record.bytes, to: path)
    } catch { failure.withLock { $0 = error } }
  }

  /// Why records are no longer kept, once one could not be.
  package var writeFailure: ExplainerError? { failure.withLock { $0 } }

  /// Removes what was used longest ago, until no more than the limit is left.
  package func prune() {
    var files: [(path: String, size: Int, used: Int)] = []
    for part in FileSystem.entries(of: folder) where part.utf8.count == 2 {
      for name in FileSystem.entries(of: "\(folder)/\(part)") {
        var status = stat()
        let path = "\(folder)/\(part)/\(name)"
        if stat(path, &status) == 0 { files.append((path, Int(status.st_size), status.st_mtim.tv_sec)) }
      }
    }
    var total = files.reduce(0) { $0 + $1.size }
    guard total > limit else { return }
    for file in files.sorted(by: { $0.used < $1.used }) where total > limit {
      unlink(file.path)
      total -= file.size
    }
  }

  private func path(of key: String) -> String { "\(folder)/\(key.prefix(2))/\(key)" }
}
