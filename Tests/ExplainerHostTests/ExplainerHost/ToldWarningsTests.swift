import ExplainerCore
import Testing

@testable import ExplainerHost

@Suite struct ToldWarningsTests {
  private func model(_ id: String, _ warnings: [String]) -> ModelInfo {
    ModelInfo(
      id: id, family: "gpt2", kind: .causal, dtype: "F32", layers: 1, heads: 1, hiddenSize: 1,
      feedForwardSize: 1,
      vocabularySize: 1, contextLength: 1, warnings: warnings)
  }

  /// Each warning of each model is new once.
  @Test func once() {
    let told = ToldWarnings()
    #expect(told.new(of: model("m", ["a", "b"])) == ["m: a", "m: b"])
    #expect(told.new(of: model("m", ["b", "c"])) == ["m: c"])
    #expect(told.new(of: model("n", ["a"])) == ["n: a"])
    #expect(told.new(of: model("n", [])).isEmpty)
  }

  /// What claims to be a model's may come from a plugin: neither is much said at once, nor ever more remembered.
  @Test func floods() {
    let told = ToldWarnings()
    #expect(told.new(of: model("m", (0..<100).map(String.init))).count == 20)
    for number in 0..<2000 { _ = told.new(of: model("m\(number)", ["a"])) }
    #expect(told.new(of: model("m1", ["a"])).isEmpty)
    #expect(told.new(of: model("m1999", ["a"])).count == 1)
  }
}
