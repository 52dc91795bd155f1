import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Glibc
import Tensors
import Testing

@testable import TransformerModels

/// Calls that share passes get what they would get alone, with as few passes as can be.
@Suite struct SharedPassesTests {
  static let names = [
    "gpt2", "gpt2_untied_inner", "gpt2_inverse_scale", "gpt2_unscaled_silu", "gpt2_reorder", "gpt2_f16",
    "gpt2_bf16", "bert", "bert_cased_f16", "bert_classifier", "bert_legacy", "bert_plain", "bert_untied",
    "bart",
    "bart_legacy_f16", "bart_scaled",
  ]

  /// One thing asked of a model.
  private struct Question {
    var sites: [SitePattern]
    /// Tokens to generate; nil for a pass.
    var generated: Int?
    var samples = false
  }

  /// What came of it; equal where every number has the same bits.
  private struct Answer: Equatable {
    var entries: [(site: Site, tensor: Tensor)] = []
    var ids: [Int] = []
    var probabilities: [UInt32] = []
    var error: String?

    static func == (first: Answer, second: Answer) -> Bool {
      first.ids == second.ids && first.probabilities == second.probabilities && first.error == second.error
        && first.entries.count == second.entries.count
        && zip(first.entries, second.entries).allSatisfy { one, other in
          one.site == other.site && one.tensor.shape == other.tensor.shape
            && one.tensor.withUnsafeElements { a in
              other.tensor.withUnsafeElements { b in
                guard let a = a.baseAddress, let b = b.baseAddress else { return true }
                return memcmp(a, b, 4 * one.tensor.count) == 0
              }
            }
        }
    }
  }

  private func loaded(_ name: String, _ stages: StageList = StageList()) throws -> any Model {
    let directory = Fixtures.model(name)
    let location = ModelLocation(id: name, directory: directory, origin: .directory)
    return try ModelLoader.load(location, observer: stages.hear)
  }

  private func ask(_ model: any Model, _ question: Question, of input: ModelInput) -> Answer {
    var answer = Answer()
    do {
      let trace: Trace
      if let count = question.generated {
        let generation = try model.generate(
          input,
          options: GenerationOptions(maximumNewTokens: count, samples: question.samples, seed: 3),
          capturing: question.sites)
        trace = generation.trace
        answer.ids = generation.ids
        answer.probabilities = generation.steps.map(\.probability.bitPattern)
      } else {
        trace = try model.run(input, capturing: question.sites)
      }
      answer.entries = trace.entries
    } catch { answer.error = ExplainerError.wrapping(error).description }
    return answer
  }

  private func input(_ model: any Model) -> ModelInput { ModelInput(ids: [5, 9, 17, 200, 31, 9, 64]) }

  /// Whatever was asked before, and whatever was expected, a call gets bit for bit what it gets alone: only the sites it
  /// asks for, in the order of the computation, and the same tokens with the same probabilities.
  @Test(arguments: names) func sameBits(_ name: String) throws {
    let model = try loaded(name)
    let input = input(model)
    let layer = model.info.kind == .sequenceToSequence ? "decoder.layers.*" : "layers.*"
    let questions = [
      Question(sites: ["*"]), Question(sites: [SitePattern("\(layer).attention.pattern")]),
      Question(sites: [SitePattern("\(layer).residual.post"), "logits"]),
      Question(sites: ["*"], generated: 1),
      Question(sites: [SitePattern("\(layer).mlp.neurons")], generated: 1), Question(sites: [], generated: 1),
      Question(sites: ["*"], generated: 4), Question(sites: [], generated: 4, samples: true),
      Question(sites: ["no.such.site"]), Question(sites: []),
    ]
    let alone = questions.map { ask(model, $0, of: input) }
    var random = SplitMix64(seed: 1)
    for expected in [[], ["*"], [SitePattern("\(layer).mlp.*"), "no.such.site"]] as [[SitePattern]] {
      for _ in 0..<3 {
        let passes = try #require(ActivationCache(model, limit: 1 << 26))
        let sharing = passes.model(expecting: expected)
        for _ in 0..<questions.count {
          let index = Int(random.nextUnit() * Double(questions.count))
          #expect(ask(sharing, questions[index], of: input) == alone[index], "question \(index)")
        }
      }
    }
  }

  private func count(_ stage: String, _ stages: StageList) -> Int { stages.names.count { $0 == stage } }

  /// Where what others will ask for is known, one pass serves them all: passes and one generated token, in any order.
  @Test(arguments: ["gpt2", "bert", "bart"], [false, true])
  func onePass(_ name: String, _ generatesFirst: Bool) throws {
    let stages = StageList()
    let model = try loaded(name, stages)
    let sharing = try #require(ActivationCache(model, limit: 1 << 26)).model(expecting: ["*"])
    let stack = model.info.kind == .sequenceToSequence ? "encoder." : ""
    var questions = [
      Question(sites: [SitePattern("\(stack)embeddings")]),
      Question(sites: [SitePattern("\(stack)layers.*.attention.pattern")]), Question(sites: ["logits"]),
      Question(sites: ["*"]),
    ]
    if model.info.kind != .masked {
      questions.insert(Question(sites: ["*"], generated: 1), at: generatesFirst ? 0 : questions.count)
    }
    for question in questions { #expect(ask(sharing, question, of: input(model)).error == nil) }
    #expect(count("forward", stages) == 1 && count("decode", stages) == 0)
  }

  /// Without that, what was captured once is there, and what was not costs one more pass, after which both are.
  @Test func learns() throws {
    let stages = StageList()
    let model = try loaded("gpt2", stages)
    let sharing = try #require(ActivationCache(model, limit: 1 << 26)).model()
    func passes(_ question: Question) -> Int {
      let before = count("forward", stages)
      #expect(ask(sharing, question, of: input(model)).error == nil)
      return count("forward", stages) - before
    }
    #expect(passes(Question(sites: ["layers.*.attention.*"])) == 1)
    #expect(passes(Question(sites: ["layers.1.attention.pattern", "layers.0.attention.key"])) == 0)
    #expect(passes(Question(sites: ["layers.*.residual.post"])) == 1)
    #expect(passes(Question(sites: ["layers.*.residual.post", "layers.*.attention.value"])) == 0)
    #expect(passes(Question(sites: [], generated: 1)) == 1)
    #expect(passes(Question(sites: ["layers.*.residual.post"], generated: 1)) == 0)
    #expect(passes(Question(sites: [])) == 0)
  }

  /// Passes over the whole input and steps behind a cache are told apart; decoding is done once for equal options.
  @Test(arguments: ["gpt2", "bart"]) func decoding(_ name: String) throws {
    let stages = StageList()
    let model = try loaded(name, stages)
    let sharing = try #require(ActivationCache(model, limit: 1 << 26)).model()
    let site: SitePattern = name == "gpt2" ? "layers.*.residual.post" : "decoder.layers.*.residual.post"
    let question = Question(sites: [site], generated: 3)
    let first = ask(sharing, question, of: input(model))
    let steps = first.probabilities.count
    #expect(count("forward", stages) == 2 && count("decode", stages) == steps - 1)
    #expect(ask(sharing, question, of: input(model)) == first)
    #expect(ask(sharing, Question(sites: [], generated: 3), of: input(model)).ids == first.ids)
    #expect(count("forward", stages) == 2 && count("decode", stages) == steps - 1)
    _ = ask(sharing, Question(sites: [], generated: 3, samples: true), of: input(model))
    #expect(count("forward", stages) == 3)
  }

  /// Inputs are the same where the passes are: what a family fills in may be given or left out.
  @Test func normalForm() throws {
    let ids = [5, 9, 17]
    let pairs: [(String, ModelInput)] = [
      ("bert", ModelInput(ids: ids, segments: [0, 0, 0])), ("bart", ModelInput(ids: ids, decoderIDs: [2])),
    ]
    for (name, given) in pairs {
      let stages = StageList()
      let sharing = try #require(ActivationCache(try loaded(name, stages), limit: 1 << 26)).model()
      let question = Question(sites: ["logits"])
      #expect(ask(sharing, question, of: ModelInput(ids: ids)) == ask(sharing, question, of: given))
      #expect(count("forward", stages) == 1)
    }
    let stages = StageList()
    let sharing = try #require(ActivationCache(try loaded("bert", stages), limit: 1 << 26)).model()
    let other = ask(sharing, Question(sites: ["logits"]), of: ModelInput(ids: ids, segments: [0, 1, 1]))
    #expect(ask(sharing, Question(sites: ["logits"]), of: ModelInput(ids: ids)) != other)
    #expect(count("forward", stages) == 2)
  }

  /// No more inputs and bytes are held than allowed; the least recently used go first.
  @Test func bounds() throws {
    let stages = StageList()
    let model = try loaded("gpt2", stages)
    func inputs(_ range: Range<Int>) -> [ModelInput] { range.map { ModelInput(ids: [5, 9, $0]) } }
    func passes(_ model: any Model, _ inputs: [ModelInput]) -> Int {
      let before = count("forward", stages)
      for input in inputs { _ = ask(model, Question(sites: ["logits"]), of: input) }
      return count("forward", stages) - before
    }
    let eight = try #require(ActivationCache(model, limit: 1 << 26))
    #expect(passes(eight.model(), inputs(0..<8)) == 8)
    #expect(passes(eight.model(), inputs(0..<8)) == 0)
    #expect(passes(eight.model(), inputs(8..<9)) == 1)
    #expect(passes(eight.model(), inputs(1..<9)) == 0)
    #expect(passes(eight.model(), inputs(0..<1)) == 1)
    let size = eight.byteCount / 8
    let two = try #require(ActivationCache(model, limit: 2 * size))
    for _ in 0..<2 {
      #expect(passes(two.model(), inputs(0..<3)) == 3)
      #expect(two.byteCount <= 2 * size)
    }
    #expect(passes(two.model(), inputs(1..<3)) == 0)
  }

  /// What is too large to be remembered is still answered; what is merely expected is then not captured.
  @Test(arguments: [0, 1, 20_000]) func tooLarge(_ limit: Int) throws {
    let stages = StageList()
    let model = try loaded("gpt2", stages)
    let passes = try #require(ActivationCache(model, limit: limit))
    let question = Question(sites: ["layers.*.attention.pattern", "logits"], generated: 1)
    let alone = ask(model, question, of: input(model))
    for pass in 1...3 {
      #expect(ask(passes.model(expecting: ["*"]), question, of: input(model)) == alone)
      #expect(count("forward", stages) == 1 + pass)
      #expect(passes.byteCount <= limit)
    }
  }

  /// What cannot be run is refused as the model itself refuses it.
  @Test(arguments: ["gpt2", "bert", "bart"]) func refusals(_ name: String) throws {
    let model = try loaded(name)
    let sharing = try #require(ActivationCache(model, limit: 1 << 26)).model(expecting: ["*"])
    let inputs = [
      ModelInput(ids: []), ModelInput(ids: [Int](repeating: 1, count: 70)), ModelInput(ids: [-1]),
      ModelInput(ids: [1], segments: [0, 0]), ModelInput(ids: [1], segments: [7]),
      ModelInput(ids: [1], decoderIDs: []), ModelInput(ids: [1]),
    ]
    let questions = [
      Question(sites: ["logits"]), Question(sites: ["final_norm", "layer.0"]),
      Question(sites: [], generated: 0),
      Question(sites: ["no"], generated: 1), Question(sites: [], generated: .max),
    ]
    for input in inputs {
      for question in questions {
        let alone = ask(model, question, of: input)
        #expect(ask(sharing, question, of: input) == alone)
        #expect(alone.error != nil || input.ids == [1])
      }
    }
  }

  /// What a pass will hold is known before it is made.
  @Test(arguments: names) func sizes(_ name: String) throws {
    let model = try #require(try loaded(name) as? TransformerModel)
    for input in [
      ModelInput(ids: [5, 9, 17, 200]), ModelInput(ids: [5, 9, 17], decoderIDs: [2, 0, 5, 6, 7]),
    ] {
      guard let input = try? model.readable(input) else { continue }
      let trace = try model.run(input, capturing: ["*"])
      for (site, tensor) in trace.entries {
        #expect(model.byteCount(of: [site], over: input) == 4 * tensor.count, "\(site)")
      }
    }
  }

  /// Calls from several threads at once get what they would get alone.
  @Test func threads() async throws {
    let model = try loaded("gpt2")
    let sharing = try #require(ActivationCache(model, limit: 1 << 26, inputs: 2)).model(expecting: ["logits"])
    let inputs = (0..<3).map { ModelInput(ids: [5, 9, $0]) }
    let question = Question(sites: ["layers.*.mlp.output"], generated: 1)
    let alone = inputs.map { ask(model, question, of: $0) }
    await withTaskGroup { group in
      for index in 0..<24 {
        group.addTask { ask(sharing, question, of: inputs[index % 3]) == alone[index % 3] }
      }
      for await isSame in group { #expect(isSame) }
    }
  }
}
