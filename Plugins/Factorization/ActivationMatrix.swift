import Diagnostics
import Tensors

/// The matrix to factorise, as the caller has it: blocks side by side, and the rows that take part.
struct ActivationMatrix {
  let blocks: [Tensor]
  let rows: [Int]
  /// The order of the blocks in the random stream.
  let streamOrder: [Int]
  let columns: Int
  private let blockNames: [String]?

  init(blocks: [Tensor], rows: [Int]? = nil, streamOrder: [Int]? = nil, blockNames: [String]? = nil) throws {
    self.blockNames = blockNames
    guard let height = blocks.first?.shape.first else {
      throw ExplainerError(.badShape, "there are no activations to factorise", expected: "at least one layer")
    }
    for (index, block) in blocks.enumerated() where block.rank != 2 || block.shape[0] != height {
      throw ExplainerError(
        .badShape, "the activations do not fit together", at: [Self.name(of: index, in: blockNames)],
        expected: "[\(height), …]",
        found: "\(block.shape)")
    }
    self.blocks = blocks
    self.rows = rows ?? Array(0..<height)
    self.streamOrder = streamOrder ?? Array(blocks.indices)
    columns = blocks.reduce(0) { $0 + $1.shape[1] }
    guard !self.rows.isEmpty, columns > 0 else {
      throw ExplainerError(
        .badShape, "there is nothing to factorise", expected: "at least one token and one neuron",
        found: "\(self.rows.count) × \(columns)")
    }
    if let wrong = self.rows.first(where: { $0 < 0 || $0 >= height }) {
      throw ExplainerError(
        .badParameter, "a chosen token does not exist", expected: "0 to \(height - 1)", found: "\(wrong)")
    }
    guard self.streamOrder.sorted() == Array(blocks.indices) else {
      throw ExplainerError(
        .badParameter, "the stream order is no order of the blocks",
        expected: "each of 0 to \(blocks.count - 1) once", found: "\(self.streamOrder)")
    }
  }

  /// The columns of block `block` among all.
  func columns(of block: Int) -> Range<Int> {
    let first = blocks[..<block].reduce(0) { $0 + $1.shape[1] }
    return first..<first + blocks[block].shape[1]
  }

  /// The error that names a value which is no number, by its row among those taking part and its column
  /// among all.
  func invalidValue(row: Int, column: Int) -> ExplainerError {
    let block = blocks.indices.first { columns(of: $0).contains(column) } ?? 0
    let neuron = column - columns(of: block).lowerBound
    return ExplainerError(
      .badData, "an activation is not a finite number",
      at: [Self.name(of: block, in: blockNames), "token \(rows[row])", "neuron \(neuron)"],
      found: "\(blocks[block][rows[row], neuron])",
      remedy: "Look for NaN in the checkpoint's weights.")
  }

  private static func name(of block: Int, in names: [String]?) -> String {
    guard let names, names.indices.contains(block) else { return "block \(block)" }
    return names[block]
  }
}
