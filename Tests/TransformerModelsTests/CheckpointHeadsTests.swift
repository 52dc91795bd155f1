import Diagnostics
import ExplainerCore
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Which heads a checkpoint has follows from its architecture and its weights, and one without a language-model head is
/// not answered as if it had one.
///
/// The names are those of transformers 5.24.0: what each class stores, and that `GPT2LMHeadModel` reads a `GPT2Model`
/// checkpoint without initialising anything, while a classifier's has weights it does not know.
@Suite struct CheckpointHeadsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let model: String
    /// Nil leaves `architectures` out.
    var architecture: String?
    /// Tensors added, of this many rows.
    var added: [(name: String, rows: Int)] = []
    /// Tensors left out: those whose name has this in it.
    var without: String?
    /// More of the configuration.
    var changes: [(String, JSONValue?)] = []
    let heads: [ModelHead]
    var labels: [String] = []

    var testDescription: String { "\(model) as \(architecture ?? "nothing"): \(added.map(\.name))" }
  }

  private static let names: (String, JSONValue?) = ("id2label", ["1": "good", "0": "bad"])

  static let cases: [Case] = [
    Case(model: "gpt2", architecture: "GPT2LMHeadModel", heads: [.languageModel]),
    Case(model: "gpt2", heads: [.languageModel]),
    Case(model: "gpt2", architecture: "GPT2Model", heads: [.languageModel]),
    Case(model: "gpt2", architecture: "GPT2Model", changes: [("tie_word_embeddings", false)], heads: []),
    Case(
      model: "gpt2", architecture: "GPT2DoubleHeadsModel",
      added: [("multiple_choice_head.summary.weight", 1)],
      heads: [.languageModel, .multipleChoice]),
    Case(
      model: "gpt2", architecture: "GPT2ForSequenceClassification", added: [("score.weight", 2)],
      changes: [names], heads: [.sequenceClassification], labels: ["bad", "good"]),
    Case(
      model: "gpt2", architecture: "SmolLM3ForSequenceClassification", added: [("score.weight", 2)],
      changes: [names], heads: [.sequenceClassification], labels: ["bad", "good"]),
    Case(
      model: "gpt2", added: [("score.weight", 2)], heads: [.sequenceClassification],
      labels: ["LABEL_0", "LABEL_1"]),
    Case(
      model: "gpt2", architecture: "GPT2ForTokenClassification",
      added: [("classifier.weight", 2), ("classifier.bias", 2)], changes: [names],
      heads: [.tokenClassification], labels: ["bad", "good"]),
    Case(
      model: "gpt2", architecture: "GPT2ForQuestionAnswering", added: [("qa_outputs.weight", 2)],
      heads: [.questionAnswering]),
    Case(model: "gpt2", architecture: "GPT2ForSequenceClassification", heads: []),
    Case(
      model: "gpt2", architecture: "GPT2ForSequenceClassification",
      added: [("score.weight", 3), ("lm_head.weight", 1000)],
      heads: [.languageModel, .sequenceClassification], labels: ["LABEL_0", "LABEL_1", "LABEL_2"]),
    Case(model: "bart", architecture: "BartForConditionalGeneration", heads: [.languageModel]),
    Case(model: "bart", architecture: "BartModel", heads: [.languageModel]),
    Case(
      model: "bart", architecture: "BartForSequenceClassification",
      added: [("classification_head.dense.weight", 48), ("classification_head.out_proj.weight", 2)],
      changes: [names], heads: [.sequenceClassification], labels: ["bad", "good"]),
    Case(
      model: "bart", architecture: "BartForQuestionAnswering", added: [("qa_outputs.weight", 2)],
      heads: [.questionAnswering]),
    Case(model: "bert", architecture: "BertForPreTraining", heads: [.languageModel, .nextSentence]),
    Case(
      model: "bert", architecture: "BertForNextSentencePrediction", without: "cls.predictions",
      heads: [.nextSentence]),
    Case(model: "bert_plain", architecture: "BertModel", heads: []),
    Case(
      model: "bert_classifier", architecture: "BertForSequenceClassification", changes: [names],
      heads: [.sequenceClassification], labels: ["bad", "good", "LABEL_2"]),
    Case(
      model: "bert_plain", architecture: "BertForTokenClassification",
      added: [("classifier.weight", 2), ("classifier.bias", 2)], changes: [names],
      heads: [.tokenClassification], labels: ["bad", "good"]),
    Case(
      model: "bert_plain", architecture: "BertForQuestionAnswering", added: [("qa_outputs.weight", 2)],
      heads: [.questionAnswering]),
    Case(
      model: "bert_plain", architecture: "BertForMultipleChoice", added: [("classifier.weight", 1)],
      heads: [.multipleChoice]),
  ]

  @Test(arguments: cases) func heads(_ one: Case) throws {
    let checkpoint = AlteredCheckpoint(one.model)
    let architectures = one.architecture.map { JSONValue.array([.string($0)]) }
    let directory = try checkpoint.prepare(changes: [("architectures", architectures)] + one.changes) {
      tensors in
      if let word = one.without { tensors.removeAll { $0.name.contains(word) } }
      let width = ["gpt2": 40, "bert": 48, "bart": 48][one.model] ?? 24
      for (name, rows) in one.added {
        let shape = name.hasSuffix("bias") ? [rows] : [rows, width]
        tensors.append(
          (name, Tensor(shape: shape, values: [Float](repeating: 0.5, count: shape.reduce(1, *)))))
      }
    }
    let model = try checkpoint.load(directory)
    let info = model.info
    #expect(info.outputHeads == one.heads)
    #expect(info.labels == one.labels)
    #expect(try ModelInfo(json: info.json) == info)

    let states = Tensor(shape: [1, info.hiddenSize], values: [Float](repeating: 0.1, count: info.hiddenSize))
    // (With an end, in the place of which the classifiers of two stacks read.)
    let input = ModelInput(ids: [5, 6, 2])
    let ways: [() throws -> Void] = [
      { _ = try model.unembed(states, normed: true) },
      { _ = try model.run(input, capturing: ["logits"]) },
      {
        _ = try model.generate(input, options: GenerationOptions(maximumNewTokens: 2), capturing: [])
      },
    ]
    for (index, way) in ways.enumerated() where info.kind != .masked || index < 2 {
      do {
        try way()
        #expect(one.heads.contains(.languageModel))
      } catch {
        let error = try #require(error as? ExplainerError)
        #expect(!one.heads.contains(.languageModel), "\(error)")
        #expect(error.code == .unsupported && error.message.contains("language-model head"), "\(error)")
      }
    }
    // What each head gives is there.
    let sites: [(ModelHead, SitePattern)] = [
      (.sequenceClassification, "class_logits"), (.tokenClassification, "token_class_logits"),
      (.questionAnswering, "span_logits"),
    ]
    for (head, site) in sites where one.heads.contains(head) {
      #expect(try model.run(input, capturing: [site]).entries.count == 1)
    }
    // What there is inside can be looked at whatever the heads.
    let patterns = try model.run(input, capturing: ["*"]).entries.count {
      $0.site.part == "attention.pattern"
    }
    #expect(patterns == info.layers + (info.encoder?.layers ?? 0))
  }

  /// What an entry point needs decides whether it fits; one that needs nothing fits every head.
  @Test func fit() throws {
    let checkpoint = AlteredCheckpoint("bert_classifier")
    let model = try checkpoint.load(checkpoint.prepare())
    var entryPoint = EntryPoint(name: "x", summary: "s", documentation: "", fits: [.masked])
    #expect(entryPoint.fits(model.info))
    entryPoint.needs = [.languageModel]
    let error = try #require(entryPoint.misfit(to: model.info))
    #expect(error.code == .unsupported && error.found?.hasPrefix("sequence classification (") == true)
    entryPoint.needs = [.sequenceClassification]
    #expect(entryPoint.fits(model.info))
    #expect(try EntryPoint(json: entryPoint.json) == entryPoint)
  }
}
