import ExplainerCore
import Glibc

/// The vertical axis that all lines of a figure share.
struct LineScale: Sendable {
  /// The value at the bottom: the worst rank, or the least value.
  let bottom: Double
  /// The value at the top: 1 for ranks, else the greatest value.
  let top: Double
  /// Whether the axis is logarithmic with 1 on top.
  let isRank: Bool

  /// The axis of `figure`: ranks from 1 on, other values from 0 where that is not far below them.
  init(_ figure: LinesFigure) {
    let values = figure.lines.flatMap { $0.values.compactMap(\.self) }.filter(\.isFinite)
    let least = values.min() ?? 0
    let greatest = values.max() ?? 1
    isRank = figure.isRank
    if isRank {
      top = 1
      bottom = max(greatest, 2)
    } else {
      let start = least > 0 && least < greatest * 0.8 ? 0 : least
      bottom = start
      top = greatest > start ? greatest : start + 1
    }
  }

  /// Where a value is, from 0 at the bottom to 1 at the top.
  func position(_ value: Double) -> Double {
    guard value.isFinite else { return 0 }
    let part =
      isRank ? 1 - log(max(1, value)) / log(bottom) : (value / 2 - bottom / 2) / (top / 2 - bottom / 2)
    return part.isNaN ? 0 : min(max(part, 0), 1)
  }

  /// Values the axis names, from the top down.
  var ticks: [Double] {
    if isRank {
      var ticks = [1.0, 10, 100, 1000, 10_000, 100_000, 1_000_000].filter { $0 <= bottom }
      if bottom > (ticks.last ?? 1) * 1.6 { ticks.append(bottom) }
      return ticks
    }
    return [top, top / 2 + bottom / 2, bottom]
  }

  /// The values as block characters; several to one character show the one nearest to the top.
  func sparkline(_ values: [Double?], columns: Int) -> String {
    let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let count = min(columns, values.count)
    return (0..<count).map { column in
      let group = values[column * values.count / count..<(column + 1) * values.count / count]
      guard let best = group.compactMap(\.self).filter({ !$0.isNaN }).map(position).max() else { return " " }
      return blocks[Int((best * 7).rounded())]
    }.joined()
  }
}
