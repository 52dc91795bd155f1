import Files
import Glibc

/// What can be built on this machine.
public struct Toolchains: Sendable {
  private let folders: [String]

  /// What the `PATH` of `environment` leads to.
  public init(_ environment: [String: String]) {
    folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
  }

  /// The programs that building a scaffold of this language needs and that are not there.
  public func missing(for language: Scaffold.Language) -> [String] {
    let needed =
      switch language {
      case .swift: [["swift"]]
      case .c: [["make"], ["cc", "gcc", "clang"]]
      case .cpp: [["make"], ["c++", "g++", "clang++"]]
      case .rust: [["make"], ["cargo"]]
      }
    return needed.filter { !$0.contains(where: isThere) }.map { $0[0] }
  }

  private func isThere(_ program: String) -> Bool {
    folders.contains { FileSystem.isFile("\($0)/\(program)") && access("\($0)/\(program)", X_OK) == 0 }
  }
}
