import Diagnostics
import ExplainerCore
import Tensors

/// Gives the scores of what follows several texts, read side by side, and remembers what each has read: in one cache a
/// text, so that a token that is added costs one position.
final class TextsDecoder {
  private let model: TransformerModel
  /// What is continued, and the edits of each pass.
  private let plan: PassPlan
  private let caches: [TextCache]
  /// What has been read of each text, its prompt first.
  private var read: [[Int]]

  /// A decoder that has read nothing.
  ///
  /// - Parameters:
  ///   - plan: the inputs, and the edits; nothing is captured.
  ///   - room: how many tokens may be added to each text; the last needs no position.
  ///   - model: what reads.
  convenience init(_ plan: PassPlan, room: Int, of model: TransformerModel) {
    self.init(
      plan, model,
      plan.inputs.map {
        TextCache(layers: model.info.layers, capacity: model.prompt(of: $0).count + room - 1)
      }, [[Int]](repeating: [], count: plan.inputs.count))
  }

  private init(_ plan: PassPlan, _ model: TransformerModel, _ caches: [TextCache], _ read: [[Int]]) {
    self.plan = plan
    self.model = model
    self.caches = caches
    self.read = read
  }

  /// The scores, `[V]`, of what follows the ids that each text is given, which stand behind those of all calls before;
  /// nil for texts that are given none.
  ///
  /// The first call is the stage `forward`, with which encoders are read; later ones are `decode`.
  ///
  /// - Throws: `badData` where scores are not finite.
  func scores(after ids: [[Int]]) throws(ExplainerError) -> [Tensor?] {
    let isFirst = read.allSatisfy(\.isEmpty)
    let ids = ids.enumerated().map { text, ids in
      ids.isEmpty ? ids : forgotten(of: text, before: ids.count) + ids
    }
    var step = plan(over: ids)
    step.runsToEnd = true
    var pass = Pass(step, in: model.catalog, caches: caches)
    let states = model.timer.measure(isFirst ? "forward" : "decode") { model.states(in: &pass) }
    let scores = model.timer.measure("head") { states.flatMap { model.lastScores($0, in: &pass) } }
    for (text, ids) in ids.enumerated() {
      caches[text].advance(by: ids.count)
      read[text] += ids
    }
    guard let scores else { throw model.info.lacksLanguageModel }
    var row = 0
    var found: [Tensor?] = []
    for (text, ids) in ids.enumerated() {
      guard !ids.isEmpty else {
        found.append(nil)
        continue
      }
      found.append(try finite(scores.slice(row), of: text))
      row += 1
    }
    return found
  }

  /// What has to be read again of a text that grows: all of it, where its keys are turned anew by its new length.
  private func forgotten(of text: Int, before added: Int) -> [Int] {
    let known = read[text]
    guard !known.isEmpty, model.parts.turnsDiffer(known.count, known.count + added) else { return [] }
    caches[text].clear()
    read[text] = []
    return known
  }

  private func finite(_ scores: Tensor, of text: Int) throws(ExplainerError) -> Tensor {
    do throws(ExplainerError) { return try model.finite(scores: scores, after: plan(over: read)) } catch {
      throw plan.inputs.count == 1 ? error : error.located(in: "text \(text)")
    }
  }

  /// A pass over these ids of each text; encoders read what they always read.
  private func plan(over ids: [[Int]]) -> PassPlan {
    var plan = plan
    for (text, ids) in ids.enumerated() {
      if model.info.encoder == nil {
        plan.inputs[text] = ModelInput(ids: ids)
      } else {
        plan.inputs[text].decoderIDs = ids
      }
    }
    return plan
  }

  /// Reads on in one of the texts alone.
  ///
  /// - Parameters:
  ///   - text: its number.
  ///   - scores: the answer to the first question, where it is known; it is asked once.
  func alone(_ text: Int, answering scores: Tensor? = nil) -> TokenDecoder {
    var known = scores
    return TokenDecoder { [self] ids in
      var answer = known
      known = nil
      if answer == nil {
        var all = [[Int]](repeating: [], count: read.count)
        all[text] = ids
        answer = try self.scores(after: all)[text]
      }
      guard let answer else { throw ExplainerError(.internalFault, "a text is continued by nothing") }
      return answer
    } fork: { [self] in
      var copies = caches
      copies[text] = caches[text].copy()
      return TextsDecoder(plan, model, copies, read).alone(text, answering: known)
    }
  }
}
