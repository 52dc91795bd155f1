import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Testing

/// A folder that is no checkpoint is called what it is, and what to do about it is said.
@Suite struct CheckpointFolderTests {
  private let folder = TemporaryFolder("folder")

  private func add(_ files: [String], content: String = "{}") {
    for file in files { FileBuilder.write(content, to: "\(folder.path)/\(file)") }
  }

  private func failure(_ body: () throws(ExplainerError) -> Void) -> ExplainerError? {
    do {
      try body()
      return nil
    } catch { return error }
  }

  /// Why the folder cannot be located as a model.
  private func location(_ name: String? = nil) -> ExplainerError? {
    failure { () throws(ExplainerError) in _ = try ModelLocator(environment: [:]).locate(name ?? folder.path)
    }
  }

  /// Why the folder's weights cannot be opened.
  private func weights() -> ExplainerError? {
    failure { () throws(ExplainerError) in _ = try CheckpointWeights(directory: folder.path) }
  }

  /// Why Git LFS must be asked first.
  private func pointers() -> ExplainerError? {
    failure { () throws(ExplainerError) in try CheckpointFolder(folder.path).checkNoPointers() }
  }

  /// Weights in another form, each with its own way out; nothing at all is said to be nothing.
  @Test(arguments: [
    (["model.pt"], "model.pt", "`GPT2LMHeadModel.from_pretrained("),
    (["optimizer.pt", "rng_state.pth", "scheduler.pt", "last.ckpt"], "last.ckpt", "A pickle is a program"),
    (["global_step500", "zero_to_fp32.py", "optimizer.pt"], "global_step500", "python zero_to_fp32.py"),
    (["pytorch_model_fsdp_0"], "pytorch_model_fsdp_0", "accelerate merge-weights"),
    (["tf_model.h5"], "tf_model.h5", "from_tf=True"),
    (["flax_model.msgpack"], "flax_model.msgpack", "from_flax=True"),
    (["onnx/model.onnx"], "onnx/model.onnx", "exported from"),
    (["model.onnx"], "model.onnx", "exported from"),
    (["openvino_model.bin", "openvino_model.xml"], "openvino_model.bin", "exported from"),
    (["gpt2.Q4_K_M.gguf"], "gpt2.Q4_K_M.gguf", "Pass the file: "),
    (["pytorch.pt", "expected.safetensors"], "pytorch.pt", "A pickle is a program"),
    (["adapter_config.json", "adapter_model.safetensors"], "adapter_config.json", "--adapter"),
  ])
  func otherWeights(_ files: [String], _ found: String, _ remedy: String) {
    add(["config.json"], content: #"{"architectures": ["GPT2LMHeadModel"]}"#)
    add(files)
    let error = weights()
    #expect(error?.code == .unsupported && error?.code.exitCode == 65)
    #expect(error?.found?.hasPrefix(found) == true, "\(error?.found ?? "")")
    #expect(error?.remedy?.contains(remedy) == true, "\(error?.remedy ?? "")")
  }

  /// A name in a configuration that could be no class is not put into a command.
  @Test func noClass() {
    add(["config.json"], content: #"{"architectures": ["x`; rm"]}"#)
    add(["model.pt"])
    #expect(weights()?.remedy?.contains("`AutoModel.from_pretrained(") == true)
  }

  /// Safetensors under other names, and shards without their index, are nearly there.
  @Test func nearly() {
    add(["config.json", "model.fp16.safetensors"])
    #expect(weights()?.code == .notFound && weights()?.found == "model.fp16.safetensors")
    add(["model-00001-of-00002.safetensors"])
    #expect(weights()?.message == "the index of the shards is missing")
    let torch = CheckpointFolderTests()
    torch.add(["config.json", "pytorch_model-00001-of-00002.bin"])
    #expect(torch.weights()?.expected == "pytorch_model.bin.index.json")
    let empty = CheckpointFolderTests()
    #expect(empty.weights()?.message == "there are no weights")
  }

  /// A folder above one or more checkpoints names them; one inside a checkpoint names that.
  @Test func nearby() {
    add(["run/checkpoint-500/config.json", "run/checkpoint-500/model.safetensors"])
    #expect(location()?.remedy == "Pass \(folder.path)/run/checkpoint-500, which holds a model")
    #expect(
      location("\(folder.path)/run/")?.remedy == "Pass \(folder.path)/run/checkpoint-500, which holds a model"
    )
    add(["0_Transformer/config.json", "0_Transformer/pytorch_model.bin", "1_Pooling/config.json"])
    #expect(
      location()?.remedy
        == "Pass one of those that hold models: \(folder.path)/0_Transformer, \(folder.path)/run/checkpoint-500"
    )
    add(["run/checkpoint-500/onnx/model.onnx"])
    #expect(
      location("\(folder.path)/run/checkpoint-500/onnx")?.remedy
        == "Pass \(folder.path)/run/checkpoint-500, which holds a model")
    #expect(location()?.code == .notFound && location()?.message == "holds no model: there is no config.json")
  }

  /// The cache's own folder of a model leads to its snapshot.
  @Test func cacheFolder() {
    add(["models--a--b/snapshots/0123/config.json", "models--a--b/snapshots/0123/model.safetensors"])
    #expect(
      location("\(folder.path)/models--a--b")?.remedy
        == "Pass \(folder.path)/models--a--b/snapshots/0123, which holds a model")
  }

  /// What is no language model by itself, or no checkpoint of this kind, is called so before anything else.
  @Test(arguments: [
    (
      "adapter_config.json", #"{"base_model_name_or_path": "org/base"}"#, "PEFT adapter",
      "adapter_config.json, for 'org/base'"
    ),
    ("adapter_config.json", "no json", "PEFT adapter", "adapter_config.json"),
    ("model_index.json", "{}", "diffusers pipeline", "model_index.json"),
    ("tiny.GGUF", "GGUF", "GGUF file", "tiny.GGUF"),
  ])
  func special(_ file: String, _ content: String, _ message: String, _ found: String) {
    add([file], content: content)
    #expect(location()?.code == .unsupported && location()?.found == found)
    #expect(location()?.message.contains(message) == true)
  }

  /// A file that is passed is told to be one; a GGUF is a model by itself.
  @Test func files() {
    add(["config.json", "model.gguf"])
    #expect(location("\(folder.path)/config.json")?.code == .badParameter)
    #expect(location("\(folder.path)/model.gguf") == nil)
  }

  /// Weights without configuration want theirs back.
  @Test func withoutConfiguration() {
    add(["model.safetensors"])
    #expect(location()?.found == "weights (model.safetensors)")
  }

  /// Notes that Git LFS leaves in place of files are called so, all at once, whatever the files are.
  @Test func notes() throws {
    let note =
      "version https://git-lfs.github.com/spec/v1\n"
      + "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 548105171\n"
    add(["config.json"])
    #expect(pointers() == nil)
    add(["model.safetensors", "tokenizer.json", "vocab.txt", "README.md"], content: note)
    let error = try #require(pointers())
    #expect(error.code == .badData && error.remedy?.contains("git lfs pull") == true)
    #expect(error.message.hasSuffix("README.md, model.safetensors, tokenizer.json and 1 more"))
  }
}
