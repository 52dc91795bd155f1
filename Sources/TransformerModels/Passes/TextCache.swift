import Tensors

/// What one text that is being continued has computed of the positions it has passed, so that each new token costs one
/// position.
///
/// What a layer keeps is its part's business: keys and values that grow, where it looks at an encoder those of the encoder,
/// which stay, of a convolution the last rows it reads again, and the states of heads that have one. Belongs to one generation; not `Sendable`.
final class TextCache {
  /// What one layer keeps.
  final class Layer {
    fileprivate(set) var keys: RowBuffer?
    fileprivate(set) var values: RowBuffer?
    /// The keys and values of the encoder's states.
    var encoder: (keys: MatrixView, values: MatrixView)?
    /// The last rows that a convolution reads again, the newest last, `[n, C]`.
    private(set) var lastRows: Tensor?

    /// The states behind the last position, `[H, d, v]`.
    var states: Tensor?

    /// Keeps the last `count` of the rows passed, of which these are the newest.
    func keepLast(_ count: Int, of rows: Tensor) {
      let all = lastRows.map { Tensor.joiningRows([$0, rows]) } ?? rows
      // (Copied: rows of a pass would keep all of it.)
      lastRows = all.rows(max(0, all.shape[0] - count)..<all.shape[0]).matrix.dense
    }

    fileprivate func clear() { (keys, values, lastRows, states) = (nil, nil, nil, nil) }

    fileprivate func copy() -> Layer {
      let copy = Layer()
      copy.keys = keys?.copy()
      copy.values = values?.copy()
      copy.encoder = encoder
      copy.lastRows = lastRows
      copy.states = states
      return copy
    }
  }

  let layers: [Layer]
  private let capacity: Int
  /// The positions passed.
  private(set) var count = 0

  /// An empty cache for up to `capacity` positions.
  convenience init(layers: Int, capacity: Int) {
    self.init((0..<layers).map { _ in Layer() }, capacity: capacity, count: 0)
  }

  private init(_ layers: [Layer], capacity: Int, count: Int) {
    self.layers = layers
    self.capacity = capacity
    self.count = count
  }

  /// The same positions, for a text that goes on in another way.
  func copy() -> TextCache { TextCache(layers.map { $0.copy() }, capacity: capacity, count: count) }

  /// Whether the encoder has been read.
  var hasEncoder: Bool { layers.contains { $0.encoder != nil } }

  /// Adds the keys and values of the positions that are being passed to those of a layer, and gives all.
  func append(keys: MatrixView, values: MatrixView, to index: Int) -> (keys: MatrixView, values: MatrixView) {
    let layer = layers[index]
    let keyRows = layer.keys ?? RowBuffer(columns: keys.columns, capacity: capacity)
    let valueRows = layer.values ?? RowBuffer(columns: values.columns, capacity: capacity)
    (layer.keys, layer.values) = (keyRows, valueRows)
    keyRows.append(keys)
    valueRows.append(values)
    return (keyRows.matrix, valueRows.matrix)
  }

  /// Forgets the positions passed; what is kept of an encoder stays.
  func clear() {
    for layer in layers { layer.clear() }
    count = 0
  }

  /// Counts positions as passed, once every layer has them.
  func advance(by positions: Int) { count += positions }
}
