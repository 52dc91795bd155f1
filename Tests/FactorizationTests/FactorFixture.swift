import Checkpoints
import ExplainerTestSupport
import Files
import JSON
import Tensors
import Testing

@testable import Factorization

/// A matrix with the factors scikit-learn finds for it; see `Fixtures/Scripts/make_factor_fixtures.py`.
struct FactorFixture {
  let matrix: Tensor
  let components: Int
  let initialisation: NonnegativeFactorization.Initialisation
  let streamOrder: [Int]?
  /// The columns as blocks.
  let blocks: [Tensor]
  let initial: (w: Tensor, h: Tensor)
  let final: (w: Tensor, h: Tensor)
  let iterations: Int
  /// How far scikit-learn's own answer moves with the precision and the order of the columns.
  let noise: (w: Double, h: Double, iterations: Int)

  /// ‖X − W·H‖ of the expected factors, in double precision.
  var error: Double { ReferenceFactorization.error(matrix, final.w, final.h) }

  static let names = [
    "plain", "exact", "holes", "one", "square", "row", "column", "deficient", "twins", "sixteen", "ten",
    "layers", "nndsvd",
  ]

  init(_ name: String) throws {
    let file = try SafetensorsFile(path: "\(Fixtures.root)/Factors/factors.safetensors")
    let description = try #require(Self.document["cases"]?[name])
    matrix = try file.tensor(named: "\(name)/X")
    initial = (try file.tensor(named: "\(name)/W0"), try file.tensor(named: "\(name)/H0"))
    final = (try file.tensor(named: "\(name)/W"), try file.tensor(named: "\(name)/H"))
    components = final.w.shape[1]
    initialisation = description["initialisation"]?.string == "nndsvd" ? .nndsvd : .random()
    let widths = description["widths"]?.array?.compactMap(\.int) ?? [matrix.shape[1]]
    blocks = matrix.split(widths)
    streamOrder = description["streamOrder"]?.array?.compactMap(\.int)
    iterations = try #require(description["iterations"]?.int)
    noise = (
      try #require(description["noise"]?["W"]?.double), try #require(description["noise"]?["H"]?.double),
      try #require(description["noise"]?["iterations"]?.int)
    )
  }

  /// The case of a tiny checkpoint's oracle; nil where it has none.
  init?(oracle directory: String) throws {
    let file = try SafetensorsFile(path: "\(directory)/oracle.safetensors")
    let document = try ModelConfiguration(path: "\(directory)/oracle.json")
    let key = "single/nmf/"
    guard file["\(key)X"] != nil, let description = document.value("cases")?["single"]?["nmf"] else {
      return nil
    }
    matrix = try file.tensor(named: "\(key)X")
    initial = (try file.tensor(named: "\(key)W0"), try file.tensor(named: "\(key)H0"))
    final = (try file.tensor(named: "\(key)W"), try file.tensor(named: "\(key)H"))
    components = final.w.shape[1]
    initialisation = .random()
    blocks = [matrix]
    streamOrder = nil
    iterations = try #require(description["n_iter"]?.int)
    noise = (2e-5, 2e-5, 0)
  }

  static var document: JSONValue {
    get throws {
      .object(try ModelConfiguration(path: "\(Fixtures.root)/Factors/factors.json").object)
    }
  }
}

extension Tensor {
  /// The columns as blocks of the given widths.
  func split(_ widths: [Int]) -> [Tensor] {
    var start = 0
    return widths.map { width in
      defer { start += width }
      return Tensor(
        shape: [shape[0], width],
        values: (0..<shape[0]).flatMap { row in (start..<start + width).map { self[row, $0] } })
    }
  }

  /// ‖this − other‖ / ‖other‖, infinite where the shapes differ.
  func relativeDistance(to other: Tensor) -> Double {
    guard shape == other.shape else { return .infinity }
    var difference = 0.0, norm = 0.0
    for (a, b) in zip(values, other.values) {
      difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
      norm += Double(b) * Double(b)
    }
    return norm > 0 ? (difference / norm).squareRoot() : difference.squareRoot()
  }
}
