import CFuzzer
import Glibc

/// `EXPLAINER_FUZZ=TARGET Fuzz [options of libFuzzer] [folders or files]`; `Fuzz --list` names the targets with the
/// longest input of each.
///
/// The target is a variable, not an argument, so that libFuzzer can start the program again by itself.
@main enum Fuzz {
  /// What is being fed; set once, before the first input.
  nonisolated(unsafe) private static var feed: @Sendable ([UInt8]) -> Void = { _ in }

  static func main() {
    if CommandLine.arguments.dropFirst().first == "--list" {
      for target in FuzzTarget.all { print(target.name, target.largest) }
      return
    }
    let name = getenv("EXPLAINER_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
      print("EXPLAINER_FUZZ names none of: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    signal(SIGPIPE, SIG_IGN)
    feed = target.feed
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let status = LLVMFuzzerRunDriver(&count, &arguments) { bytes, size in
      feed(Array(UnsafeBufferPointer(start: bytes, count: size)))
      return 0
    }
    exit(status)
  }
}
