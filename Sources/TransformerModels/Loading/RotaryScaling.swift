import Checkpoints
import Diagnostics
import Glibc
import JSON
import Tensors

/// What is done to frequencies so that texts may be longer than those a model was trained on.
///
/// Source: `modeling_rope_utils.py` of transformers 5.24.0.
struct RotaryScaling {
  let words: ModelConfiguration
  let file: ModelConfiguration
  /// M, the longest text.
  let context: Int
  let frequencies: RotaryFrequencies
  /// What kinds mean in a family that calls them otherwise.
  var names: [String: String] = [:]

  private static let kinds = ["default", "linear", "dynamic", "llama3", "yarn", "longrope"]

  /// The rotation that the words describe.
  func plan(isInterleaved: Bool) throws(ExplainerError) -> RotaryPlan {
    func fixed(_ frequencies: [Float], factor: Float = 1) -> RotaryPlan {
      .fixed(Rotary(frequencies: frequencies, isInterleaved: isInterleaved, attentionFactor: factor))
    }
    let plain = frequencies.plain
    let kind = try words.string("rope_type", default: words.string("type", default: "default"))
    switch names[kind] ?? kind {
    case "default": return fixed(plain)
    case "linear":
      let factor = try words.positive("factor")
      return fixed(plain.map { $0 / factor })
    case "llama3": return fixed(try llama3(plain))
    case "yarn":
      let (scaled, factor) = try yarn(plain)
      return fixed(scaled, factor: factor)
    case "ggml": return fixed(try divided(plain))
    case "dynamic": return .byLength(try dynamic(isInterleaved))
    case "longrope": return .byLength(try longrope(plain, isInterleaved))
    default:
      throw ExplainerError(
        .unsupported, "this kind of rotary embedding cannot be computed", at: [file.path],
        expected: "rope_type \(Self.kinds.joined(separator: ", "))", found: kind)
    }
  }

  /// The length that texts had before.
  ///
  /// Where it stands beside the others it counts before the one among them.
  private func original() throws(ExplainerError) -> Double {
    let inner = try words.number("original_max_position_embeddings", default: Double(context))
    let length = try file.number("original_max_position_embeddings", default: inner)
    guard length > 0 else { throw words.wrong("an original_max_position_embeddings above 0", length) }
    return length
  }

  /// Frequencies of which the low ones are divided by the factor, and those between are in between.
  private func llama3(_ plain: [Float]) throws(ExplainerError) -> [Float] {
    let factor = try words.positive("factor")
    let (low, high) = (try words.positive("low_freq_factor"), try words.positive("high_freq_factor"))
    guard high > low else {
      throw words.wrong("a high_freq_factor above low_freq_factor \(low)", Double(high))
    }
    let length = Float(try original())
    // (`Float.pi` is not the nearest number.)
    let turn = Float(2 * Double.pi)
    return plain.map { frequency in
      let wavelength = turn / frequency
      if wavelength < length / high { return frequency }
      if wavelength > length / low { return frequency / factor }
      let share = (length / wavelength - low) / (high - low)
      return (1 - share) * frequency / factor + share * frequency
    }
  }

  /// Frequencies that a file of ggml divides one by one.
  private func divided(_ plain: [Float]) throws(ExplainerError) -> [Float] {
    let divisors = (words.value("factors")?.array ?? []).compactMap(\.double)
    guard divisors.count == plain.count, divisors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw ExplainerError(
        .badData, "the divisors of positions' frequencies cannot be used", at: [words.path],
        expected: "\(plain.count) numbers above 0", found: "\(divisors.count) numbers")
    }
    return zip(plain, divisors).map { $0 / Float($1) }
  }

  /// Frequencies between their own and a factor of them, by how often they turn within the old length, and what cosines
  /// and sines are multiplied with.
  private func yarn(_ plain: [Float]) throws(ExplainerError) -> ([Float], Float) {
    let length = try original()
    let factor = Double(try words.positive("factor", default: Double(context) / length))
    let ends = (
      fast: Double(try words.positive("beta_fast", default: 32)),
      slow: Double(try words.positive("beta_slow", default: 1))
    )
    let r = Double(frequencies.size)
    func place(_ turns: Double) -> Double {
      r * log(length / (turns * 2 * Double.pi)) / (2 * log(frequencies.theta))
    }
    var (low, high) = (place(ends.fast), place(ends.slow))
    if try words.bool("truncate", default: true) { (low, high) = (low.rounded(.down), high.rounded(.up)) }
    (low, high) = (max(low, 0), min(high, r - 1))
    if low == high { high += 0.001 }
    let scaled = plain.enumerated().map { index, frequency in
      let ramp = Float(min(max((Double(index) - low) / (high - low), 0), 1))
      return frequency / Float(factor) * ramp + frequency * (1 - ramp)
    }
    return (scaled, Float(try attentionFactor(of: factor)))
  }

  private func attentionFactor(of factor: Double) throws(ExplainerError) -> Double {
    func usual(_ scale: Double) -> Double { factor <= 1 ? 1 : 0.1 * scale * log(factor) + 1 }
    if words.has("attention_factor") { return try words.number("attention_factor") }
    let scales = (
      own: try words.number("mscale", default: 0), all: try words.number("mscale_all_dim", default: 0)
    )
    return scales.own != 0 && scales.all != 0 ? usual(scales.own) / usual(scales.all) : usual(1)
  }

  /// θ that grows with texts longer than M.
  private func dynamic(_ isInterleaved: Bool) throws(ExplainerError) -> RotaryPlan.Rule {
    let factor = Double(try words.positive("factor"))
    let (M, r, frequencies) = (Double(context), Double(frequencies.size), frequencies)
    return RotaryPlan.Rule(
      differs: { max($0, Int(M)) != max($1, Int(M)) },
      rotary: { length in
        let stretched = factor * max(Double(length), M) / M - (factor - 1)
        let theta = frequencies.theta * pow(stretched, r / (r - 2))
        return Rotary(frequencies: frequencies.with(theta: theta), isInterleaved: isInterleaved)
      })
  }

  /// Frequencies each divided by a factor of its own: one list for texts up to the old length, one for longer.
  private func longrope(_ plain: [Float], _ isInterleaved: Bool) throws(ExplainerError) -> RotaryPlan.Rule {
    let length = try original()
    let factor = try words.number("factor", default: Double(context) / length)
    let usual = factor <= 1 ? 1 : (1 + log(factor) / log(length)).squareRoot()
    let scale = Float(try words.number("attention_factor", default: usual))
    func rotary(_ key: String) throws(ExplainerError) -> Rotary {
      let factors = (words.value(key)?.array ?? []).compactMap(\.double)
      guard factors.count == plain.count, factors.allSatisfy({ $0 > 0 }) else {
        throw ExplainerError(
          .badData, "these rotary embeddings cannot be computed", at: [words.path],
          expected: "\(key) with \(plain.count) numbers above 0", found: "\(factors.count)")
      }
      return Rotary(
        frequencies: zip(plain, factors).map { $0 / Float($1) }, isInterleaved: isInterleaved,
        attentionFactor: scale)
    }
    let (short, long) = (try rotary("short_factor"), try rotary("long_factor"))
    return RotaryPlan.Rule(
      differs: { (Double($0) > length) != (Double($1) > length) },
      rotary: { Double($0) > length ? long : short })
  }
}
