@testable import Checkpoints
import ExplainerCore
import JSON
@testable import TransformerModels

extension FuzzTarget {
  /// A safetensors file: every tensor its header names is read.
  static let safetensors = FuzzTarget("safetensors") { bytes in
    let path = Inputs.write(bytes, to: "model.safetensors")
    guard let file = try? SafetensorsFile(path: path) else { return }
    for entry in file.entries {
      promise(entry.bytes.upperBound <= bytes.count, "tensors lie in the file")
      _ = try? file.content.nonFiniteElements(of: entry)
      if let tensor = try? file.tensor(named: entry.name) { _ = tensor.nonFiniteElements() }
      _ = try? file.integers(named: entry.name)
      _ = try? file.content.holds(entry, equalTo: entry, of: file.content)
    }
  }

  /// `config.json`, or where it names no model `generation_config.json`, beside the weights of a tiny checkpoint.
  static let configuration = FuzzTarget("configuration") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let isGeneration = !text.contains("model_type") && !text.contains("architectures")
    let family =
      isGeneration ? "gpt2" : text.contains("bert") ? "bert" : text.contains("bart") ? "bart" : "gpt2"
    let names = ["config.json", "generation_config.json"]
    let folder = Inputs.copy(of: family, except: names)
    _ = Inputs.write(isGeneration ? usual : bytes, to: "\(family)/config.json")
    // What an earlier input has left there would be a part of this one.
    Inputs.remove(file: "\(family)/generation_config.json")
    if isGeneration { _ = Inputs.write(bytes, to: "\(family)/generation_config.json") }
    guard let model = try? ModelLoader.load(Program.location(folder)) else { return }
    _ = model.info.json.utf8()
    guard let tokens = try? model.tokenize("ab"), !tokens.isEmpty else { return }
    let input = ModelInput(ids: tokens.map(\.id))
    _ = try? model.run(input, capturing: [])
    _ = try? model.generate(input, options: GenerationOptions(maximumNewTokens: 3), capturing: [])
  }

  /// The configuration of the checkpoint beside which `generation_config.json` is tried.
  private static let usual: [UInt8] = {
    guard let file = try? ModelConfiguration(path: "\(Inputs.model("gpt2"))/config.json") else { return [] }
    return JSONValue.object(file.object).utf8()
  }()
}
