import Testing

@testable import Tensors

/// Buckets begin where they do in transformers 5: logarithms in single precision decide what stands at their borders.
@Suite struct PositionBucketsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let count: Int
    let farthest: Int
    /// The distance that the first bucket without one of its own begins with, and each later one.
    let starts: [Int]
    var isTwoSided = true
    var testDescription: String { "\(count) up to \(farthest)" }
  }

  static let biasCases = [
    Case(count: 32, farthest: 128, starts: [8, 12, 16, 23, 32, 46, 64, 91]),
    Case(count: 32, farthest: 256, starts: [8, 13, 20, 30, 46, 70, 108, 166]),
    Case(count: 8, farthest: 6, starts: [2, 4]),
    Case(
      count: 32, farthest: 128, starts: [16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113],
      isTwoSided: false),
    Case(count: 8, farthest: 20, starts: [4, 6, 9, 14], isTwoSided: false),
    Case(count: 7, farthest: 20, starts: [3, 5, 8, 13], isTwoSided: false),
  ]

  /// T5's: keys before a query come first, those behind it after them or in bucket 0.
  @Test(arguments: biasCases) func biases(_ one: Case) {
    let buckets = PositionBias.Buckets(
      count: one.count, farthest: one.farthest, isTwoSided: one.isTwoSided)
    let side = one.isTwoSided ? one.count / 2 : one.count
    for distance in 0..<1000 {
      let near = side / 2
      let expected = distance < near ? distance : near - 1 + one.starts.count { $0 <= distance }
      #expect(buckets.bucket(of: -distance) == expected)
      let behind = one.isTwoSided && distance > 0 ? side + expected : 0
      #expect(buckets.bucket(of: distance) == behind)
    }
  }

  static let rowCases = [
    Case(count: 4, farthest: 8, starts: [3, 8]),
    Case(count: 16, farthest: 64, starts: [9, 11, 15, 20, 27, 35, 47, 64]),
    Case(
      count: 32, farthest: 512,
      starts: [17, 21, 26, 32, 41, 51, 64, 81, 102, 128, 162, 203, 256, 322, 406, 512]),
    Case(
      count: 256, farthest: 512,
      starts: [
        129, 130, 131, 133, 134, 136, 137, 139, 140, 142, 143, 145, 146, 148, 150, 151, 153, 155, 156, 158,
        160, 161, 163, 165, 167, 169, 170, 172, 174, 176, 178, 180, 182, 184, 186, 188, 190, 192, 194, 196,
        198, 201, 203, 205, 207, 210, 212, 214, 216, 219, 221, 224, 226, 229, 231, 234, 236, 239, 241, 244,
        247, 249, 252, 255, 258, 260, 263, 266, 269, 272, 275, 278, 281, 284, 287, 290, 294, 297, 300, 303,
        307, 310, 313, 317, 320, 324, 327, 331, 335, 338, 342, 346, 349, 353, 357, 361, 365, 369, 373, 377,
        381, 385, 390, 394, 398, 403, 407, 411, 416, 420, 425, 430, 434, 439, 444, 449, 454, 459, 464, 469,
        474, 479, 484, 490, 495, 500, 506, 512,
      ]),
  ]

  /// DeBERTa's: rows of a table, the middle one for distance 0, both sides alike but for the last row there is.
  @Test(arguments: rowCases) func rows(_ one: Case) {
    let buckets = DisentangledPositions.Buckets(count: one.count, farthest: one.farthest)
    for distance in 0..<1000 {
      let near = one.count / 2
      let bucket = distance <= near ? distance : near + one.starts.count { $0 <= distance }
      #expect(buckets.row(of: distance) == min(one.count + bucket, 2 * one.count - 1))
      #expect(buckets.row(of: -distance) == max(0, one.count - bucket))
    }
  }

  /// Without a farthest distance each has its own row, as far as there are rows.
  @Test func plainRows() {
    let buckets = DisentangledPositions.Buckets(count: 3)
    #expect((-5...5).map(buckets.row) == [0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 5])
  }
}
