import Checkpoints
import Diagnostics
import ExplainerCore
import JSON

/// Which heads a checkpoint has: what its first architecture says and what its weights hold, taken together.
///
/// A decoder whose head is its token embedding stores nothing that a classifier made of it does not store as well, so
/// names decide there: a checkpoint saved as a classifier, or with the weights of one, is no language model. A bare one
/// (`GPT2Model`, `BartModel`) is, as transformers 5.24 loads it as one without initialising anything.
struct CheckpointHeads {
  /// The heads, a language model's first.
  let heads: [ModelHead]
  /// The labels of a classifier, in order of their numbers; `id2label`, or as transformers calls those without a name.
  let labels: [String]
  /// What is odd about them, one sentence each.
  let warnings: [String]

  /// The heads of a family whose language-model head is `head`, or the token embedding where it `isTied`.
  init(_ source: ModelSource, head: String = "lm_head.weight", isTied: Bool) {
    let names = source.weights.names
    let others = Self.others(source, names)
    let architecture = Self.architecture(source.configuration)
    // (Not "LM" alone, which names of models have in them.)
    let isNamed = ["LMHead", "ForCausalLM", "DoubleHeads", "ForConditionalGeneration"].contains(
      where: architecture.contains)
    let isOther = architecture.contains("For") || !others.isEmpty
    let isThere = Self.holds(head, names) || isNamed || isTied && !isOther
    self.init(source, (isThere ? [.languageModel] : []) + others)
  }

  /// The heads of a family whose language-model head has weights of its own.
  init(_ source: ModelSource, hasLanguageModel: Bool) {
    self.init(source, (hasLanguageModel ? [.languageModel] : []) + Self.others(source, source.weights.names))
  }

  private init(_ source: ModelSource, _ heads: [ModelHead]) {
    self.heads = heads
    let isClassifier = heads.contains { $0 == .sequenceClassification || $0 == .tokenClassification }
    labels = isClassifier ? Self.labels(source) : []
    warnings = Self.remark(source.configuration, heads).map { [$0] } ?? []
  }

  /// Architectures whose heads are known: what ends their names, behind that of the family.
  private static let knownEnds = [
    "ForCausalLM", "ForConditionalGeneration", "ForMaskedLM", "ForMultipleChoice",
    "ForNextSentencePrediction",
    "ForPreTraining", "ForQuestionAnswering", "ForSequenceClassification", "ForTokenClassification",
  ]

  /// That a checkpoint was saved with a head that is not known, and what it runs as.
  private static func remark(_ file: ModelConfiguration, _ heads: [ModelHead]) -> String? {
    let name = architecture(file)
    guard !name.isEmpty, !knownEnds.contains(where: name.hasSuffix),
      name.contains("For") || !name.hasSuffix("Model")
    else { return nil }
    let words = heads.map { $0.rawValue.replacing("-", with: " ") }.joined(separator: ", ")
    return "the head of '\(StoredNames.short(name))' is not known: "
      + (heads.isEmpty
        ? "the model below it runs, and predicts nothing" : "by its weights it is read as one for \(words)")
  }

  private static let classifiers = [
    "score.weight", "classifier.weight", "classifier.out_proj.weight", "classification_head.out_proj.weight",
  ]

  private static func others(_ source: ModelSource, _ names: [String]) -> [ModelHead] {
    let architecture = architecture(source.configuration)
    var heads: [ModelHead] = []
    // ALBERT's scores of two texts' order are no classifier's.
    let names = names.filter { !$0.contains("sop_classifier.") }
    if classifiers.contains(where: { holds($0, names) }) {
      let others: [(String, ModelHead)] = [
        ("TokenClassification", .tokenClassification), ("MultipleChoice", .multipleChoice),
        ("QuestionAnswering", .questionAnswering),
      ]
      heads.append(
        others.first { architecture.hasSuffix("For\($0.0)") }?.1 ?? .sequenceClassification)
    }
    if holds("qa_outputs.weight", names) { heads.append(.questionAnswering) }
    if holds("multiple_choice_head.summary.weight", names) { heads.append(.multipleChoice) }
    if holds("cls.seq_relationship.weight", names) { heads.append(.nextSentence) }
    return heads
  }

  private static func architecture(_ file: ModelConfiguration) -> String {
    file.value("architectures")?[0]?.string ?? ""
  }

  /// Whether there is a weight of this name, whatever stands before it.
  ///
  /// Bytes are compared: every load asks this, of all names.
  private static func holds(_ name: String, _ names: [String]) -> Bool {
    let end = Array(".\(name)".utf8)
    return names.contains { $0 == name || $0.utf8.suffix(end.count).elementsEqual(end) }
  }

  private static func labels(_ source: ModelSource) -> [String] {
    let named = source.configuration.value("id2label")?.object?.members ?? []
    let names = Dictionary(
      named.compactMap { key, value in Int(key).flatMap { id in value.string.map { (id, $0) } } },
      uniquingKeysWith: { first, _ in first })
    let rows = classifiers.lazy.compactMap { source.weights.entry(named: $0)?.shape.first }.first
    let count = rows ?? (names.keys.max() ?? -1) + 1
    return (0..<min(max(count, 0), 1 << 16)).map { names[$0] ?? "LABEL_\($0)" }
  }
}
