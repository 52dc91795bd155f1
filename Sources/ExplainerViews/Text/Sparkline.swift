/// A line of values drawn small: each as its part of the way from the bottom to the top.
struct Sparkline: Sendable, Hashable {
  /// From 0 at the bottom to 1 at the top; nil where there is nothing.
  let parts: [Double?]

  /// `values` between `lower` and `upper`; where there are more than `limit`, neighbours share a place and the greatest
  /// of them stands for all, so that no peak is lost.
  init(_ values: [Double?], lower: Double, upper: Double, limit: Int) {
    let count = min(max(1, limit), values.count)
    parts = (0..<count).map { index in
      let group = values[index * values.count / count..<(index + 1) * values.count / count]
      guard let greatest = group.compactMap(\.self).filter({ !$0.isNaN }).max() else { return nil }
      let part = (greatest / 2 - lower / 2) / (upper / 2 - lower / 2)
      return part.isNaN ? 1 : min(max(part, 0), 1)
    }
  }

  /// A character for each place: eight heights, a space where there is nothing.
  var blocks: [Character] {
    let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    return parts.map { $0.map { blocks[Int(($0 * 7).rounded())] } ?? " " }
  }

  /// The outline of the columns, filled from the bottom, as data of an SVG path.
  ///
  /// Few values are columns with space between them, many join to an area.
  func path(width: Double, height: Double) -> String {
    guard !parts.isEmpty else { return "" }
    let step = width / Double(parts.count)
    let gap = step >= 5 ? 1.0 : 0
    var data = ""
    for (index, part) in parts.enumerated() {
      guard let part, part > 0 else { continue }
      let left = SVGDrawing.px(Double(index) * step)
      let top = max(0.75, part * height)
      data +=
        "M\(left) \(SVGDrawing.px(height))v\(SVGDrawing.px(-top))h\(SVGDrawing.px(step - gap))v\(SVGDrawing.px(top))z"
    }
    return data
  }
}
