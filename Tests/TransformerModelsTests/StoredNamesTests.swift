import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Tensors
import Testing
import TransformerModels

/// Weights are found under whatever stands before their names, and what nobody uses is named.
@Suite struct StoredNamesTests {
  private static let inputs: [String: ModelInput] = [
    "gpt2": ModelInput(ids: [1, 5, 9]), "bert": ModelInput(ids: [2, 5, 4, 3]),
    "bart": ModelInput(ids: [0, 9, 7, 2], decoderIDs: [2, 0, 9]),
  ]

  private func logits(_ model: any Model, _ fixture: String) throws -> Tensor? {
    let input = try #require(Self.inputs[fixture])
    return try model.run(input, capturing: [SitePattern("logits")])["logits"]
  }

  /// A checkpoint whose names are changed gives the logits of the one it was made from, without a warning.
  private func checkRenamed(
    _ fixture: String, warnings: Int = 0, _ rename: (String) -> String
  ) throws {
    let checkpoint = AlteredCheckpoint(fixture)
    let directory = try checkpoint.prepare(weights: { tensors in
      for index in tensors.indices { tensors[index].name = rename(tensors[index].name) }
    })
    let model = try checkpoint.load(directory)
    #expect(try logits(model, fixture) == logits(GoldenModel(fixture).load(), fixture))
    #expect(model.info.warnings.count == warnings, "\(model.info.warnings)")
  }

  /// What `torch.compile`, `DataParallel`, Lightning and PEFT put before all names is passed over.
  @Test(
    arguments: ["gpt2", "bert", "bart"], ["_orig_mod.", "module.", "model.", "base_model.model."])
  func wrappers(_ fixture: String, _ wrapper: String) throws {
    try checkRenamed(fixture) { wrapper + $0 }
  }

  /// What nobody is known to put there is passed over as well, and mentioned.
  @Test(arguments: ["gpt2", "bert", "bart"], ["a.b.c.", "student."])
  func strangers(_ fixture: String, _ wrapper: String) throws {
    try checkRenamed(fixture, warnings: 1) { wrapper + $0 }
  }

  /// RoBERTa and others have BERT's names behind a prefix of their own, and other positions: they are not read as BERT.
  @Test(arguments: ["roberta.", "module.electra.", "camembert."]) func alike(_ prefix: String) throws {
    let checkpoint = AlteredCheckpoint("bert")
    let directory = try checkpoint.prepare(weights: { tensors in
      for index in tensors.indices where tensors[index].name.hasPrefix("bert.") {
        tensors[index].name = prefix + tensors[index].name.dropFirst("bert.".count)
      }
    })
    let error = checkpoint.error(directory)
    #expect(error?.code == .unsupported && error?.found == "'\(prefix)'")
  }

  /// A family's name that is spelled in another way is not guessed, but its right spelling is said; of another name whose
  /// weights there are.
  @Test(arguments: [("GPT-2", "gpt2"), ("BERT", "bert"), ("plbart", nil)] as [(String, String?)])
  func familyName(_ name: String, _ right: String?) throws {
    let checkpoint = AlteredCheckpoint("gpt2")
    let error = checkpoint.error(try checkpoint.prepare(changes: [("model_type", .string(name))]))
    #expect(error?.code == .unsupported && error?.found == name)
    let remedy = right.map { "If this is such a model, write \"model_type\": \"\($0)\"" }
    #expect(error?.remedy?.hasPrefix(remedy ?? "Its weights have the names and shapes of 'gpt2': if") == true)
  }

  /// The base model by itself, as `GPT2Model` and `BertModel` are saved, within a wrapper or not.
  @Test(arguments: [("gpt2", "transformer."), ("bart", "model.")], ["", "module."])
  func withoutBasePrefix(_ family: (fixture: String, base: String), _ wrapper: String) throws {
    try checkRenamed(family.fixture) { name in
      wrapper + (name.hasPrefix(family.base) ? String(name.dropFirst(family.base.count)) : name)
    }
  }

  /// Some names with the usual prefix and some without, which transformers 5.24.0 takes name by name.
  @Test(arguments: [("gpt2", "transformer.", "h.1."), ("bert", "bert.", "layer.1.")])
  func mixed(_ fixture: String, _ base: String, _ part: String) throws {
    try checkRenamed(fixture) { $0.contains(part) ? $0.replacing(base, with: "", maxReplacements: 1) : $0 }
  }

  /// `safetensors.torch.save_model` keeps the last name of a tied weight in GPT-2 and BART: the prefix does not depend
  /// on the one that is gone.
  @Test(
    arguments: [("gpt2", "transformer.wte.weight"), ("bart", "model.shared.weight")], ["", "_orig_mod."])
  func onlyTheHead(_ family: (fixture: String, embedding: String), _ wrapper: String) throws {
    try checkRenamed(family.fixture) { wrapper + ($0 == family.embedding ? "lm_head.weight" : $0) }
  }

  /// A tensor that is missing is named as its neighbours are, alone.
  @Test(arguments: [
    ("gpt2", "transformer.h.0.ln_1.bias"), ("gpt2", "transformer.wpe.weight"),
    ("bart", "model.encoder.embed_positions.weight"), ("bert", "bert.embeddings.position_embeddings.weight"),
    ("bert", "cls.predictions.transform.dense.weight"), ("bert", "bert.pooler.dense.weight"),
  ])
  func missing(_ fixture: String, _ name: String) throws {
    for wrapper in ["", "module."] {
      let checkpoint = AlteredCheckpoint(fixture)
      let directory = try checkpoint.prepare(weights: { tensors in
        tensors.removeAll { $0.name == name }
        for index in tensors.indices { tensors[index].name = wrapper + tensors[index].name }
      })
      #expect(checkpoint.error(directory)?.message == "tensor '\(wrapper)\(name)' is missing")
    }
  }

  /// Two whole models in one file are not one; the usual prefix tells which is meant.
  @Test func twoModels() throws {
    func directory(_ first: String, _ second: String, _ checkpoint: AlteredCheckpoint) throws -> String {
      try checkpoint.prepare(weights: { tensors in
        tensors = tensors.map { (first + $0.name, $0.tensor) } + tensors.map { (second + $0.name, $0.tensor) }
      })
    }
    let checkpoint = AlteredCheckpoint("gpt2")
    let error = checkpoint.error(try directory("question.", "answer.", checkpoint))
    #expect(error?.code == .badData)
    #expect(error?.found == "'answer.transformer.', 'question.transformer.'")
    let other = AlteredCheckpoint("gpt2")
    let model = try other.load(directory("", "teacher.", other))
    #expect(model.info.warnings.count == 1 && model.info.warnings[0].contains("teacher."))
  }

  /// Weights with a PEFT adapter beside them are told from weights of another model.
  @Test func adapterBeside() throws {
    let checkpoint = AlteredCheckpoint("gpt2")
    let directory = try checkpoint.prepare(weights: { tensors in
      for index in tensors.indices where tensors[index].name.contains("c_attn.weight") {
        tensors[index].name.replace("c_attn.weight", with: "c_attn.base_layer.weight")
      }
    })
    #expect(checkpoint.error(directory)?.remedy?.contains("merge_and_unload") == true)
  }

  /// A configuration with fewer layers than the weights is run and named as such.
  @Test(arguments: [
    ("gpt2", "n_layer", 2, "transformer.h.2.* (12 tensors), transformer.h.3.* (12 tensors)"),
    ("bert", "num_hidden_layers", 2, "bert.encoder.layer.2.* (16 tensors)"),
    ("bart", "decoder_layers", 2, "model.decoder.layers.2.* (26 tensors)"),
  ])
  func fewerLayers(_ fixture: String, _ key: String, _ count: Int, _ text: String) throws {
    let checkpoint = AlteredCheckpoint(fixture)
    let info = try checkpoint.load(checkpoint.prepare(changes: [(key, .integer(count))])).info
    #expect(info.layers == count && info.warnings.count == 1)
    #expect(info.warnings.first?.hasSuffix(text) == true, "\(info.warnings)")
  }

  /// What every checkpoint has and no model needs is not mentioned; a stranger is, with its name cut.
  @Test func unused() throws {
    let one = Tensor(shape: [1], values: [0])
    let checkpoint = AlteredCheckpoint("gpt2")
    let directory = try checkpoint.prepare(weights: { tensors in
      for name in [
        "transformer.h.0.attn.bias", "transformer.h.0.attn.masked_bias", "score.weight",
        "transformer.h.1.attn.bias",
      ] { tensors.append((name, one)) }
      tensors.append((String(repeating: "long", count: 100), one))
    })
    let warnings = try checkpoint.load(directory).info.warnings
    #expect(warnings.count == 1)
    #expect(
      warnings.first?.hasPrefix("the model that config.json describes does not use a tensor of") == true)
    #expect(warnings.first?.hasSuffix("longlo…") == true || (warnings.first?.count ?? 0) < 200)
  }

  /// The checkpoints of the fixtures are nothing to warn of, but for one, whose export has left its shared embedding
  /// under a name that says nothing.
  @Test(arguments: FileSystem.entries(of: "\(Fixtures.root)/Models")) func nothingToSay(_ name: String) throws
  {
    let model = try AlteredCheckpoint(name).load(Fixtures.model(name))
    let expected =
      name == "bart_scaled"
      ? ["the model that config.json describes does not use a tensor of the checkpoint: weight"] : []
    #expect(model.info.warnings == expected)
    #expect(try ModelInfo(json: model.info.json) == model.info)
  }

  /// A tensor that nobody needs may be of any type, known or not.
  @Test(arguments: ["F8_E4M3", "F4", "C64", "I8", "F128_OF_TOMORROW"]) func strangeType(_ type: String) throws
  {
    let checkpoint = AlteredCheckpoint("gpt2")
    let directory = try checkpoint.prepareHeader { header, end in
      header["score.extra"] = [
        "dtype": .string(type), "shape": [0], "data_offsets": [.integer(end), .integer(end)],
      ]
    }
    #expect(try checkpoint.load(directory).info.warnings.isEmpty)
  }

  /// One that is needed may not; the message has the type.
  @Test(arguments: ["F128_OF_TOMORROW", "I32", "U32"]) func strangeTypeNeeded(_ type: String) throws {
    let checkpoint = AlteredCheckpoint("gpt2")
    let name = "transformer.h.0.ln_1.bias"
    let directory = try checkpoint.prepareHeader { header, _ in
      guard var entry = header[name]?.object else { return }
      entry["dtype"] = .string(type)
      header[name] = .object(entry)
    }
    let error = checkpoint.error(directory)
    #expect(error?.code == .unsupported && error?.found == type && error?.location.last == "tensor '\(name)'")
  }
}
