import Checkpoints
import ExplainerTestSupport
import Tensors
import Testing

/// One run of `trace` on demo-gpt2 that writes a file, and what is in it.
struct TraceRun {
  let run: ProgramRun
  let path: String
  private let folder: TemporaryFolder

  /// Runs `trace` with these words, a file `NAME` of texts or edits among them written before.
  init(
    _ words: [String], files: [String: String] = [:], model: String = "demo-gpt2",
    output: String = "out.safetensors", in folder: TemporaryFolder = TemporaryFolder()
  ) throws {
    self.folder = folder
    for (name, text) in files { folder.write(text, to: name) }
    path = "\(folder.path)/\(output)"
    run = try ProgramRun(["trace", "--model", model, "-o", output] + words, directory: folder.path)
  }

  /// The file, of a run that has succeeded.
  func file() throws -> SafetensorsFile {
    #expect(run.exitCode == 0, "\(run.errors)")
    return try SafetensorsFile(path: path)
  }

  /// One of its tensors.
  func tensor(_ name: String) throws -> Tensor { try file().tensor(named: name) }

  /// One line of its metadata.
  func metadata(_ key: String) throws -> String? { try file().metadata.first { $0.key == key }?.value }
}
