import Glibc
import Tokenization

// Tokenizing TOKENIZER_JSON TEXT: the lines of a text, one after the other. Prints user CPU seconds, the number of tokens, and a
// digest of their ids.

/// The user CPU time of this process, in seconds.
func userSeconds() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
}

/// The file at `path`, as text.
func text(_ path: String) -> String {
  guard let stream = fopen(path, "r") else { return "" }
  defer { fclose(stream) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&chunk, 1, chunk.count, stream), count > 0 { bytes += chunk[..<count] }
  return String(decoding: bytes, as: UTF8.self)
}

let tokenizer = try Tokenizer(file: CommandLine.arguments[1])
let lines = text(CommandLine.arguments[2]).utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
  String($0) ?? ""
}

let start = userSeconds()
let encodings = lines.map { tokenizer.encode($0) }
let seconds = userSeconds() - start

var digest: UInt64 = 0
var count = 0
for encoding in encodings {
  count += encoding.count
  for id in encoding.ids { digest = digest &* 0x100_0000_01B3 &+ UInt64(id) }
}
print(seconds, count, digest)
