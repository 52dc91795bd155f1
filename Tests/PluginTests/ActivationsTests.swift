import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

@testable import Activations

/// `activations` against ecco and scikit-learn, and every defect of the reference.
@Suite struct ActivationsTests {
  private static func run(
    _ model: StubModel, _ text: String, _ given: JSONObject = [:], truncates: Bool = false
  ) throws -> Explanation {
    let explainer = ActivationsExplainer()
    return try explainer.explain(
      ExplainerCall(
        texts: [text], parameters: try explainer.entryPoint.resolve(given), truncates: truncates, model: model
      ))
  }

  private static func failure(
    _ model: StubModel, _ text: String, _ given: JSONObject = [:]
  ) -> ExplainerError? {
    do {
      _ = try run(model, text, given)
      return nil
    } catch { return .wrapping(error) }
  }

  /// Values that differ by layer, neuron and token, some of them negative.
  private static let varied = StubModel(layers: 12) { layer, neuron, id, place in
    Float((layer * 7 + neuron * 5 + id * 3) % 11) - 3 + 0.1 * Float(id)
  }

  // MARK: Parity

  /// Factors and components equal those ecco got from scikit-learn, number by number.
  @Test(arguments: ["gpt2", "bert", "bert_legacy"]) func equalsReference(_ model: String) throws {
    let file = try SafetensorsFile(path: "\(Fixtures.model(model))/oracle.safetensors")
    let example = try #require(try GoldenModel(model).named("single"))
    let explanation = try PluginFixture(model: model).run("activations", [example.text], ["n_components": 4])
    let factors = try #require(explanation.tensors.first { $0.name == "factors" }).tensor
    let components = try #require(explanation.tensors.first { $0.name == "components" }).tensor
    let (W, H) = (try file.tensor(named: "single/nmf/W"), try file.tensor(named: "single/nmf/H"))
    #expect(factors.shape == [W.shape[1], W.shape[0]])
    var worst: Float = 0
    for token in 0..<W.shape[0] {
      for factor in 0..<W.shape[1] { worst = max(worst, abs(factors[factor, token] - W[token, factor])) }
    }
    #expect(worst <= 1e-3 * (W.values.max() ?? 0))
    #expect(components.largestDifference(from: H) <= 1e-3 * Double(H.values.max() ?? 0))
    #expect(explanation.checks.allSatisfy { $0.passed })
  }

  // MARK: Layers

  /// Layers come in numeric order, past the tenth too: each component's columns are its layer's neurons.
  @Test func numericOrder() throws {
    // Only one neuron of layer 10 is ever active.
    let model = StubModel(layers: 12) { layer, neuron, id, _ in layer == 10 && neuron == 2 ? Float(id) : 0 }
    let explanation = try Self.run(model, "a bb ccc", ["n_components": 1])
    let components = try #require(explanation.tensors.first { $0.name == "components" }).tensor
    #expect(components.shape == [1, 12 * 4])
    #expect(components.indicesOfGreatest(1) == [10 * 4 + 2])
    let neuron = try #require(explanation.result["factors"]?[0]?["top_neurons"]?[0])
    #expect(neuron["layer"]?.int == 10 && neuron["neuron"]?.int == 2)
    #expect(explanation.result["layers"]?.array?.compactMap(\.int) == Array(0..<12))
  }

  /// The random numbers are dealt to the layers as the reference deals them, sorted as text.
  @Test func referenceOrder() {
    #expect(ActivationsExplainer.referenceOrder(of: 0..<12) == [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9])
    #expect(ActivationsExplainer.referenceOrder(of: 8..<12) == [2, 3, 0, 1])
  }

  /// `to_layer` left out is the last layer, whatever the number of texts; layers are numbers, half open.
  @Test(
    arguments: [
      ([:], Array(0..<12)), (["from_layer": 2], Array(2..<12)), (["to_layer": 3], [0, 1, 2]),
      (["from_layer": 9, "to_layer": 11], [9, 10]), (["from_layer": 11], [11]),
    ] as [(JSONObject, [Int])])
  func layerRange(_ given: JSONObject, _ expected: [Int]) throws {
    let explanation = try Self.run(Self.varied, "a bb ccc dddd", given)
    #expect(explanation.result["layers"]?.array?.compactMap(\.int) == expected)
    #expect(explanation.tensors.last?.tensor.shape[1] == expected.count * 4)
  }

  @Test(
    arguments: [
      (["from_layer": 3, "to_layer": 3], "for layer 3 alone"),
      (["from_layer": 5, "to_layer": 2], "is empty"),
      (["to_layer": 13], "has 12 layers"), (["from_layer": 12], "is empty"),
      (["from_layer": 40], "has 12 layers"),
      (["from_layer": -1], "0 or more"), (["stack": "encoder"], "stub has no encoder"),
      (["stack": "both"], "one of encoder, decoder"), (["n_components": 0], "1 or more"),
    ] as [(JSONObject, String)])
  func outOfRange(_ given: JSONObject, _ expected: String) throws {
    let error = try #require(Self.failure(Self.varied, "a bb", given))
    #expect(error.code == .badParameter)
    #expect("\(error) \(error.remedy ?? "")".contains(expected), "\(error)")
  }

  /// Encoder and decoder are never mixed: each is asked for by name, under its own sites.
  @Test(arguments: ["encoder", "decoder"]) func stacks(_ stack: String) throws {
    var model = Self.varied
    model.kind = .sequenceToSequence
    let explanation = try Self.run(model, "a bb ccc", ["stack": .string(stack), "n_components": 2])
    #expect(explanation.result["stack"]?.string == stack)
    #expect(try Self.run(model, "a bb").result["stack"]?.string == "encoder")
  }

  // MARK: Tokens

  /// More components than tokens are trimmed, and the result says so; one token gives one factor.
  @Test(arguments: [("a", 1), ("a bb ccc", 3)]) func trimmed(_ text: String, _ expected: Int) throws {
    let explanation = try Self.run(Self.varied, text)
    #expect(explanation.result["n_components"]?.int == expected)
    #expect(explanation.result["n_components_requested"]?.int == 10)
    #expect(explanation.checks.contains { $0.name == "n_components_trimmed" && !$0.passed })
    #expect(explanation.tensors.first?.tensor.shape == [expected, expected])
  }

  /// Special tokens can be left out: they take no part, and read 0 in the tensor.
  @Test func excludedSpecialTokens() throws {
    var model = Self.varied
    (model.kind, model.hasSpecialTokens) = (.masked, true)
    let all = try Self.run(model, "a bb ccc", ["n_components": 2])
    #expect(all.result["excluded"] == nil)
    let explanation = try Self.run(model, "a bb ccc", ["n_components": 2, "exclude_special": true])
    #expect(explanation.result["excluded"]?.array?.compactMap(\.int) == [0, 4])
    let factors = try #require(explanation.tensors.first).tensor
    #expect(factors.shape == [2, 5])
    #expect([factors[0, 0], factors[1, 0], factors[0, 4], factors[1, 4]] == [0, 0, 0, 0])
    let none = try #require(Self.failure(model, "", ["exclude_special": true]))
    #expect(none.code == .badText)
  }

  /// A text too long is refused naming both ways out; cut, it keeps its closing special token.
  @Test func length() throws {
    var model = Self.varied
    (model.kind, model.hasSpecialTokens, model.context) = (.masked, true, 8)
    let text = Array(repeating: "word", count: 30).joined(separator: " ")
    let error = try #require(Self.failure(model, text))
    #expect(error.code == .badText)
    for part in ["32 tokens", "at most 8", "--truncate", "--window 8"] {
      #expect("\(error) \(error.remedy ?? "")".contains(part), "\(error)")
    }
    let cut = try Self.run(model, text, truncates: true)
    #expect(cut.tokens.count == 8)
    #expect(cut.tokens.last?.text == "[SEP]")
    #expect(Self.failure(model, "")?.code == nil)
    #expect(Self.failure(Self.varied, "")?.code == .badText)
  }

  /// Windows slide over a text of any length: every token is there once, in order, taken from a place in its window.
  @Test(arguments: [ModelKind.masked, .causal]) func windows(_ kind: ModelKind) throws {
    // The neuron says where in its window a token was read.
    var model = StubModel(layers: 1, neurons: 1) { _, _, _, place in Float(place + 1) }
    (model.kind, model.hasSpecialTokens, model.context) = (kind, kind == .masked, 10)
    let text = (1...50).map { String(repeating: "w", count: $0) }.joined(separator: " ")
    let explanation = try Self.run(model, text, ["window": 10, "n_components": 1])
    let special = kind == .masked ? 2 : 0
    #expect(explanation.tokens.count == 50 + special)
    #expect(explanation.tokens.filter { !$0.isSpecial }.map(\.id) == Array(1...50))
    #expect((explanation.result["windows"]?.int ?? 0) > 5)
    // One neuron, so the factor is its values up to a scale.
    let places = try #require(explanation.tensors.first).tensor.values
    let scale = (places.max() ?? 0) / 10
    let inner = places.dropFirst(10).dropLast(10).map { ($0 / scale).rounded() }
    #expect(inner.allSatisfy { kind == .masked ? (3...8).contains($0) : (6...10).contains($0) })
  }

  @Test(arguments: [4, 11]) func windowsThatCannotBe(_ window: Int) throws {
    var model = Self.varied
    (model.kind, model.hasSpecialTokens, model.context) = (.masked, true, 10)
    let error = Self.failure(model, "a bb ccc", ["window": .integer(window)])
    #expect(window == 4 ? error == nil : error?.code == .badParameter)
  }

  // MARK: Numbers

  /// Neurons that never fire, and weights that are no numbers, are said, not drawn.
  @Test func nothingToFactorise() throws {
    let silent = try #require(Self.failure(StubModel { _, _, _, _ in -1 }, "a bb"))
    #expect(silent.code == .badData)
    let broken = try #require(
      Self.failure(StubModel { layer, neuron, _, _ in layer == 1 && neuron == 3 ? .nan : 1 }, "a bb"))
    #expect(broken.code == .badData)
    #expect(broken.description.contains("layer 1"), "\(broken)")
  }

  /// Results of one call do not change with the next.
  @Test func nothingIsShared() throws {
    let first = try Self.run(Self.varied, "a bb ccc dddd", ["n_components": 2])
    let before = first.json.text()
    _ = try Self.run(Self.varied, "eeeee ffffff g", ["n_components": 2])
    #expect(first.json.text() == before)
    #expect(try Self.run(Self.varied, "a bb ccc dddd", ["n_components": 2]).json.text() == before)
  }

  /// Shares sum to 1, sorting orders by them, normalising gives rows of H length 1; neither changes the product.
  @Test func sharesSortedNormalised() throws {
    let plain = try Self.run(Self.varied, "a bb ccc dddd eeeee", ["n_components": 3])
    let other = try Self.run(
      Self.varied, "a bb ccc dddd eeeee", ["n_components": 3, "sort": true, "normalize": true])
    func shares(_ explanation: Explanation) -> [Double] {
      (explanation.result["factors"]?.array ?? []).compactMap { $0["share"]?.double }
    }
    #expect(abs(shares(plain).reduce(0, +) - 1) < 1e-6)
    #expect(shares(other) == shares(other).sorted(by: >))
    for factor in 0..<3 {
      let row = other.tensors[1].tensor.slice(factor).values
      #expect(abs(row.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
    }
    func product(_ explanation: Explanation) -> Tensor {
      let (W, H) = (explanation.tensors[0].tensor, explanation.tensors[1].tensor)
      return Tensor(
        shape: [W.shape[1], H.shape[1]],
        values: (0..<W.shape[1]).flatMap { token in
          (0..<H.shape[1]).map { neuron in
            (0..<W.shape[0]).reduce(Float(0)) { $0 + W[$1, token] * H[$1, neuron] }
          }
        })
    }
    #expect(product(plain).largestDifference(from: product(other)) < 1e-4)
  }

  /// The picture's data are whole: JSON without NaN, a table and the painted text for where the view cannot run, and the
  /// view's own code.
  @Test func figure() throws {
    let explanation = try Self.run(Self.varied, "a bb ccc", ["n_components": 2])
    #expect(explanation.figures.count == 1)
    guard case .view(let view) = explanation.figures[0].content else {
      Issue.record("not a view")
      return
    }
    #expect(view.fallback.count == 2)
    #expect(view.data["tokens"]?.array?.count == 3)
    #expect(view.data["factors"]?.array?.count == 2)
    #expect(explanation.modules.map(\.name) == [view.module])
    #expect(explanation.modules[0].script.contains(view.module))
    #expect(try Explanation(json: explanation.json).json.text() == explanation.json.text())
  }
}
