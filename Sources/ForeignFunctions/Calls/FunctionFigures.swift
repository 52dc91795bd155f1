import ExplainerCore

/// Pictures of what a plain C function gave, made from shapes alone.
///
/// | a result of a call | picture |
/// |---|---|
/// | one number | bars, one a site; a column of a heat map where some are negative |
/// | `[n]` | a heat map, sites × n |
/// | `[n, m]` | a heat map for each of the first sites |
/// | a text | paragraphs |
/// | anything else | a line of a table of extremes |
struct FunctionFigures {
  /// Matrices are drawn for so many sites.
  static let sitesDrawn = 4
  /// Rows and columns beyond are left out; every figure says how many.
  static let cellsDrawn = 128

  private let function: PlainFunction
  private let tokens: [Token]
  private let sites: FunctionSites
  private let results: [FunctionResult]

  init(_ function: PlainFunction, tokens: [Token], sites: FunctionSites, results: [FunctionResult]) {
    self.function = function
    self.tokens = tokens
    self.sites = sites
    self.results = results
  }

  /// The figures, in the order of the results.
  var all: [Figure] {
    var figures: [Figure] = []
    var rest: [FunctionResult] = []
    for result in results {
      if let texts = result.texts {
        figures.append(self.texts(texts, of: result))
      } else if let shape = result.shape, shape.count <= 2, !shape.contains(0) {
        switch shape.count {
        case 0: figures.append(scalars(result))
        case 1: figures.append(rows(result))
        default: figures += matrices(result)
        }
      } else {
        rest.append(result)
      }
    }
    if !rest.isEmpty { figures.append(extremes(rest)) }
    return figures
  }

  // MARK: Kinds of figure

  private func scalars(_ result: FunctionResult) -> Figure {
    let values = numbers(of: result).map { $0[0] }
    let style = Self.style(values, result)
    let content: Figure.Content =
      values.allSatisfy { $0 >= 0 && $0.isFinite }
      ? .bars(
        BarsFigure(
          bars: zip(siteLabels, values).map { .init(label: $0, value: $1) }, quantity: quantity(result),
          style: style))
      : .matrix(
        MatrixFigure(
          rowTitle: siteTitle, rows: siteLabels, columnTitle: "", columns: [Label(result.name)],
          values: values.map { [Self.finite($0)] }, style: style, scale: scale(values, result)))
    return figure(result, [], content)
  }

  private func rows(_ result: FunctionResult) -> Figure {
    let all = numbers(of: result)
    let axis = axis(0, of: result)
    let shown = min(axis.labels.count, Self.cellsDrawn)
    let values = all.map { numbers in (0..<shown).map { numbers[$0] } }
    return figure(
      result, [axis.title],
      .matrix(
        MatrixFigure(
          rowTitle: siteTitle, rows: siteLabels, columnTitle: axis.title,
          columns: Array(axis.labels.prefix(shown)), values: values.map { $0.map(Self.finite) },
          style: Self.style(values.flatMap { $0 }, result), scale: scale(values.flatMap { $0 }, result))),
      leftOut: axis.labels.count > shown
        ? ["\(axis.labels.count - shown) of \(axis.labels.count) columns"] : [])
  }

  private func matrices(_ result: FunctionResult) -> [Figure] {
    let all = numbers(of: result)
    let (row, column) = (axis(0, of: result), axis(1, of: result))
    let (height, width) = (
      min(row.labels.count, Self.cellsDrawn), min(column.labels.count, Self.cellsDrawn)
    )
    var leftOut: [String] = []
    if row.labels.count > height {
      leftOut.append("\(row.labels.count - height) of \(row.labels.count) rows")
    }
    if column.labels.count > width {
      leftOut.append("\(column.labels.count - width) of \(column.labels.count) columns")
    }
    if all.count > Self.sitesDrawn { leftOut.append("\(all.count - Self.sitesDrawn) of \(all.count) sites") }
    return all.prefix(Self.sitesDrawn).enumerated().map { index, numbers in
      let values = (0..<height).map { y in (0..<width).map { numbers[y * column.labels.count + $0] } }
      return figure(
        result, [row.title, column.title], at: sites.calls[index].main,
        .matrix(
          MatrixFigure(
            rowTitle: row.title, rows: Array(row.labels.prefix(height)), columnTitle: column.title,
            columns: Array(column.labels.prefix(width)), values: values.map { $0.map(Self.finite) },
            style: Self.style(values.flatMap { $0 }, result), scale: scale(values.flatMap { $0 }, result))),
        leftOut: leftOut)
    }
  }

  private func texts(_ texts: [String], of result: FunctionResult) -> Figure {
    let paragraphs = zip(sites.calls, texts).map { call, text in
      (call.main.map { "\($0.name): " } ?? "") + text
    }
    return figure(result, [], .text(paragraphs.joined(separator: "\n\n")))
  }

  private func extremes(_ results: [FunctionResult]) -> Figure {
    let rows = results.map { result in
      let all = result.numbers ?? []
      let values = all.flatMap { entry in (0..<entry.values.count).map { entry.values[$0] } }
      let shapes = Set(all.map { "\($0.shape)" }).sorted().joined(separator: ", ")
      func show(_ value: Double?) -> String { value.map { "\(Float($0))" } ?? "–" }
      return [result.name, shapes, show(values.min()), show(values.max())]
    }
    return Figure(
      title: "Results of \(function.entryPoint.name) that have no picture",
      caption: caption + " Write them with --tensors.",
      content: .table(
        TableFigure(
          columns: [
            .init("result"), .init("shape of a call"), .init("least"), .init("greatest"),
          ], rows: rows.map { $0.map { .label(Label($0)) } })))
  }

  // MARK: Words

  /// - Parameters:
  ///   - axes: what runs along the picture beside the sites.
  ///   - site: the one site it is about; nil where it shows all.
  private func figure(
    _ result: FunctionResult, _ axes: [String], at site: Site? = nil, _ content: Figure.Content,
    leftOut: [String] = []
  ) -> Figure {
    var title = result.summary.isEmpty ? "\(result.name) of \(function.entryPoint.name)" : result.summary
    if let site { title += ", at \(site.name)" }
    let hasSites = site == nil && sites.calls.first?.main != nil && result.texts == nil
    let order = (hasSites ? [siteTitle] : []) + axes
    if !order.isEmpty { title += ", by \(order.joined(separator: " and "))" }
    return Figure(
      title: title,
      caption: leftOut.isEmpty ? caption : caption + " Left out: \(leftOut.joined(separator: ", ")).",
      details:
        "Drawn from the shape of the result alone: the function says nothing of what its numbers mean.",
      content: content)
  }

  private var caption: String {
    let count = sites.calls.count
    let signature = function.signature
    return sites.calls.first?.main == nil
      ? "One call of the C function \(signature.symbol)."
      : "One call of the C function \(signature.symbol) for \(count == 1 ? "one site" : "each of \(count) sites")."
  }

  private func quantity(_ result: FunctionResult) -> String {
    result.summary.isEmpty ? result.name : result.summary
  }

  /// Layers where every call is about another layer of the one stack, else sites.
  private var areLayers: Bool {
    let layers = sites.calls.compactMap { $0.main?.stack == nil ? $0.main?.layer : nil }
    return layers.count == sites.calls.count && Set(layers).count == layers.count
  }

  private var siteTitle: String { sites.calls.first?.main == nil ? "call" : areLayers ? "layer" : "site" }

  private var siteLabels: [Label] {
    sites.calls.map { call in
      guard let site = call.main else { return Label(function.signature.symbol) }
      return areLayers ? Label("\(site.layer ?? 0)", note: site.name) : Label(site.name)
    }
  }

  private func axis(_ axis: Int, of result: FunctionResult) -> (title: String, labels: [Label]) {
    let extent = result.shape?[axis] ?? 0
    let axes = sites.calls.first.map { function.signature.axes(of: result.name, in: $0) } ?? []
    let meaning = axes.indices.contains(axis) ? axes[axis] : .other
    switch meaning {
    case .tokens where extent == tokens.count: return ("token", tokens.map { Label($0) })
    case .heads: return ("head", (0..<extent).map { Label("\($0)") })
    default: return ("index", (0..<extent).map { Label("\($0)") })
    }
  }

  private func numbers(of result: FunctionResult) -> [FunctionNumbers] {
    (result.numbers ?? []).map(\.values)
  }

  // MARK: Numbers

  private static func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  private func scale(_ values: [Double], _ result: FunctionResult) -> ColourScale {
    ColourScale(values.contains { $0 < 0 } ? .sign : .magnitude, quantity: quantity(result))
  }

  /// Three digits that matter of the greatest value, at most six decimals.
  private static func style(_ values: [Double], _ result: FunctionResult) -> NumberStyle {
    if result.numbers?.allSatisfy({ $0.values.areIntegers }) ?? false { return .integer }
    let greatest = values.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    var decimals = 2
    var bound = 10.0
    while decimals > 0, greatest >= bound {
      decimals -= 1
      bound *= 10
    }
    bound = 1
    while decimals < 6, greatest > 0, greatest < bound {
      decimals += 1
      bound /= 10
    }
    return .decimal(decimals)
  }
}
