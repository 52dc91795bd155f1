import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Files
import JSON
import Testing

/// A model in GGUF files is opened whole, or refused with what is wrong.
@Suite struct GGUFCheckpointTests {
  private static let fixture = "\(Fixtures.root)/GGUF/qwen3moe.small.gguf"

  private let folder = TemporaryFolder("gguf")

  /// Writes files of the names a model has that was split into so many, and gives their paths.
  private func split(_ count: Int, _ change: (Int, inout GGUFWriter) -> Void = { _, _ in }) throws -> [String]
  {
    let whole = try GGUFWriter(copying: Self.fixture)
    let share = (whole.entries.count + count - 1) / count
    return try (0..<count).map { part in
      var file = GGUFWriter()
      if part == 0 { file.metadata = whole.metadata }
      file["split.no"] = .integer(part)
      file["split.count"] = .integer(count)
      file["split.tensors.count"] = .integer(whole.entries.count)
      file.entries = Array(whole.entries[part * share..<min(whole.entries.count, (part + 1) * share)])
      change(part, &file)
      let path = "\(folder.path)/model-0000\(part + 1)-of-0000\(count).gguf"
      try FileSystem.write(file.bytes, to: path)
      return path
    }
  }

  /// Whichever part is named, all are the model; and the model is that of the file that was split.
  @Test func parts() throws {
    let whole = try GGUFCheckpoint(path: Self.fixture)
    let paths = try split(3)
    for path in paths {
      #expect(GGUFParts.paths(of: path) == paths)
      #expect(ModelLocation(id: "m", directory: path, origin: .directory).folders == paths)
      let checkpoint = try GGUFCheckpoint(path: path)
      #expect(checkpoint.configuration.object == whole.configuration.object)
      #expect(Set(checkpoint.weights.names) == Set(whole.weights.names))
      #expect(checkpoint.parts.summary["parameters"] == whole.parts.summary["parameters"])
      #expect(checkpoint.parts.summary["files"] == 3)
    }
  }

  /// A part that is missing, or is another than its name says, is named.
  @Test func wrongParts() throws {
    func problem(_ path: String) -> String {
      let error = #expect(throws: ExplainerError.self) { try GGUFCheckpoint(path: path) }
      return error?.description ?? ""
    }
    var paths = try split(3)
    FileSystem.remove(paths[1])
    #expect(GGUFParts.paths(of: paths[0]) == [paths[0], paths[2]])
    #expect(GGUFParts.paths(of: Self.fixture) == [Self.fixture])
    for path in [paths[0], paths[2]] {
      let error = #expect(throws: ExplainerError.self) { try GGUFCheckpoint(path: path) }
      #expect(error?.code == .notFound && error?.location == [paths[1]])
    }
    try FileSystem.write(FileSystem.read(paths[2]), to: paths[1])
    #expect(problem(paths[0]).contains("expected part 2 of 3, found part 3 of 3"))
    try FileSystem.write(GGUFWriter(copying: Self.fixture).bytes, to: paths[1])
    #expect(problem(paths[0]).contains("found no part"))

    paths = try split(3) { part, file in if part == 2 { file.entries.removeLast() } }
    #expect(problem(paths[0]).contains("do not belong together"))
    paths = try split(2) { part, file in if part == 1 { file.entries[0].name = "output_norm.weight" } }
    #expect(problem(paths[0]).contains("there twice"))
    let renamed = "\(folder.path)/first.gguf"
    try FileSystem.write(FileSystem.read(paths[0]), to: renamed)
    #expect(problem(renamed).contains("expected a name that ends with -00001-of-00002.gguf"))
  }

  /// What a file says that cannot be a model here is one error, which says where.
  @Test(
    arguments: [
      ("architecture", .unsupported, ["'qwen3moe'", "found qwen3mov"]),
      ("no architecture", .badData, ["no 'general.architecture'"]),
      ("adapter", .unsupported, ["no model by itself", "found an adapter"]),
      ("projector", .unsupported, ["no model by itself", "projector"]), ("clip", .unsupported, ["projector"]),
      ("key", .unsupported, ["not known here", "'qwen3moe.swin_norm'"]),
      ("no key", .badData, ["'qwen3moe.block_count' cannot be used", "found nothing"]),
      ("wrong key", .badData, ["'qwen3moe.expert_count'", "expected a whole number"]),
      (
        "vocabulary", .badData,
        ["does not fit the embedding", "'token_embd.weight'", "301 rows", "found 300"]
      ),
      ("no vocabulary", .badData, ["tokenizer.ggml.tokens"]),
      ("tensor", .unsupported, ["'blk.0.attn_sinks.weight'", "do not have here"]),
      ("both sides", .unsupported, ["expected attention.causal true"]),
      ("rope", .badData, ["'qwen3moe.rope.scaling.type'", "expected none, linear or yarn"]),
    ] as [(String, ErrorCode, [String])])
  func refused(_ change: String, _ code: ErrorCode, _ words: [String]) throws {
    var file = try GGUFWriter(copying: Self.fixture)
    switch change {
    case "architecture": file["general.architecture"] = .text("qwen3mov")
    case "no architecture": file["general.architecture"] = nil
    case "adapter": file["general.type"] = .text("adapter")
    case "projector": file["general.type"] = .text("mmproj")
    case "clip": file["general.architecture"] = .text("clip")
    case "key": file["qwen3moe.swin_norm"] = .truth(true)
    case "no key": file["qwen3moe.block_count"] = nil
    case "wrong key": file["qwen3moe.expert_count"] = .text("4")
    case "vocabulary":
      file["tokenizer.ggml.tokens"] = .texts((file["tokenizer.ggml.tokens"]?.strings ?? []) + ["another"])
    case "no vocabulary": file["tokenizer.ggml.tokens"] = nil
    case "tensor": file.entries.append(GGUFWriter.Entry("blk.0.attn_sinks.weight", [2]))
    case "both sides": file["qwen3moe.attention.causal"] = .truth(false)
    default: file["qwen3moe.rope.scaling.type"] = .text("longrope")
    }
    let path = "\(folder.path)/\(change).gguf"
    try FileSystem.write(file.bytes, to: path)
    let error = #expect(throws: ExplainerError.self) { try GGUFCheckpoint(path: path) }
    #expect(error?.code == code && error?.description.contains(path) == true)
    for word in words { #expect(error?.description.contains(word) == true, "\(error?.description ?? "")") }
  }

  /// What a file says of windows, by the pattern that is in it or the one that llama.cpp knows by heart.
  @Test(
    arguments: [
      (nil, [true, true, true, true, true, false]), (.integer(2), [true, false, true, false, true, false]),
      (.integer(0), [true, true, true, true, true, true]),
      (.integer(1), [false, false, false, false, false, false]),
      (
        .list(.truth, [true, false, false, true, true, false].map { .truth($0) }),
        [true, false, false, true, true, false]
      ),
    ] as [(GGUFValue?, [Bool])])
  func windows(_ pattern: GGUFValue?, _ slides: [Bool]) throws {
    var file = try GGUFWriter(copying: "\(Fixtures.root)/GGUF/gemma3.small.gguf")
    file["gemma3.attention.sliding_window_pattern"] = pattern
    let path = "\(folder.path)/gemma3.gguf"
    try FileSystem.write(file.bytes, to: path)
    let settings = try GGUFCheckpoint(path: path).configuration.object
    let expected = slides.map { $0 ? "sliding_attention" : "full_attention" }
    #expect(settings["layer_types"] == JSONValue(expected) && settings["sliding_window"] == 4)
  }
}
