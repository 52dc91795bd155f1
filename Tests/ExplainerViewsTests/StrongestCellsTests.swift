import ExplainerCore
import Testing

@testable import ExplainerViews

/// Which cells of a matrix stand out: what a scale of its kind makes strongest.
struct StrongestCellsTests {
  private func places(_ values: [[Double?]], _ kind: ColourScale.Kind, _ count: Int) -> [[Int]] {
    let figure = MatrixFigure(
      rowTitle: "r", rows: values.map { _ in Label("r") }, columnTitle: "c",
      columns: (values.first ?? []).map { _ in Label("c") }, values: values, style: .decimal(2),
      scale: ColourScale(kind, quantity: "q"))
    return StrongestCells.of(figure, count: count).map { [$0.row, $0.column] }
  }

  /// Great values of a magnitude, values far from zero on either side of a sign, low ranks.
  @Test(
    arguments: [
      (.magnitude, [[0, 2], [1, 1], [0, 0]]), (.sign, [[1, 0], [0, 2], [0, 1]]),
      (.rank, [[1, 0], [0, 1], [1, 2]]),
    ] as [(ColourScale.Kind, [[Int]])])
  func kinds(_ kind: ColourScale.Kind, _ expected: [[Int]]) {
    #expect(places([[1, -3, 4], [-5, 2, -1]], kind, 3) == expected)
  }

  /// Of equal cells the first in reading order, however many there are; what is missing or no number never.
  @Test func equals() {
    #expect(places([[7, 7], [7, 8]], .magnitude, 3) == [[1, 1], [0, 0], [0, 1]])
    #expect(places([[nil, .nan], [-2, nil]], .magnitude, 3) == [[1, 0]])
    #expect(places([[2, -2], [2, -2]], .sign, 2) == [[0, 0], [0, 1]])
    #expect(places([[1, 2]], .magnitude, 0) == [])
  }

  /// The strongest value alone.
  @Test func strongest() {
    #expect(StrongestCells.strongest([1, -4, .nan, 3], .sign) == -4)
    #expect(StrongestCells.strongest([1, -4, 3], .magnitude) == 3)
    #expect(StrongestCells.strongest([5, 2, 9], .rank) == 2)
    #expect(StrongestCells.strongest([.nan], .magnitude) == nil)
  }
}
