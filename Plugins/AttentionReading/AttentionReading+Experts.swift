package import ExplainerCore
import Tensors

extension AttentionReading {
  /// Which experts read each token in the layer shown first, or the first that has some; nil where none has.
  package var expertsFigure: Figure? {
    let block = chosenBlock
    guard let routing = block.experts else { return nil }
    let order = [chosenLayer] + block.layers.indices
    guard let place = order.first(where: { routing.layers[$0] != nil }) else { return nil }
    let count = block.queries.tokens.count
    let rows = (0..<min(count, Self.rowLimit)).map { token -> [TableFigure.Cell] in
      let experts = routing.experts(of: token, layer: place) ?? []
      return [
        .number(Double(token), .integer), .label(block.queries.label(token)),
        .tokens(
          experts.map {
            var label = Label("\($0.number): \(Self.decimal($0.weight))")
            label.note = "expert \($0.number), weight \(Self.decimal($0.weight))"
            return label
          }),
      ]
    }
    return Figure(
      title: "Experts that read each token in layer \(block.layers[place])",
      caption:
        "Of \(routing.count) experts the router sends each token to a few; the number behind an expert says how much "
        + "what it gives counts. All others count 0.",
      details: rows.count < count ? "The first \(rows.count) of \(count) tokens." : "",
      content: .table(
        TableFigure(
          columns: [
            .init("position", importance: 2), .init("token", importance: 5),
            .init("experts and weights, greatest first", importance: 5),
          ], rows: rows)))
  }
}
