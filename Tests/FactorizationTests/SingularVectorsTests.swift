import Tensors
import Testing

@testable import Factorization

/// The decompositions under the "nndsvd" initialisation.
@Suite struct SingularVectorsTests {
  /// A symmetric matrix is its eigenvectors' sum, values falling.
  @Test(arguments: [1, 2, 3, 8, 19]) func eigenvectors(_ order: Int) {
    var random = RandomMatrix(seed: UInt32(order))
    var matrix = [Double](repeating: 0, count: order * order)
    for i in 0..<order {
      for j in 0...i {
        matrix[i * order + j] = Double(random.number()) - 0.5
        matrix[j * order + i] = matrix[i * order + j]
      }
    }
    let found = SymmetricEigenvectors(of: matrix, order: order)
    #expect(found.values == found.values.sorted(by: >))
    for i in 0..<order {
      for j in 0..<order {
        let rebuilt = (0..<order).reduce(0.0) {
          $0 + found.values[$1] * found.vectors[i * order + $1] * found.vectors[j * order + $1]
        }
        #expect(abs(rebuilt - matrix[i * order + j]) < 1e-12)
      }
    }
  }

  /// Of a matrix of that rank the triplets rebuild everything; vectors are orthonormal.
  @Test(arguments: [(30, 50), (50, 12), (14, 200)]) func rebuilding(rows: Int, columns: Int) throws {
    var random = RandomMatrix(seed: 3)
    let matrix = random.matrix(rows, 4).multiplied(by: random.matrix(4, columns))
    let vectors = try SingularVectors(
      of: ActivationMatrix(blocks: [matrix]), options: .init(components: 4, initialisation: .nndsvd)
    ) { _ in }
    #expect(vectors.values == vectors.values.sorted(by: >))
    var error = 0.0, norm = 0.0
    for row in 0..<rows {
      for column in 0..<columns {
        let rebuilt = (0..<4).reduce(0.0) {
          $0 + vectors.left[row * 4 + $1] * vectors.values[$1] * Double(vectors.right[$1 * columns + column])
        }
        error += (rebuilt - Double(matrix[row, column])) * (rebuilt - Double(matrix[row, column]))
        norm += Double(matrix[row, column]) * Double(matrix[row, column])
      }
    }
    #expect((error / norm).squareRoot() < 1e-5)
    for first in 0..<4 {
      for second in 0..<4 {
        let product = (0..<rows).reduce(0.0) {
          $0 + vectors.left[$1 * 4 + first] * vectors.left[$1 * 4 + second]
        }
        #expect(abs(product - (first == second ? 1 : 0)) < 1e-9)
      }
    }
  }

  /// A matrix of lower rank than asked for gives factors of 0 for the rest, not noise.
  @Test func deficiency() throws {
    var random = RandomMatrix(seed: 4)
    let matrix = random.matrix(20, 2).multiplied(by: random.matrix(2, 40))
    let initial = try SingularVectors(
      of: ActivationMatrix(blocks: [matrix]), options: .init(components: 4, initialisation: .nndsvd)
    ) { _ in }.initialFactors
    #expect(
      initial.w.allSatisfy { $0 >= 0 && $0.isFinite } && initial.h.allSatisfy { $0 >= 0 && $0.isFinite })
    let factors = try NonnegativeFactorization.factorize(
      blocks: [matrix], options: .init(components: 4, initialisation: .nndsvd))
    #expect(factors.relativeError < 0.02)
  }

  /// What `progress` throws during the decomposition ends it.
  @Test func cancellation() throws {
    struct Stop: Error {}
    var random = RandomMatrix(seed: 6)
    let matrix = random.matrix(10, 20)
    #expect(throws: Stop.self) {
      try NonnegativeFactorization.factorize(
        blocks: [matrix], options: .init(components: 2, initialisation: .nndsvd)
      ) { _ in throw Stop() }
    }
  }
}
