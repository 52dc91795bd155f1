import Checkpoints
import Diagnostics
import Glibc
import JSON
import Tensors

/// How positions turn queries and keys, in the words that all families with rotary embeddings share.
///
/// Version 5 of transformers writes `rope_parameters`, with `rope_theta` in it; before, `rope_scaling` had the rest and
/// `rope_theta` stood by itself, and at first the kind was called `type`. All are read, whoever wrote the file: a reader
/// that knows one form alone does not fail on the others, it computes something else.
///
/// Source: `modeling_rope_utils.py` of transformers 5.24.0. Frequencies are made in single precision as there.
extension Rotary {
  /// The kinds that can be computed.
  private static let kinds = ["default", "linear", "llama3"]

  /// The rotation that a configuration describes.
  ///
  /// - Parameters:
  ///   - size: the dimensions of a head that are turned.
  ///   - theta: the family's base where the file names none.
  ///   - context: the longest text, in tokens; what a text was at most before contexts were made longer, where the file
  ///     does not say.
  /// - Throws: `unsupported` for a kind that is not known, `badData` for what makes no frequencies.
  init(
    _ file: ModelConfiguration, size: Int, theta: Double = 10_000, context: Int
  ) throws(ExplainerError) {
    guard size % 2 == 0 else {
      throw ExplainerError(
        .badData, "rotary embeddings turn pairs of dimensions", at: [file.path],
        expected: "heads of an even width",
        found: "\(size)")
    }
    let words = try Self.section(file)
    let kind = try words.string("rope_type", default: words.string("type", default: "default"))
    let theta = try words.number("rope_theta", default: file.number("rope_theta", default: theta))
    guard theta > 0 else { throw Self.wrong(file, "a rope_theta above 0", theta) }
    let plain = (0..<size / 2).map { 1 / powf(Float(theta), Float(2 * $0) / Float(size)) }
    switch kind {
    case "default": self.init(frequencies: plain)
    case "linear":
      let factor = try Self.positive(words, "factor")
      self.init(frequencies: plain.map { $0 / factor })
    case "llama3":
      let length = try words.number("original_max_position_embeddings", default: Double(context))
      // Where it stands beside the others it counts before the one among them.
      self.init(
        frequencies: try Self.llama3(
          plain, words, length: file.number("original_max_position_embeddings", default: length)))
    default:
      throw ExplainerError(
        .unsupported, "this kind of rotary embedding cannot be computed", at: [file.path],
        expected: "rope_type \(Self.kinds.joined(separator: ", "))", found: kind)
    }
  }

  /// The object that says the kind, with its own words alone; an empty one where there is none.
  private static func section(_ file: ModelConfiguration) throws(ExplainerError) -> ModelConfiguration {
    // An empty one says nothing, in transformers too; of two that say something the old one counts.
    let sections = (old: try file.section("rope_scaling"), new: try file.section("rope_parameters"))
    let words = [sections.old, sections.new].compactMap(\.self).first { !$0.object.members.isEmpty }
    guard let words else { return ModelConfiguration(path: file.path, object: [:]) }
    if let layers = words.object.members.first(where: { $0.value.object != nil }) {
      throw ExplainerError(
        .unsupported, "rotary embeddings that differ by layer cannot be computed", at: [words.path],
        found: layers.key)
    }
    let part = try words.number("partial_rotary_factor", default: 1)
    guard part == 1 else { throw wrong(words, "partial_rotary_factor 1", part, .unsupported) }
    return words
  }

  /// Frequencies of which the low ones are divided by the factor, and those between are in between.
  private static func llama3(
    _ plain: [Float], _ words: ModelConfiguration, length: Double
  ) throws(ExplainerError) -> [Float] {
    let factor = try positive(words, "factor")
    let (low, high) = (try positive(words, "low_freq_factor"), try positive(words, "high_freq_factor"))
    guard high > low else {
      throw wrong(words, "a high_freq_factor above low_freq_factor \(low)", Double(high))
    }
    let length = Float(length)
    return plain.map { frequency in
      let wavelength = 2 * Float.pi / frequency
      if wavelength < length / high { return frequency }
      if wavelength > length / low { return frequency / factor }
      let share = (length / wavelength - low) / (high - low)
      return (1 - share) * frequency / factor + share * frequency
    }
  }

  private static func positive(_ words: ModelConfiguration, _ key: String) throws(ExplainerError) -> Float {
    let value = try words.number(key)
    guard value > 0, Float(value).isFinite else { throw wrong(words, "a \(key) above 0", value) }
    return Float(value)
  }

  private static func wrong(
    _ file: ModelConfiguration, _ expected: String, _ value: Double, _ code: ErrorCode = .badData
  ) -> ExplainerError {
    ExplainerError(
      code, "these rotary embeddings cannot be computed", at: [file.path], expected: expected,
      found: "\(value)")
  }
}
