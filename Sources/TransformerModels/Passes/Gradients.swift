import Tensors

/// The gradients of an objective on the way back: of values not yet reached, and of the sites asked for.
struct Gradients {
  private var waiting: [Tensor?]
  /// By site, one a text.
  private(set) var kept: [SiteID: [Tensor?]] = [:]
  private let texts: Int

  init(texts: Int) {
    waiting = []
    self.texts = texts
  }

  /// The place behind those of all tapes that are being gone back over.
  var end: Tape.Node { waiting.count }

  /// Has places up to `end`, and none behind it.
  mutating func makeRoom(upTo end: Tape.Node) {
    waiting.removeLast(max(0, waiting.count - end))
    waiting += [Tensor?](repeating: nil, count: end - waiting.count)
  }

  /// Adds to the gradient with respect to a value; what nothing is asked of is passed over.
  mutating func add(_ gradient: consuming Tensor, to node: Tape.Node?) {
    guard let node else { return }
    guard var sum = waiting[node].take() else {
      waiting[node] = gradient
      return
    }
    sum += gradient
    waiting[node] = sum
  }

  /// Adds to the gradient with respect to some columns of a value, `[R, width]`.
  mutating func add(_ gradient: Tensor, toColumns columns: Range<Int>, of width: Int, node: Tape.Node?) {
    guard let node else { return }
    let shape = [gradient.shape[0], width]
    var sum = waiting[node].take() ?? Tensor(shape: shape, filling: { _ in })
    sum.add(gradient, toColumns: columns)
    waiting[node] = sum
  }

  /// Adds the weights of the objective's elements.
  mutating func add(_ seed: Tape.Seed) {
    let columns = seed.shape[1]
    add(
      Tensor(shape: seed.shape) { all in
        for element in seed.elements { all[element.row * columns + element.column] += element.weight }
      }, to: seed.node)
  }

  /// The gradient with respect to a value, once nothing more is added to it.
  mutating func take(_ node: Tape.Node) -> Tensor? { waiting[node].take() }

  /// Keeps the gradient with respect to rows, text by text.
  mutating func keep(_ gradient: Tensor, at mark: Tape.Mark) {
    for (text, place) in mark.layout.texts.enumerated() {
      let rows = mark.layout.texts.count == 1 ? gradient : gradient.rows(place.rows)
      keep(mark.heads.map { rows.matrix.splitHeads($0) } ?? rows, of: text, at: mark.site)
    }
  }

  /// Keeps the gradient of one text.
  mutating func keep(_ gradient: Tensor, of text: Int, at site: SiteID) {
    kept[site, default: [Tensor?](repeating: nil, count: texts)][text] = gradient
  }
}
