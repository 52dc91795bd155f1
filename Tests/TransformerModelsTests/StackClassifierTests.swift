import Diagnostics
import ExplainerCore
import JSON
import Tensors
import Testing

@testable import TransformerModels

/// Classifiers of two stacks: the decoder reads what the encoder reads, one token later, and its state in the place of the
/// text's end is scored.
///
/// The rules are those of `BartForSequenceClassification` in transformers 5.24.0.
@Suite struct StackClassifierTests {
  private let checkpoint = AlteredCheckpoint("bart")

  private func model() throws -> TransformerModel {
    let directory = try checkpoint.prepare(changes: [
      ("architectures", ["BartForSequenceClassification"]), ("id2label", ["0": "no", "1": "yes"]),
    ]) { tensors in
      let head = "classification_head"
      tensors += [
        ("\(head).dense.weight", .normal([48, 48], seed: 1)), ("\(head).dense.bias", .normal([48], seed: 2)),
        ("\(head).out_proj.weight", .normal([2, 48], seed: 3)),
        ("\(head).out_proj.bias", .normal([2], seed: 4)),
      ]
    }
    return try #require(try checkpoint.load(directory) as? TransformerModel)
  }

  /// Of several ends the last counts, wherever it is.
  @Test func end() throws {
    let model = try model()
    #expect(model.info.outputHeads == [.sequenceClassification] && model.info.labels == ["no", "yes"])
    let inputs = [[0, 7, 2, 9, 2], [0, 7, 2, 9, 8]].map { ModelInput(ids: $0) }
    #expect(try model.readable(inputs[0]).decoderIDs == [2, 0, 7, 2, 9])
    let traces = try model.pass(PassRequest(inputs: inputs, capture: ["*"])).traces
    let steps = try #require(model.parts.readouts.first).steps
    for (trace, place) in zip(traces, [4, 2]) {
      let last = try #require(trace["decoder.layers.2.residual.post"])
      var state = steps[0].map(last.rows(place..<place + 1))
      state.apply(.tanh)
      #expect(trace["class_logits"] == steps[1].map(state))
    }
  }

  /// A text without an end, or one whose end is in no place of the decoder's text, has no scores.
  @Test(
    arguments: [
      (ModelInput(ids: [0, 7, 9]), "none"),
      (ModelInput(ids: [0, 7, 2], decoderIDs: [2, 0]), "'</s>' at position 2"),
    ])
  func endless(_ input: ModelInput, _ found: String) throws {
    let model = try model()
    let asked: [() throws -> Void] = [
      { _ = try model.run(input, capturing: ["class_logits"]) },
      { _ = try model.pass(PassRequest(inputs: [input], capture: ["class_logits"])) },
      {
        _ = try model.pass(
          PassRequest(
            inputs: [input], objective: Objective(terms: [.init(.label("yes"))]),
            gradientsAt: ["encoder.embeddings"]))
      },
    ]
    for ask in asked {
      let error = #expect(throws: ExplainerError.self) { try ask() }
      #expect(error?.code == .badText && error?.found == found)
    }
    // All else can be looked at.
    #expect(try model.run(input, capturing: ["decoder.layers.2.residual.post"]).entries.count == 1)
  }
}
