import Diagnostics
import Files
import Glibc

/// The beginning of a file that is being fetched, `ETAG.incomplete`, written in order.
final class PartialFile {
  private let path: String
  private let file: HubFile
  private let descriptor: Int32
  private var digest: ContentDigest
  /// How many bytes are there.
  private(set) var count = 0

  /// Opens the beginning that is there, or starts one.
  ///
  /// - Parameter startsAnew: whether what is there is thrown away.
  /// - Throws: `inputOutput` where it cannot be opened or read.
  init(
    _ path: String, of file: HubFile, startsAnew: Bool, checkCancellation: () throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    self.path = path
    self.file = file
    digest = ContentDigest(file.checksum, size: file.size)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure("cannot be opened") }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("cannot be read") }
    if startsAnew || status.st_size > file.size {
      try restart()
    } else {
      try digestBeginning(Int(status.st_size), checkCancellation)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends bytes.
  ///
  /// - Throws: `inputOutput` where they cannot be written; what could be stays.
  func append(_ bytes: [UInt8]) throws(ExplainerError) {
    var sent = 0
    while sent < bytes.count {
      let written = bytes[sent...].withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, count + sent)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure("cannot be written", remedy: Self.remedy) }
      sent += written
    }
    digest.update(bytes)
    count += bytes.count
  }

  /// Throws away what is there.
  func restart() throws(ExplainerError) {
    // (What is no plain file cannot be cut.)
    guard ftruncate(descriptor, 0) == 0 || errno == EINVAL else { throw failure("cannot be written") }
    count = 0
    digest = ContentDigest(file.checksum, size: file.size)
  }

  /// What the content should be called and is, where they differ; nil where they agree or cannot be compared.
  var contradiction: (expected: String, found: String)? {
    guard let found = digest.hexadecimal, found != file.etag else { return nil }
    return (file.etag, found)
  }

  /// Gives the whole file its name; its bytes are on the disk before.
  func finish(as blob: String) throws(ExplainerError) {
    guard fdatasync(descriptor) == 0 || errno == EINVAL else {
      throw failure("cannot be written", remedy: Self.remedy)
    }
    guard rename(path, blob) == 0 else { throw failure("cannot be put in place") }
  }

  private func digestBeginning(
    _ begun: Int, _ checkCancellation: () throws(ExplainerError) -> Void
  ) throws(ExplainerError) {
    try FileSystem.read(path, inPiecesOf: 1 << 20, limit: begun, allowsStreams: true) {
      bytes throws(ExplainerError) in
      try checkCancellation()
      digest.update(bytes)
      count += bytes.count
    }
  }

  private static let remedy = "make room, then run it again: it goes on where it stopped"

  private func failure(_ what: String, remedy: String? = nil) -> ExplainerError {
    let isFull = errno == ENOSPC || errno == EDQUOT
    return ExplainerError(
      .inputOutput, "\(what): \(String(cString: strerror(errno)))", at: [path], remedy: isFull ? remedy : nil)
  }
}
