import ExplainerCore
import JSON

/// Figures at random, from a seed.
struct FigureGenerator {
  private var state: UInt64
  private let isRagged: Bool
  /// Whether all numbers are finite, as they are in JSON.
  var isFinite = false

  init(seed: UInt64, isRagged: Bool = false) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    self.isRagged = isRagged
  }

  private mutating func below(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return bound <= 0 ? 0 : Int((state >> 33) % UInt64(bound))
  }

  private mutating func count(_ wanted: Int) -> Int {
    isRagged && below(3) == 0 ? max(0, wanted + below(3) - 1) : wanted
  }

  mutating func text() -> String {
    let parts = [
      "a", " the", "\n", "\u{1B}[2J", "\u{9B}1m", "東京", "👩‍👩‍👧", "مرحبا", "\u{301}", "\u{202E}", "<b>", "&",
      "]]>", "</script>",
      "\u{0}", "\u{FFFF}", "\r", "\t", "\"", "'", "\u{200D}", "supercalifragilisticexpialidocious", "",
      "⟨e2⟩", "\u{2028}", "ไทย",
    ]
    return (0..<below(4)).map { _ in parts[below(parts.count)] }.joined()
  }

  private mutating func label() -> Label {
    Label(text(), isToken: below(2) == 0, note: below(3) == 0 ? text() : "")
  }
  private mutating func labels(_ count: Int) -> [Label] { (0..<count).map { _ in label() } }

  private mutating func number() -> Double? {
    let choices: [Double?] = [
      nil, 0, 1, -1, 0.5, 0.0001, 12345.678, 1e15, -1e300, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, Double(below(1000)) / 7,
      isFinite ? 3 : .nan, isFinite ? 4 : .infinity, isFinite ? 5 : -.infinity,
    ]
    return choices[below(choices.count)]
  }
  private mutating func numbers(_ count: Int) -> [Double?] { (0..<count).map { _ in number() } }

  private mutating func style() -> NumberStyle { [.percent, .integer, .decimal(below(16))][below(3)] }
  private mutating func scale() -> ColourScale {
    ColourScale(
      ColourScale.Kind.allCases[below(4)], domain: [nil, 0...1, -3...3, 2...2, -1.7e308...1.7e308][below(5)],
      quantity: text())
  }

  private mutating func size() -> Int { [0, 1, 2, 3, 7, 20, 70][below(7)] }

  mutating func figure() -> Figure {
    Figure(title: text(), caption: text(), details: text(), content: content())
  }

  private mutating func kinds(_ count: Int) -> [Int?] {
    (0..<count).map { _ in
      let kind = [nil, 0, 1, 7, 15, 16, 99, 123_456][below(8)]
      return isRagged && below(9) == 0 ? -1 : kind
    }
  }

  private mutating func cell() -> TableFigure.Cell {
    switch below(6) {
    case 0: .empty
    case 1: .label(label())
    case 2: .tokens(labels(below(5)))
    case 3: .series(numbers(size()), style())
    default: .number(number() ?? 0, style())
    }
  }

  private mutating func strip() -> TokensFigure {
    let tokens = labels(size())
    var scale = scale()
    let hasKinds = below(2) == 0
    if hasKinds, !isRagged || below(2) == 0 { scale.kind = .magnitude }
    let series = (0..<below(4)).map { _ in
      TokensFigure.Series(
        name: text(), weights: numbers(count(tokens.count)),
        kinds: hasKinds && below(3) > 0 ? kinds(count(tokens.count)) : nil)
    }
    return TokensFigure(
      tokens: tokens,
      gaps: below(2) == 0 ? (0..<count(tokens.count)).map { _ in below(2) == 0 ? " " : text() } : nil,
      series: series, scale: scale, style: style(),
      firstGenerated: below(2) == 0 ? nil : count(below(tokens.count + 1)),
      kindNames: (0..<below(20)).map { _ in text() })
  }

  private mutating func content(inView: Bool = false) -> Figure.Content {
    switch below(inView && !isRagged ? 7 : 8) {
    case 0:
      return .tokens(strip())
    case 1, 2:
      let (rows, columns) = (size(), size())
      let values = (0..<count(rows)).map { _ in numbers(count(columns)) }
      let cells = below(2) == 0 ? nil : (0..<count(rows)).map { _ in labels(count(columns)) }
      let marked =
        rows * columns == 0 && !isRagged
        ? []
        : (0..<below(3)).map { _ in MatrixFigure.Cell(row: count(below(rows)), column: count(below(columns)))
        }
      return .matrix(
        MatrixFigure(
          rowTitle: text(), rows: labels(rows), columnTitle: text(), columns: labels(columns), values: values,
          cells: cells,
          marked: marked, markMeaning: text(), style: style(), scale: scale()))
    case 3:
      let columns = (0..<size()).map { _ in
        TableFigure.Column(
          text(), importance: below(5) - 2, placeTitle: text(), firstPlace: below(9) - 4,
          sharesScale: below(2) == 0)
      }
      let rows = (0..<below(6)).map { _ in (0..<count(columns.count)).map { _ in cell() } }
      return .table(
        TableFigure(
          columns: columns, rows: rows, rowKinds: below(2) == 0 ? nil : kinds(count(rows.count))))
    case 4:
      let bars = (0..<size()).map { _ in
        BarsFigure.Bar(label: label(), value: isRagged ? number() ?? 0 : abs(number() ?? 0))
      }
      return .bars(
        BarsFigure(bars: bars, quantity: text(), maximum: below(2) == 0 ? nil : 0.5, style: style()))
    case 5, 6:
      let places = labels(size())
      let lines = (0..<below(20)).map { _ in
        LinesFigure.Line(label: label(), values: numbers(count(places.count)))
      }
      return .lines(
        LinesFigure(
          horizontalTitle: text(), places: places, quantity: text(), lines: lines, style: style(),
          isRank: below(2) == 0))
    default:
      let fallback = (0..<(isRagged ? below(3) : 1 + below(2))).map { _ in
        Figure(title: text(), caption: text(), content: content(inView: true))
      }
      let module = isRagged && below(3) == 0 ? text() : "factor_explorer"
      return .view(ViewFigure(module: module, data: .string(text()), fallback: fallback))
    }
  }
}
