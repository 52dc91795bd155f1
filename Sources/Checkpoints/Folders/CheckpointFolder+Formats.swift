import Diagnostics
import Files
import JSON

extension CheckpointFolder {
  /// What is no model by itself, or a model of another kind of program.
  var special: ExplainerError? {
    if has("adapter_config.json"), !hasWeights {
      let base = (try? ModelConfiguration(path: "\(path)/adapter_config.json"))?
        .value("base_model_name_or_path")?.string
      return ExplainerError(
        .unsupported, "holds a PEFT adapter, which is no model by itself", at: [path],
        expected: "a whole model",
        found: "adapter_config.json" + (base.map { ", for '\($0.prefix(100))'" } ?? ""),
        remedy: "Pass the model it was made for, and the adapter beside it: "
          + "--model \(base.map { $0.cut(to: 100).asOneLine } ?? "MODEL") --adapter \(path)")
    }
    if has("model_index.json") {
      return ExplainerError(
        .unsupported, "holds a diffusers pipeline, which is no language model", at: [path],
        expected: "a Hugging Face checkpoint of a language model", found: "model_index.json")
    }
    guard !hasWeights, let file = names.first(where: { $0.lowercased().hasSuffix(".gguf") })
    else { return nil }
    return ExplainerError(
      .unsupported, "holds a GGUF file, which is a model by itself", at: [path],
      expected: "model.safetensors or pytorch_model.bin", found: file,
      remedy: "Pass the file: \(path)/\(file)")
  }

  /// The weights in a form that is not read here, and how to make safetensors of them.
  var format: (file: String, remedy: String)? {
    func first(_ matches: (String) -> Bool) -> String? { names.first(where: matches) }
    if let file = first({ [".pt", ".pth", ".ckpt"].contains(where: $0.hasSuffix) && !isOfTraining($0) }) {
      return (file, Self.pickleRemedy(className))
    }
    let older =
      "With transformers 4 and %: `\(className).from_pretrained(\"…\", @=True).save_pretrained(\"…\")`"
    func remedy(_ library: String, _ argument: String) -> String {
      older.replacing("%", with: library).replacing("@", with: argument)
    }
    if let file = first({ $0.hasSuffix(".h5") || $0.hasSuffix(".ckpt.index") }) {
      return (file, remedy("TensorFlow", "from_tf"))
    }
    if let file = first({ $0.hasSuffix(".msgpack") }) { return (file, remedy("Flax", "from_flax")) }
    let exported = "Pass the checkpoint it was exported from: an export has no weights under their own names"
    if let file = first({ $0.hasSuffix(".onnx") }) { return (file, exported) }
    if let file = FileSystem.entries(of: "\(path)/onnx").first(where: { $0.hasSuffix(".onnx") }) {
      return ("onnx/\(file)", exported)
    }
    if let file = first({ $0.hasPrefix("openvino_model") || $0.hasSuffix(".tflite") || $0.hasSuffix(".ot") })
    {
      return (file, exported)
    }
    return nil
  }

  /// Whether a file is what a training run keeps for going on: the optimizer, random numbers, settings.
  func isOfTraining(_ name: String) -> Bool {
    ["optimizer", "scheduler", "scaler", "rng_state", "training_args", "trainer_state"].contains(
      where: name.hasPrefix)
  }

  /// How to convert weights that lie in a pickle.
  ///
  /// (From transformers 5 on `save_pretrained` writes nothing but safetensors.)
  /// - Parameter className: the class of transformers that loads them.
  static func pickleRemedy(_ className: String = "AutoModel") -> String {
    "A pickle is a program and is not run here. Convert it in Python, where you trust it: "
      + "`\(className).from_pretrained(\"…\").save_pretrained(\"…\")` of transformers writes safetensors"
  }

  /// Models in folders below this one (two levels deep), or, for a folder inside a model, that above; as `name` is
  /// spelled.
  func nearbyModels(named name: String) -> [String] {
    var found: [String] = []
    for folder in names.prefix(200) where FileSystem.isDirectory("\(path)/\(folder)") {
      if isModel("\(path)/\(folder)") {
        found.append("\(name)/\(folder)")
        continue
      }
      for inner in FileSystem.entries(of: "\(path)/\(folder)").prefix(200)
      where isModel("\(path)/\(folder)/\(inner)") { found.append("\(name)/\(folder)/\(inner)") }
    }
    if !found.isEmpty { return found }
    let outer = FileSystem.folder(of: FileSystem.absolute(path))
    return isModel(outer) ? [outer] : []
  }

  private func isModel(_ folder: String) -> Bool {
    FileSystem.isFile("\(folder)/config.json")
      && FileSystem.entries(of: folder).contains { name in
        [".safetensors", ".index.json", ".bin", ".h5", ".msgpack"].contains(where: name.hasSuffix)
      }
  }

  private func has(_ name: String) -> Bool { FileSystem.isFile("\(path)/\(name)") }

  /// The class `config.json` names, where it could be one.
  private var className: String {
    let name = (try? ModelConfiguration(path: "\(path)/config.json"))?.value("architectures")?[0]?.string
    guard let name, name.utf8.count < 100, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else {
      return "AutoModel"
    }
    return name
  }
}
