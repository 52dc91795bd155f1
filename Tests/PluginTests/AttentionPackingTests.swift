import JSON
import Tensors
import Testing

@testable import AttentionReading

/// What a page carries of tensors can be read back, and is what was there.
@Suite struct AttentionPackingTests {
  /// Every half-precision number converts to itself: normal, subnormal, zeros, infinities.
  @Test func halvesOfHalves() {
    let numbers = (UInt16.min...UInt16.max).filter { $0 & 0x7C00 != 0x7C00 || $0 & 0x3FF == 0 }
    #expect(numbers.filter { HalfPrecision.bits(Self.value(of: $0)) != $0 } == [])
    #expect(HalfPrecision.bits(.nan) & 0x7C00 == 0x7C00 && HalfPrecision.bits(.nan) & 0x3FF != 0)
  }

  /// Between two neighbours the nearer is taken, in the middle the even one; beyond the greatest is infinity.
  @Test func rounding() {
    for bits in stride(from: UInt16(0), to: 0x7BFF, by: 37) {
      let (low, high) = (Self.value(of: bits), Self.value(of: bits + 1))
      let middle = (low + high) / 2
      #expect(HalfPrecision.bits(middle) == (bits % 2 == 0 ? bits : bits + 1))
      #expect(HalfPrecision.bits(middle.nextDown) == bits)
      #expect(HalfPrecision.bits(middle.nextUp) == bits + 1)
      #expect(HalfPrecision.bits(-middle.nextUp) == (bits + 1) | 0x8000)
    }
    #expect(HalfPrecision.bits(65519.996) == 0x7BFF)
    #expect(HalfPrecision.bits(65520) == 0x7C00)
    #expect(HalfPrecision.bits(1e30) == 0x7C00)
    #expect(HalfPrecision.bits(1e-30) == 0)
  }

  /// A dense tensor reads back as its halves, one string a layer.
  @Test func dense() throws {
    let layers = (0..<2).map { layer in
      Tensor(shape: [2, 3], values: (0..<6).map { Float($0 + layer) / 7 })
    }
    let json = PackedTensor.dense(layers)
    #expect(json["type"]?.string == "f16" && json["shape"] == [2, 2, 3])
    for (layer, tensor) in layers.enumerated() {
      let words = try Self.words(#require(json["layers"]?[layer]?.string))
      #expect(words == tensor.values.map(HalfPrecision.bits))
    }
  }

  /// The greatest of each row come strongest first, of equal ones the earlier first; rows that have fewer say so; what
  /// is left out is summed.
  @Test func greatest() throws {
    let tensor = Tensor(
      shape: [1, 3, 4], values: [0.1, 0.4, 0.2, 0.3, 0.25, 0.25, 0.25, 0.25, 0, 1, 0, 0])
    var kept = KeptShares()
    let json = PackedTensor.rows([tensor], .greatest(2), hideable: Self.hideable(3, 4), kept: &kept)
    #expect(json["type"]?.string == "top" && json["shape"] == [1, 1, 3, 4] && json["k"] == 2)
    #expect(try Self.words(#require(json["index"]?[0]?.string)) == [1, 3, 0, 1, 1, 65535])
    let values = try Self.words(#require(json["value"]?[0]?.string)).map(Self.value)
    #expect(zip(values, [0.4, 0.3, 0.25, 0.25, 1, 0] as [Float]).allSatisfy { abs($0 - $1) < 3e-4 })
    let rests = try Self.words(#require(json["rest"]?[0]?.string)).map(Self.value)
    #expect(zip(rests, [0.3, 0.5, 0] as [Float]).allSatisfy { abs($0 - $1) < 3e-4 })
    #expect(kept.rows == 3 && abs(kept.least - 0.5) < 1e-6 && abs(kept.mean - 2.2 / 3) < 1e-6)
  }

  /// Any rows: kept and rest together are the row, and what is kept is what sorting gives.
  @Test(arguments: [1, 3, 16, 50]) func greatestOfMany(_ count: Int) {
    var state: UInt64 = 7
    let values = (0..<40 * 50).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 58) / 64
    }
    let found = GreatestOfRows(
      Tensor(shape: [2, 20, 50], values: values), count: count, hideable: Self.hideable(20, 50))
    for row in 0..<40 {
      let all = Array(values[row * 50..<(row + 1) * 50])
      let order = all.indices.filter { all[$0] > 0 }.sorted { (all[$1], $0) < (all[$0], $1) }.prefix(count)
      #expect(Array(found.indices[row * count..<row * count + order.count]) == order.map { UInt16($0) })
      #expect(found.values[row * count..<row * count + order.count].elementsEqual(order.map { all[$0] }))
      let rest = all.reduce(0, +) - order.reduce(Float(0)) { $0 + all[$1] }
      #expect(abs(found.rests.shown[row] - rest) < 1e-4 && found.rests.hidden[row] == 0)
    }
  }

  /// Short texts are carried whole; 1,024 tokens of a 12 × 12 model stay below 15 MB, base64 and all.
  @Test func budget() {
    for tokens in [8, 15, 64, 128] {
      #expect(PackingBudget(rows: 12 * 13 * tokens).form(columns: tokens) == .dense)
    }
    let (rows, means) = (12 * 13 * 1024, 12 * 1024)
    guard case .greatest(let count) = PackingBudget(rows: rows, means: means).form(columns: 1024) else {
      Issue.record("1,024 tokens carried whole")
      return
    }
    #expect(count >= 12)
    let norms = 2 * 12 * 12 * 1024
    #expect(((rows + means) * (4 * count + PackingBudget.sumBytes) + norms) * 4 / 3 < 15_000_000)
    #expect(PackingBudget(rows: 100_000_000).count == PackingBudget.leastCount)
  }

  /// Means make room for themselves where rows are cut, and never where rows are whole.
  @Test func budgetWithMeans() {
    let (rows, means) = (12 * 13 * 372, 12 * 372)
    for columns in [60, 70, 75, 80, 90, 372] {
      let (without, with) = (PackingBudget(rows: rows), PackingBudget(rows: rows, means: means))
      #expect((without.form(columns: columns) == .dense) == (with.form(columns: columns) == .dense))
      #expect(with.count < without.count)
      #expect((rows + means) * (4 * with.count + PackingBudget.sumBytes) <= PackingBudget.byteLimit / 9 * 10)
    }
  }

  /// Layers that are not carried are null among the others, whose packing is as ever.
  @Test(arguments: [8, 4096]) func carriedLayers(_ count: Int) {
    let layers = (0..<3).map { layer in
      Tensor(shape: [count], values: (0..<count).map { Float(($0 * 7 + layer) % 13) / 13 })
    }
    let (all, some) = (PackedTensor.dense(layers), PackedTensor.dense(layers, carried: [false, true, false]))
    #expect(some["layers"]?[0] == .null && some["layers"]?[2] == .null)
    #expect(some["layers"]?[1] == all["layers"]?[1] && some["coding"] == all["coding"])
    #expect(some["shape"] == [.integer(3), .integer(count)])
  }

  // MARK: Reading back

  /// Nothing that a page can hide.
  static func hideable(_ rows: Int, _ columns: Int) -> HideableTokens {
    HideableTokens(
      queries: [Bool](repeating: false, count: rows), keys: [Bool](repeating: false, count: columns))
  }

  /// The number with these bits.
  static func value(of bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 0x3FF))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  /// The words in a base64 text.
  static func words(_ text: String) -> [UInt16] {
    let bytes = bytes(text)
    return stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
  }

  /// The bytes in a base64 text.
  static func bytes(_ text: String) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var bytes: [UInt8] = []
    var (group, bits) = (UInt32(0), 0)
    for digit in text.utf8 {
      guard let value = digits.firstIndex(of: digit) else { break }
      (group, bits) = (group << 6 | UInt32(value), bits + 6)
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: group >> bits))
      }
    }
    return bytes
  }
}
