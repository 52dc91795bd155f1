import ExplainerTestSupport
import Foundation

/// One run of the built program, as a user would start it.
struct ProgramRun {
  let exitCode: Int32
  let output: String
  let errors: String

  /// Runs the program.
  ///
  /// - Parameters:
  ///   - arguments: its command line.
  ///   - input: its standard input.
  ///   - environment: added to an environment that is otherwise empty but for `PATH`.
  ///   - directory: where it is started.
  ///   - executable: the program, by default the one that was just built.
  init(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], directory: String? = nil,
    executable: String = BuildProducts.executable
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"].merging(environment) {
      $1
    }
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    let folder = TemporaryFolder()
    let files = ["in", "out", "err"].map { "\(folder.path)/\($0)" }
    for file in files { _ = FileManager.default.createFile(atPath: file, contents: nil) }
    try input.write(toFile: files[0], atomically: false, encoding: .utf8)
    process.standardInput = FileHandle(forReadingAtPath: files[0])
    process.standardOutput = FileHandle(forWritingAtPath: files[1])
    process.standardError = FileHandle(forWritingAtPath: files[2])
    try process.run()
    process.waitUntilExit()
    exitCode =
      process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    output = try String(contentsOfFile: files[1], encoding: .utf8)
    errors = try String(contentsOfFile: files[2], encoding: .utf8)
  }

  /// Both outputs, without paths of this machine, for snapshots.
  var transcript: String {
    [output, errors].filter { !$0.isEmpty }.joined(separator: "--- standard error\n")
      .replacing(BuildProducts.folder, with: "BUILD").replacing(Fixtures.packageRoot, with: "PACKAGE")
      // What walls there are depends on the kernel.
      .replacing(/(?m)^walls .*$/, with: "walls     WALLS")
      + "--- exit code \(exitCode)\n"
  }
}
