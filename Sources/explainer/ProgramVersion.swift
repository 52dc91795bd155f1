import Files
import PluginRegistry

/// The program's version.
enum ProgramVersion {
  static let text = "0.1.0"
  /// The program with its version, for what it writes.
  static let program = "explainer \(text)"

  /// What `--version` says: the version, and what the program was built from as far as that is known.
  static func described(_ installation: Installation) -> String {
    let origin = [installation.builtFrom, configuration, compiler, platform].compactMap(\.self)
    return "\(program) (\(origin.joined(separator: ", ")))"
  }

  private static let configuration: String? = {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }()

  /// The compiler, as exactly as a program can ask at compile time.
  private static let compiler: String? = {
    #if compiler(>=6.5)
      "Swift 6.5 or newer"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3.3)
      "Swift 6.3.3 or newer"
    #elseif compiler(>=6.3.2)
      "Swift 6.3.2"
    #elseif compiler(>=6.3.1)
      "Swift 6.3.1"
    #else
      "Swift 6.3"
    #endif
  }()

  private static let platform: String? = {
    #if arch(x86_64)
      "Linux x86_64"
    #elseif arch(arm64)
      "Linux aarch64"
    #else
      "Linux"
    #endif
  }()
}
