import Diagnostics
import Tensors

extension CodedWeight {
  /// A weight of 8 bits a number with scales beside it: floats, or whole numbers with zeros.
  ///
  /// Sources: `Fp8Dequantize` of transformers 5.24.0, `NaiveQuantizationCompressor` of compressed-tensors 0.20.1.
  /// - Parameters:
  ///   - name: that of the codes and of the weight.
  ///   - endings: what the name of the scales has behind it.
  ///   - block: the rows and columns that share a scale, where neither the whole weight nor a row does.
  ///   - isFloat: whether codes are floats, and numbers are not rounded; else they may be whole numbers, and numbers are rounded
  ///     to the type of the scales.
  static func bytes(
    _ name: String, _ parts: StoredParts, scales endings: [String], block: [Int]?,
    isFloat: Bool
  ) throws(ExplainerError) -> CodedWeight? {
    guard let part = parts[name], let values = values(of: part.type) else { return nil }
    guard !isFloat || part.type != .i8 else {
      throw part.error("this weight is of whole numbers, or of floats packed in them", "F8_E4M3", "I8")
    }
    let ending = endings.first { parts[name + $0] != nil } ?? endings[0]
    let scales = try parts.needed(name + ending, by: name)
    guard part.shape.count == 2 || part.shape.count == 3, !part.shape.contains(0) else {
      throw part.error("this weight is no matrix", "[out, in]", "\(part.shape)", code: .badShape)
    }
    let (rows, columns) = (part.shape[part.shape.count - 2], part.shape[part.shape.count - 1])
    let leading = Array(part.shape.dropLast(2))
    let group = try group(of: scales, leading, rows, columns, block)
    let scaleType = try scales.scaleType()
    let zeros = try parts[name + "_zero_point"]?.checked(scales.shape, types: .i8)
    return CodedWeight(
      name: name, typeName: part.entry.typeName, shape: part.shape,
      parts: [part, scales] + (zeros.map { [$0] } ?? []),
      heldBytes: zeros?.entry.bytes.count ?? 0
    ) { () throws(ExplainerError) in
      var codes = NumberCodes(
        bits: 8, values: values, columns: columns, scaleType: scaleType.type, groupRows: group.rows,
        groupColumns: group.columns, rounding: isFloat ? .none : scaleType.rounding)
      var held: [UInt8]?
      if let zeros {
        // Unsigned both, which leaves their differences as they are.
        codes.values = NumberCodes.unsigned(bits: 8).indices.map { Float(Int($0 ^ 128)) }
        held = try zeros.bytes().map { $0 ^ 128 }
      }
      return CodedTensor(
        shape: part.shape, codes: codes, bytes: part.codes, scales: scales.codes, zeros: held)
    }
  }

  /// What the codes of a type stand for; nil for types that need no scales.
  private static func values(of type: StoredType?) -> [Float]? {
    switch type {
    case .f8e4m3: NumberCodes.e4m3
    case .f8e5m2: NumberCodes.e5m2
    case .i8: NumberCodes.signedBytes
    default: nil
    }
  }

  /// The rows and columns that share a scale, told by how many scales there are.
  private static func group(
    of scales: StoredPart, _ leading: [Int], _ rows: Int, _ columns: Int, _ block: [Int]?
  ) throws(ExplainerError) -> (rows: Int, columns: Int) {
    let all = leading.reduce(rows, *)
    let shape = scales.shape
    if leading.isEmpty, shape.reduce(1, *) == 1 { return (all, columns) }
    if shape == leading + [rows] || shape == leading + [rows, 1] { return (1, columns) }
    if leading.count == 1, shape == [leading[0], 1, 1] || shape == leading { return (rows, columns) }
    if let block {
      let grid = [(rows + block[0] - 1) / block[0], (columns + block[1] - 1) / block[1]]
      // Blocks that reach from one matrix of a stack into the next are none.
      if shape == leading + grid, leading.isEmpty || rows % block[0] == 0 { return (block[0], block[1]) }
    }
    // Groups of columns.
    if shape.count == leading.count + 2, shape.dropLast() == (leading + [rows])[...], let count = shape.last,
      count > 0, columns % count == 0, block == nil
    {
      return (1, columns / count)
    }
    throw scales.error(
      "these scales fit no blocks, rows or columns of their weight",
      block.map { "one for each \($0[0]) by \($0[1]) of \(leading + [rows, columns])" }
        ?? "one for \(leading + [rows, columns]), for each row, or for groups of columns",
      "\(shape)", code: .badShape)
  }
}
