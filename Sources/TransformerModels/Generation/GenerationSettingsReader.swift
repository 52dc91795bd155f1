import Checkpoints
import Diagnostics
import JSON

/// Reads settings of generation with errors that name file and key.
struct GenerationSettingsReader {
  let file: ModelConfiguration
  /// V.
  let vocabularySize: Int

  /// A factor other than 1.
  func penalty(_ key: String) throws(ExplainerError) -> Float? {
    let value = try file.number(key, default: 1)
    guard value > 0 else { throw wrong(key, "a number above 0", "\(value)") }
    return value == 1 ? nil : Float(value)
  }

  /// A whole number above 0.
  func count(_ key: String) throws(ExplainerError) -> Int? {
    let value = try file.integer(key, default: 0, in: 0...Int(Int32.max))
    return value == 0 ? nil : value
  }

  /// Tokens of the vocabulary: one, a list, or none where the key is absent.
  func tokens(_ key: String) throws(ExplainerError) -> [Int] {
    let ids = try file.integers(key)
    for id in ids where id < 0 || id >= vocabularySize { throw outside(key, id) }
    return ids
  }

  /// `forced_bos_token_id`, or what the oldest checkpoints say in its place: `force_bos_token_to_be_generated`, read where
  /// the settings are those of a model's configuration.
  func forcedFirst(isFromModel: Bool) throws(ExplainerError) -> [Int] {
    let copies = isFromModel ? true : try file.bool("_from_model_config", default: false)
    guard copies, try file.bool("force_bos_token_to_be_generated", default: false) else {
      return try tokens("forced_bos_token_id")
    }
    return try tokens("bos_token_id")
  }

  /// `sequence_bias`: a list of pairs of token ids and a number.
  func sequenceBias() throws(ExplainerError) -> GenerationRule? {
    let key = "sequence_bias"
    guard let value = file.value(key) else { return nil }
    var biases: [TokenBias] = []
    for pair in value.array ?? [.null] {
      guard let ids = Self.list(pair[0]), let last = ids.last, let bias = pair[1]?.double, !bias.isNaN else {
        throw wrong(key, "a list of pairs of token ids and a number: [[[5, 6], -2.0]]", value.text())
      }
      if let id = ids.first(where: { $0 >= vocabularySize }) { throw outside(key, id) }
      biases.append(TokenBias(prefix: ids.dropLast(), token: last, bias: Float(bias)))
    }
    return .bias(biases.inOrderOfAddition())
  }

  /// `bad_words_ids`: a list of lists of token ids; an end token alone is never forbidden by it.
  func badWords(endTokens: [Int]) throws(ExplainerError) -> GenerationRule? {
    let key = "bad_words_ids"
    guard let value = file.value(key) else { return nil }
    var biases: [TokenBias] = []
    for element in value.array ?? [.null] {
      guard let ids = Self.list(element) else {
        throw wrong(key, "a list of lists of token ids", value.text())
      }
      if let id = ids.first(where: { $0 >= vocabularySize }) { throw outside(key, id) }
      guard let last = ids.last, ids.count > 1 || !endTokens.contains(last) else { continue }
      biases.append(TokenBias(prefix: ids.dropLast(), token: last, bias: -.infinity))
    }
    return biases.isEmpty ? nil : .bias(biases.inOrderOfAddition())
  }

  /// `exponential_decay_length_penalty`: after how many tokens, and the factor.
  func growth() throws(ExplainerError) -> (start: Int, factor: Double)? {
    let key = "exponential_decay_length_penalty"
    guard let value = file.value(key) else { return nil }
    guard value.array?.count == 2, let start = value[0]?.int, let factor = value[1]?.double, factor.isFinite
    else {
      throw wrong(key, "a whole number and a factor: [20, 1.05]", value.text())
    }
    return (start, factor)
  }

  private static func list(_ value: JSONValue?) -> [Int]? {
    let ids = (value?.array ?? []).compactMap(\.int)
    return ids.count == value?.array?.count && ids.allSatisfy { $0 >= 0 } ? ids : nil
  }

  private func wrong(_ key: String, _ expected: String, _ found: String) -> ExplainerError {
    ExplainerError(
      .badData, "'\(key)' cannot be used", at: [file.path], expected: expected,
      found: found.count > 60 ? "\(found.prefix(59))…" : found)
  }

  private func outside(_ key: String, _ id: Int) -> ExplainerError {
    ExplainerError(
      .badData, "'\(key)' names a token that is not in the vocabulary", at: [file.path],
      expected: "an id from 0 to \(vocabularySize - 1)", found: "\(id)")
  }
}
