import ExplainerTestSupport
import Foundation
import JSON
import Testing

/// The commands of the README, as a new user types them.
@Suite struct RunCommandTests {
  static let heathrow = [
    "run", "predictions", "--model", "demo-gpt2", "--text", " Heathrow airport is in the city of",
  ]

  /// Every format is written, to standard output or a file.
  @Test(arguments: ["terminal", "json", "html", "svg"]) func formats(_ format: String) throws {
    let folder = TemporaryFolder()
    let direct = try ProgramRun(Self.heathrow + ["--format", format])
    #expect(direct.exitCode == 0, "\(direct.errors)")
    #expect(direct.errors.isEmpty)
    let file = "\(folder.path)/out put.\(format)"
    let written = try ProgramRun(Self.heathrow + ["--format", format, "-o", file])
    #expect(written.exitCode == 0 && written.output.isEmpty)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == direct.output)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out put.\(format)"])
    switch format {
    case "json": #expect(try JSONValue(parsing: direct.output)["schema"] == "explainer/explanation/1.1")
    case "html":
      #expect(direct.output.hasPrefix("<!doctype html>") || direct.output.hasPrefix("<!DOCTYPE html>"))
    case "svg": #expect(direct.output.contains("<svg"))
    default: #expect(direct.output.contains("London") && !direct.output.contains("\u{1B}"))
    }
  }

  /// The tutorial's commands work with the tutorial's numbers: position 8 is the first generated token.
  @Test func tutorialPosition() throws {
    let run = try ProgramRun(
      Self.heathrow + ["--position", "8", "--layer", "5", "--topk", "20", "--format", "json"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let result = try #require(try JSONValue(parsing: run.output)["result"])
    #expect(result["position"] == 8)
    #expect(result["layers"]?.array?.count == 1)
    #expect(result["layers"]?[0]?["layer"] == 5)
    #expect(result["layers"]?[0]?["tokens"]?.array?.count == 20)
    #expect(result["generated"]?[0]?["position"] == 8)
  }

  /// Rankings of watched candidates, by text and by id.
  @Test func rankings() throws {
    let arguments = [
      "run", "rankings", "--model", "demo-gpt2", "--text", "The keys to the cabinet", "--generate", "1",
    ]
    let byText = try ProgramRun(
      arguments + ["--watch", " is", "--watch", " are", "--position", "5", "--format", "json"])
    #expect(byText.exitCode == 0, "\(byText.errors)")
    let watch = try #require(try JSONValue(parsing: byText.output)["result"]?["watch"])
    let ids = (watch["ids"]?.array ?? []).compactMap(\.int)
    #expect(ids.count == 2)
    let byID = try ProgramRun(
      arguments + ids.flatMap { ["--watch", "\($0)"] } + ["--position=5", "--format=json"])
    #expect(try JSONValue(parsing: byID.output)["result"]?["watch"] == watch)
    #expect(watch["rankings"]?.array?.count == 6)
  }

  /// Tensors are written as safetensors, and the document names the file.
  @Test func tensors() throws {
    let folder = TemporaryFolder()
    let file = "\(folder.path)/lens.safetensors"
    let run = try ProgramRun(Self.heathrow + ["--format", "json", "--tensors", file])
    #expect(run.exitCode == 0, "\(run.errors)")
    let logits = try #require(try JSONValue(parsing: run.output)["tensors"]?["logits"])
    #expect(logits["file"]?.string == file)
    let bytes = try #require(FileManager.default.contents(atPath: file))
    #expect(bytes.count > 6 * 6144 * 4)
  }

  /// A text may come from standard input, and begin with a dash.
  @Test func texts() throws {
    let arguments = ["tokenize", "--model", "demo-gpt2", "--json", "--text"]
    let piped = try ProgramRun(arguments + ["-"], input: "two\nlines")
    #expect(try JSONValue(parsing: piped.output)["text"] == "two\nlines")
    let dashed = try ProgramRun(arguments + ["--- no"])
    #expect(try JSONValue(parsing: dashed.output)["text"] == "--- no")
    let run = try ProgramRun(
      ["run", "predictions", "--model", "demo-gpt2", "--text", "-", "--format", "json"], input: " is in")
    #expect(try JSONValue(parsing: run.output)["texts"] == [" is in"])
  }

  /// Many texts are tokenised in one call, one answer a line.
  @Test func manyTexts() throws {
    let folder = TemporaryFolder()
    let file = folder.write("\"one\"\n{\"text\": \"two words\"}\n", to: "texts.jsonl")
    let run = try ProgramRun(["tokenize", "--model", "demo-gpt2", "--texts", file, "--json"])
    let lines = try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(lines.map { $0["text"] } == ["one", "two words"])
    let broken = folder.write("\"one\"\n{\"txt\": 1}\n", to: "broken.jsonl")
    let failed = try ProgramRun(["tokenize", "--model", "demo-gpt2", "--texts", broken, "--json"])
    #expect(failed.exitCode == 65)
    #expect(failed.errors.contains("broken.jsonl:2"))
  }

  /// `trace` writes the sites asked for under their own names; nothing is left behind where it fails.
  @Test func trace() throws {
    let folder = TemporaryFolder("trace with blanks")
    let file = "\(folder.path)/out.safetensors"
    let arguments = ["trace", "--model", "demo-gpt2", "--text", " is in", "-o", file, "--sites"]
    #expect(try ProgramRun(arguments + ["layers.*.residual.post, logits"]).exitCode == 0)
    let header = try Self.header(of: file)
    #expect(header["layers.5.residual.post"]?["shape"] == [2, 128])
    #expect(header["logits"]?["shape"] == [2, 6144])
    #expect(header.object?.count == 8)
    try FileManager.default.removeItem(atPath: file)
    #expect(try ProgramRun(arguments + ["nowhere"]).exitCode == 64)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  /// Of a pair, one stack reads both sentences with segments, two stacks a sentence each; texts may begin with a dash.
  @Test(
    arguments: [
      ("demo-bert", "layers.0.attention.pattern", [8, 7, 7]),
      ("demo-bart", "decoder.layers.2.cross_attention.pattern", [8, 4, 4]),
    ] as [(String, String, JSONValue)])
  func tracedPair(_ model: String, _ site: String, _ shape: JSONValue) throws {
    let folder = TemporaryFolder()
    let file = "\(folder.path)/out.safetensors"
    let run = try ProgramRun([
      "trace", "--model", model, "--sentence-a", "the cat", "--sentence-b", "-no", "--sites", site, "-o",
      file,
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let header = try Self.header(of: file)
    #expect(header[site]?["shape"] == shape)
    #expect(header["__metadata__"]?[model == "demo-bart" ? "decoder_ids" : "segments"] != nil)
  }

  private static func header(of file: String) throws -> JSONValue {
    let bytes = try #require(FileManager.default.contents(atPath: file))
    let size = Int(bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    return try JSONValue(parsing: Array(bytes.dropFirst(8).prefix(size)))
  }

  /// The program works from any directory and through a link.
  @Test func anyDirectory() throws {
    let folder = TemporaryFolder()
    let link = "\(folder.path)/a link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: BuildProducts.executable)
    let run = try ProgramRun(Self.heathrow, directory: "/", executable: link)
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  /// A build that was moved works: executable, libraries and resources are found beside each other.
  @Test func movedBuild() throws {
    let folder = TemporaryFolder("moved build")
    let libraries = try FileManager.default.contentsOfDirectory(atPath: BuildProducts.folder)
      .filter { $0.hasPrefix("lib") && $0.hasSuffix(".so") }
    for name in ["explainer", "explainer_Distribution.resources"] + libraries {
      try FileManager.default.copyItem(
        atPath: "\(BuildProducts.folder)/\(name)", toPath: "\(folder.path)/\(name)")
    }
    let run = try ProgramRun(Self.heathrow, directory: "/", executable: "\(folder.path)/explainer")
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  /// Colour only where it is wanted.
  @Test func colour() throws {
    #expect(try ProgramRun(Self.heathrow + ["--colour", "always"]).output.contains("\u{1B}["))
    let refused = ["NO_COLOR": "1"]
    #expect(try !ProgramRun(Self.heathrow, environment: refused).output.contains("\u{1B}["))
  }

  /// `--timing` tells the stages on standard error and leaves the answer alone.
  @Test func timing() throws {
    let run = try ProgramRun(Self.heathrow + ["--format", "json", "--timing"])
    #expect(run.errors.contains("ms  worker, start to end"))
    #expect(try JSONValue(parsing: run.output)["result"] != nil)
  }

  /// Little memory is enough for long texts, and the answer is the same.
  @Test(arguments: ["60M", "200M", "400M"]) func littleMemory(_ limit: String) throws {
    let text = String(repeating: "the old man looked at the door and ", count: 25)
    func answer(_ more: [String]) throws -> JSONValue? {
      let run = try ProgramRun(
        [
          "run", "predictions", "--model", "demo-gpt2", "--text", text, "--format", "json", "--timeout",
          "100",
        ] + more)
      #expect(run.exitCode == 0, "\(run.errors)")
      return try JSONValue(parsing: run.output)["result"]?["answer"]
    }
    #expect(try answer(["--memory", limit]) == answer([]))
  }
}
