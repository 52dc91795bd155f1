import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// What cannot be edited or derived is refused before anything runs, with what is wrong and what would be right.
@Suite struct EditResolverTests {
  /// What a request is refused for.
  private func refusal(
    _ name: String, _ edits: [Edit], _ tensors: [String: Tensor] = [:], capture: [SitePattern] = ["*"],
    lengths: [Int] = [5], objective: Objective? = nil, gradients: [SitePattern] = []
  ) throws -> ExplainerError {
    let rules = try RuleModel(name)
    let inputs = lengths.enumerated().map { rules.text($1, seed: UInt64($0)) }
    return try #require(throws: ExplainerError.self) {
      try rules.model.pass(
        PassRequest(
          inputs: inputs, capture: capture, edits: edits, objective: objective, gradientsAt: gradients,
          tensors: tensors))
    }
  }

  @Test func unknownSites() throws {
    let error = try refusal("gpt2", [Edit("layers.1.mlp.outputs", .scale(2))])
    #expect(error.code == .badParameter)
    #expect(error.remedy == "did you mean 'layers.1.mlp.output'?")
    #expect(error.location == ["edit 'layers.1.mlp.outputs scale=2'"])
    #expect(
      try refusal("bert", [Edit("layers.0.attention.normed", .scale(2))]).remedy
        == "Use 'layers.0.residual.pre'")
  }

  @Test(arguments: ["layers.0.attention.value_norms", "layers.0.attention.scale"])
  func derivedSites(_ site: String) throws {
    let error = try refusal("gpt2", [Edit(site, .set(.number(0)))])
    #expect(error.code == .badParameter && error.message.contains("'\(site)' can be read and not changed"))
    let objective = Objective(terms: [.init(.id(7))])
    let gradient = try refusal("gpt2", [], objective: objective, gradients: [SitePattern(site)])
    #expect(gradient.message == "there is no gradient at '\(site)': nothing is computed from it")
  }

  @Test func heads() throws {
    let without = try refusal("gpt2", [Edit("layers.0.mlp.output", heads: IndexList(0), .scale(0))])
    #expect(without.message == "'layers.0.mlp.output' has no heads")
    let beyond = try refusal("gpt2", [Edit("layers.0.attention.mixed", heads: IndexList(5), .scale(0))])
    #expect(beyond.expected == "-5 to 4" && beyond.found == "5" && beyond.message.contains("heads"))
  }

  @Test func places() throws {
    let position = try refusal("gpt2", [Edit("embeddings", positions: IndexList(5), .scale(0))])
    #expect(position.message == "there is no index 5: there are 5 tokens" && position.expected == "-5 to 4")
    let second = try refusal(
      "gpt2", [Edit("embeddings", positions: IndexList(4), .scale(0))], lengths: [5, 3])
    #expect(second.message == "there is no index 4: there are 3 tokens in text 1")
    let column = try refusal("gpt2", [Edit("embeddings", dimensions: IndexList(40), .scale(0))])
    #expect(column.message == "there is no index 40: there are 40 dimensions")
    let text = try refusal("gpt2", [Edit("embeddings", texts: IndexList(1), .scale(0))])
    #expect(text.message == "there is no index 1: there are 1 texts")
    // A decoder's tokens are its own; keys that are looked at across are the encoder's.
    let rules = try RuleModel("bart")
    let input = rules.text(6, decoderLength: 3)
    func pass(_ site: String) throws {
      _ = try rules.trace(input, [Edit(site, positions: IndexList(4), .scale(0))])
    }
    try pass("decoder.layers.0.cross_attention.key")
    #expect(throws: ExplainerError.self) { try pass("decoder.layers.0.cross_attention.query") }
    #expect(throws: ExplainerError.self) { try pass("decoder.layers.0.mlp.output") }
  }

  @Test(arguments: [
    ("layers.0.mlp.output", [3, 40], "[2, 40], or [40] for each of them"),
    ("layers.0.mlp.output", [2, 39], "[2, 40], or [40] for each of them"),
    ("layers.0.mlp.output", [1, 5, 40], "[2, 40], or [40] for each of them"),
    ("layers.0.attention.mixed", [2, 8], "[5, 2, 8], or [8] for each of them"),
    ("layers.0.attention.mixed", [4, 2, 8], "[5, 2, 8], or [8] for each of them"),
  ])
  func shapes(_ site: String, _ shape: [Int], _ expected: String) throws {
    let error = try refusal(
      "gpt2", [Edit(site, positions: IndexList(0, 1), .set(.tensor("x")))],
      ["x": Tensor(shape: shape, filling: { _ in })])
    #expect(error.code == .badShape && error.expected == expected && error.found == "\(shape)")
    #expect(error.message == "the tensor 'x' does not fit '\(site)'")
  }

  /// A tensor may have the shape of the site, of the part that is edited, or be one row for all of it: the same edit.
  @Test func equalShapes() throws {
    let rules = try RuleModel("gpt2")
    let (input, site) = (rules.text(5), "layers.2.attention.mixed")
    let whole = Tensor.normal([5, 5, 8], seed: 1)
    let row = whole.slice(3).slice(2)
    let capture: [SitePattern] = ["logits", SitePattern(site)]
    func edited(_ tensor: Tensor) throws -> Trace {
      let edit = Edit(site, positions: IndexList(2), heads: IndexList(3), .set(.tensor("x")))
      return try rules.trace(input, [edit], ["x": tensor], capturing: capture)
    }
    let expected = try edited(whole)
    for tensor in [row, row.reshaped([1, 8]), row.reshaped([1, 1, 8])] {
      #expect(try edited(tensor).differences(from: expected, at: expected.entries.map(\.site)) == [])
    }
    #expect(expected[site]?.slice(3).slice(2) == row)
  }

  /// What nothing that is asked for depends on would be a silent mistake.
  @Test func behindEverything() throws {
    let error = try refusal(
      "gpt2", [Edit("layers.2.mlp.output", .scale(0))], capture: ["layers.1.*.*", "embeddings"])
    #expect(error.message == "the edit of 'layers.2.mlp.output' changes nothing that is asked for")
    #expect(error.found == "layers.1.residual.post")
    #expect(try refusal("gpt2", [Edit("embeddings", .scale(0))], capture: []).found == "none")
    #expect(
      try refusal("bart", [Edit("decoder.embeddings", .scale(0))], capture: ["encoder.layers.1.mlp.output"])
        .message.contains("'decoder.embeddings'"))
    // An objective is asked for as well.
    let rules = try RuleModel("gpt2")
    let request = PassRequest(
      inputs: [rules.text(3)], edits: [Edit("layers.2.mlp.output", .scale(0))],
      objective: Objective(terms: [.init(.id(7))]))
    #expect(try rules.model.pass(request).objectiveValues.count == 1)
  }

  /// Two edits may not set the same number, not even to the same; where they do not meet, or do something else, they may.
  @Test func contradictions() throws {
    let site = "layers.0.attention.mixed"
    func edit(_ heads: Int, _ position: Int, _ dimension: Int) -> Edit {
      Edit(
        site, positions: IndexList(position), heads: IndexList(heads), dimensions: IndexList(dimension),
        .set(.number(1)))
    }
    let error = try refusal("gpt2", [edit(0, 1, 2), Edit(site, heads: IndexList(0), .set(.number(1)))])
    #expect(error.message == "two edits set the same numbers of '\(site)'")
    #expect(error.found == "also '\(site) heads=0 positions=1 dims=2 set=1'")
    #expect(error.location == ["edit '\(site) heads=0 set=1'"])
    // A negative index is the same place.
    #expect(try refusal("gpt2", [edit(0, 4, 2), edit(0, -1, 2)]).message == error.message)
    // So is what two patterns both match.
    #expect(
      try refusal(
        "gpt2", [Edit("layers.*.mlp.output", .set(.number(0))), Edit("layers.1.mlp.*", .set(.number(0)))]
      ).message == "two edits set the same numbers of 'layers.1.mlp.output'")
    let rules = try RuleModel("gpt2")
    _ = try rules.trace(
      rules.text(5),
      [
        edit(0, 1, 2), edit(1, 1, 2), edit(0, 2, 2), edit(0, 1, 3), Edit(site, .scale(2)),
        Edit(site, .add(.number(1))),
      ])
  }

  @Test func tensors() throws {
    func set(_ values: [Float], at site: String = "layers.0.mlp.output") throws -> ExplainerError {
      try refusal(
        "gpt2", [Edit(site, .set(.tensor("x")))], ["x": Tensor(shape: [values.count], values: values)])
    }
    var values = [Float](repeating: 0, count: 40)
    values[3] = .nan
    #expect(try set(values).message == "the tensor 'x' is not finite")
    #expect(try set(values).found == "1 of 40 values, the first at [3] (NaN)")
    // Scores of hidden tokens may be −∞, in a tensor of all of them; others may not.
    #expect(try set([0, 0, 0, 0, -.infinity], at: "layers.0.attention.scores").code == .badParameter)
    let missing = try refusal(
      "gpt2", [Edit("embeddings", .set(.tensor("y")))], ["x": Tensor(shape: [40], filling: { _ in })])
    #expect(missing.code == .notFound && missing.remedy == "did you mean 'x'?")
    for number in [Float.nan, .infinity] {
      #expect(
        try refusal("gpt2", [Edit("embeddings", .set(.number(number)))]).message == "the number is not finite"
      )
      #expect(try refusal("gpt2", [Edit("embeddings", .scale(number))]).message == "the number is not finite")
    }
  }

  @Test func directions() throws {
    func remove(_ shape: [Int], _ value: Float = 1, at site: String = "layers.0.mlp.output") throws
      -> ExplainerError
    {
      try refusal(
        "gpt2", [Edit(site, .remove(.tensor("u")))],
        ["u": Tensor(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))])
    }
    #expect(try remove([40], 0).message == "the direction 'u' has no length")
    let short = try remove([39])
    #expect(short.code == .badShape && short.expected == "[40]" && short.found == "[39]")
    #expect(try remove([4, 8], at: "layers.0.attention.mixed").code == .badShape)
    #expect(try remove([5, 7], at: "layers.0.attention.mixed").code == .badShape)
    #expect(try refusal("gpt2", [Edit("embeddings", .keep(.number(1)))]).message == "a direction is a tensor")
    // In patterns of texts of unequal length no direction fits both.
    let pattern = Edit("layers.0.attention.pattern", .remove(.tensor("u")))
    let ones = Tensor(shape: [5], values: [1, 1, 1, 1, 1])
    let unequal = try refusal("gpt2", [pattern], ["u": ones], lengths: [5, 3])
    #expect(unequal.code == .badShape && unequal.found == "5 in text 0, 3 in text 1")
    let rules = try RuleModel("gpt2")
    _ = try rules.model.pass(
      PassRequest(
        inputs: [rules.text(5), rules.text(5, seed: 2)], capture: ["logits"], edits: [pattern],
        tensors: ["u": ones]))
  }

  /// What another text holds inside of attention does not fit this one's.
  @Test(arguments: ["scores", "pattern"]) func insideAttention(_ word: String) throws {
    let site = "layers.0.attention.\(word)"
    let message =
      "what another text of the pass holds cannot be put into '\(site)': attention walks text by text"
    for change in [Edit.Change.set(.text(1)), .add(.text(0))] {
      #expect(try refusal("bert", [Edit(site, change)], lengths: [4, 4]).message == message)
    }
    #expect(
      try refusal("bert", [Edit(site, .mean(.texts))], lengths: [4, 4]).message.hasPrefix(
        "the mean over texts"))
  }

  /// Scores of hidden tokens are −∞, which no mean and no projection can be made of; a masked model hides none.
  @Test func hiddenScores() throws {
    let u = ["u": Tensor(shape: [5], values: [1, 2, 3, 4, 5])]
    for change in [Edit.Change.mean(.positions), .remove(.tensor("u")), .keep(.tensor("u"))] {
      let error = try refusal("gpt2", [Edit("layers.0.attention.scores", change)], u)
      #expect(error.message == "'\(change.name)' cannot be made at 'layers.0.attention.scores'")
      let rules = try RuleModel("bert")
      _ = try rules.trace(rules.text(5), [Edit("layers.0.attention.scores", change)], u)
    }
    let renormalised = try refusal("gpt2", [Edit("layers.0.attention.scores", .scale(2), renormalises: true)])
    #expect(renormalised.message.hasPrefix("only attention.pattern can be renormalised"))
  }

  @Test func unequalTexts() throws {
    let mean = try refusal("gpt2", [Edit("embeddings", .mean(.texts))], lengths: [4, 5])
    #expect(mean.message == "the mean over texts needs as many tokens of each" && mean.found == "4, 5")
    let text = try refusal(
      "gpt2", [Edit("embeddings", texts: IndexList(0), .set(.text(1)))], lengths: [4, 5])
    #expect(text.expected == "4" && text.found == "5")
    let words = try refusal("gpt2", [Edit("embeddings", .set(.otherText("The keys")))], lengths: [7])
    #expect(words.message == "'The keys' has not as many tokens here" && words.expected == "7")
  }

  @Test func objectives() throws {
    func refused(_ terms: [Objective.Term], _ name: String = "gpt2") throws -> ExplainerError {
      try refusal(name, [], objective: Objective(terms: terms), gradients: ["embeddings"])
    }
    #expect(try refused([]).message == "the objective has no terms")
    #expect(try refused([.init(.id(7), weight: .nan)]).message == "a weight of the objective is not finite")
    #expect(try refused([.init(.id(7), position: 5)]).expected == "a position from -5 to 4")
    #expect(try refused([.init(.id(1000))]).code != .internalFault)
    #expect(try refused([.init(.label("LABEL_1"))]).message.contains("is no classifier"))
    #expect(try refused([.init(.start)], "bert").message == "this checkpoint does not mark answers in texts")
    #expect(
      try refused([.init(.label("LABEL_7"))], "bert_classifier").expected == "LABEL_0, LABEL_1, LABEL_2")
    #expect(
      try refused([.init(.label("0"), position: 1)], "bert_classifier").expected
        == "no position, as it is of the whole text")
    let beyond = Objective(terms: [.init(.id(7), position: 9)])
    let short = try refusal("gpt2", [], lengths: [1], objective: beyond, gradients: ["embeddings"])
    #expect(short.expected == "a position from -1 to 0")
    func element(_ site: String, _ index: [Int]) throws -> ExplainerError {
      try refused([.init(.site(name: site, index: index))])
    }
    #expect(try element("layers.*.mlp.output", [0]).message == "'layers.*.mlp.output' is more than one site")
    #expect(
      try element("layers.0.mlp.output", [40]).message == "'layers.0.mlp.output' does not have place [40]")
    #expect(try element("layers.0.mlp.output", [0, 0]).expected == "[column]")
    #expect(try element("layers.0.attention.mixed", [0]).expected == "[head, column]")
    #expect(try element("layers.0.attention.mixed", [5, 0]).code == .badParameter)
    #expect(try element("layers.0.attention.pattern", [0, 0]).code == .badParameter)
    let alone = try refusal("gpt2", [], gradients: ["embeddings"])
    #expect(alone.message == "gradients are asked for without an objective")
  }

  /// A pattern over all sites asks for the gradients there are.
  @Test func gradientsOfAll() throws {
    let rules = try RuleModel("gpt2")
    let request = PassRequest(
      inputs: [rules.text(3)], objective: Objective(terms: [.init(.id(7))]), gradientsAt: ["*"])
    let gradients = try rules.model.pass(request).gradients[0]
    let differentiable = rules.catalog.declarations.filter { $0.kind.access != .derived }.map(\.site)
    #expect(gradients.entries.map(\.site) == differentiable)
  }
}
