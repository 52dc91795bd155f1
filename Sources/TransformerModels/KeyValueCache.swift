import Tensors

/// The keys and values of the positions a generation has already passed, so that each new token costs one
/// position.
///
/// Belongs to one generation; not `Sendable`.
final class KeyValueCache {
  /// One layer's keys and values, `[count, H·d]` each.
  final class Layer {
    private let keyRows: RowBuffer
    private let valueRows: RowBuffer

    init(width: Int, capacity: Int) {
      keyRows = RowBuffer(columns: width, capacity: capacity)
      valueRows = RowBuffer(columns: width, capacity: capacity)
    }

    init(copying other: Layer) {
      keyRows = other.keyRows.copy()
      valueRows = other.valueRows.copy()
    }

    var count: Int { keyRows.count }
    var keys: MatrixView { keyRows.matrix }
    var values: MatrixView { valueRows.matrix }

    func append(keys: MatrixView, values: MatrixView) {
      keyRows.append(keys)
      valueRows.append(values)
    }
  }

  let layers: [Layer]

  /// An empty cache for up to `capacity` positions.
  init(layers: Int, width: Int, capacity: Int) {
    self.layers = (0..<layers).map { _ in Layer(width: width, capacity: capacity) }
  }

  private init(_ layers: [Layer]) { self.layers = layers }

  /// The same positions, for a text that goes on in another way.
  func copy() -> KeyValueCache { KeyValueCache(layers.map(Layer.init(copying:))) }

  /// The positions passed.
  var count: Int { layers.first?.count ?? 0 }
}
