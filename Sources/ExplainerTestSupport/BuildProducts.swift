import Glibc

/// Where the build put the program and the plugin libraries that tests run.
public enum BuildProducts {
  /// The folder with the test bundle, the executable and the libraries.
  public static var folder: String {
    // The bundle is named on the command line of the process that runs the tests, or is that process.
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    let path = realpath(bundle, nil)
    defer { free(path) }
    let words = path.map { String(cString: $0) } ?? bundle
    return words.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  }

  /// The program.
  public static var executable: String { "\(folder)/explainer" }
}
