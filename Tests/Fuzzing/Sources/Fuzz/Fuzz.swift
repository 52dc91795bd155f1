import CFuzzer
import Glibc

/// `EXPLAINER_FUZZ=TARGET Fuzz [options of libFuzzer] [folders or files]`; `Fuzz --list` names the targets with the
/// longest input of each.
///
/// The target is a variable, not an argument, so that libFuzzer can start the program again by itself.
@main enum Fuzz {
  /// The target the variable names.
  static let target: FuzzTarget = {
    let name = getenv("EXPLAINER_FUZZ").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget.all.first(where: { $0.name == name }) { return target }
    print("EXPLAINER_FUZZ names none of: \(FuzzTarget.all.map(\.name).joined(separator: ", "))")
    exit(64)
  }()

  static func main() {
    if CommandLine.arguments.dropFirst().first == "--list" {
      for target in FuzzTarget.all { print(target.name, target.largest) }
      return
    }
    signal(SIGPIPE, SIG_IGN)
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, feed))
  }
}

/// Feeds the target one input; libFuzzer's own main function, which is linked too, knows it by this name.
@_cdecl("LLVMFuzzerTestOneInput")
func feed(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
  Fuzz.target.feed(Array(UnsafeBufferPointer(start: bytes, count: size)))
  return 0
}
