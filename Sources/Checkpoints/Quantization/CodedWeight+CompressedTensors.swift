import Diagnostics
import Tensors

extension CodedWeight {
  /// A weight of compressed-tensors: packed whole numbers, packed floats of 4 bits, or 8 bits a number.
  ///
  /// Sources: `PackedQuantizationCompressor`, `NVFP4PackedCompressor`, `MXFP4PackedCompressor` and
  /// `NaiveQuantizationCompressor` of compressed-tensors 0.20.1.
  /// - Parameters:
  ///   - name: that of the codes.
  ///   - parts: all tensors.
  ///   - bits: those that any group of weights may have.
  ///   - block: the rows and columns of a block.
  static func compressedTensors(
    _ name: String, _ parts: StoredParts, bits: Set<Int>, block: [Int]?
  ) throws(ExplainerError) -> CodedWeight? {
    guard name.hasSuffix(".weight_packed"), let part = parts[name] else {
      return name.hasSuffix(".weight")
        ? try bytes(name, parts, scales: ["_scale"], block: block, isFloat: false) : nil
    }
    let stem = String(name.dropLast("_packed".count))
    let scales = try parts.needed("\(stem)_scale", by: name)
    guard part.shape.count == 2, !part.shape.contains(0), !scales.shape.contains(0) else {
      throw part.error("this weight is no matrix", "[out, in]", "\(part.shape)", code: .badShape)
    }
    switch part.type {
    case .u8: return try smallFloats(stem, part, scales, parts)
    case .i32: return try wholeNumbers(stem, part, scales, parts, bits)
    default: throw part.error("codes of this type are not read", "I32 or U8", part.entry.typeName)
    }
  }

  /// Floats of 4 bits, two in a byte, with a scale for each 32 (MXFP4), or each 16 and one for all (NVFP4).
  private static func smallFloats(
    _ name: String, _ part: StoredPart, _ scales: StoredPart, _ parts: StoredParts
  ) throws(ExplainerError) -> CodedWeight {
    let (rows, columns) = (part.shape[0], 2 * part.shape[1])
    let isNV = scales.type == .f8e4m3
    let group = isNV ? 16 : 32
    _ = try scales.checked([rows, columns / group], types: .f8e4m3, .u8, .f8e8m0)
    guard columns % group == 0 else {
      throw part.error("groups cut this weight", "rows of groups of \(group)", "\(columns)", code: .badShape)
    }
    let whole = isNV ? try parts.needed("\(name)_global_scale", by: name).checked([1], [], types: .f32) : nil
    return CodedWeight(
      name: name, typeName: isNV ? "NVFP4" : "MXFP4", shape: [rows, columns],
      parts: [part, scales] + (whole.map { [$0] } ?? []),
      heldBytes: isNV ? 4 * scales.entry.bytes.count : 0
    ) { () throws(ExplainerError) in
      var bytes = scales.codes
      if let divisor = try whole?.floats().first {
        bytes = CodeBytes(try scales.bytes().map { NumberCodes.e4m3[Int($0)] / divisor })
      }
      return CodedTensor(
        shape: [rows, columns],
        codes: NumberCodes(
          bits: 4, values: NumberCodes.e2m1, columns: columns, scaleType: isNV ? .f32 : .e8m0, groupRows: 1,
          groupColumns: group, rounding: isNV ? .bf16 : .none), bytes: part.codes, scales: bytes)
    }
  }

  /// Whole numbers around 0, packed in words row by row, with the shape and maybe zeros and groups of columns beside them.
  private static func wholeNumbers(
    _ name: String, _ part: StoredPart, _ scales: StoredPart, _ parts: StoredParts, _ known: Set<Int>
  ) throws(ExplainerError) -> CodedWeight {
    let shapePart = try parts.needed("\(name)_shape", by: name).checked([2], types: .i64, .i32)
    let shape = try shapePart.file.integers(shapePart.entry)
    guard shape[0] == part.shape[0], shape[1] > 0, shape[1] <= 32 * part.shape[1] else {
      throw shapePart.error(
        "is not the shape of the codes", "[\(part.shape[0]), …]", "\(shape)", code: .badShape)
    }
    let (rows, columns) = (shape[0], shape[1])
    let fitting = known.filter { (columns * $0 + 31) / 32 == part.shape[1] }
    guard fitting.count == 1, let bits = fitting.first, [2, 4, 8].contains(bits) else {
      throw part.error(
        "codes of this width are not read", "2, 4 or 8 bits, as config_groups say",
        "\(part.shape[1]) words for \(columns) numbers, of \(known.sorted()) bits")
    }
    let groups = scales.shape.count == 2 ? scales.shape[1] : 1
    let isWhole = scales.shape.reduce(1, *) == 1
    _ = try scales.checked(isWhole ? scales.shape : [rows, groups], types: .f16, .bf16, .f32)
    guard columns % groups == 0 else {
      throw scales.error(
        "groups cut this weight", "groups of equal size", "\(groups) in \(columns)", code: .badShape)
    }
    let scaleType = try scales.scaleType()
    let inWord = 32 / bits
    let zeros = try parts["\(name)_zero_point"].map { part throws(ExplainerError) in
      try part.checked([(rows + inWord - 1) / inWord, groups], types: .i32)
    }
    let places = try parts["\(name)_g_idx"].map { part throws(ExplainerError) in
      try part.checked([columns], types: .i32)
    }
    return CodedWeight(
      name: name, typeName: "INT\(bits)", shape: shape,
      parts: [part, scales, shapePart] + [zeros, places].compactMap(\.self),
      heldBytes: zeros == nil ? 0 : rows * groups
    ) { () throws(ExplainerError) in
      var codes = NumberCodes(
        bits: bits, values: NumberCodes.centred(bits: bits), columns: columns, scaleType: scaleType.type,
        groupRows: isWhole ? rows : 1, groupColumns: columns / groups, rounding: scaleType.rounding)
      codes.rowBytes = 4 * part.shape[1]
      var held: [UInt8]?
      if let words = try zeros?.words() {
        codes.values = NumberCodes.unsigned(bits: bits)
        held = Self.zeros(rows, groups) { row, group in
          UInt8(
            words[row / inWord * groups + group] >> UInt32(bits * (row % inWord)) & (1 << UInt32(bits) - 1))
        }
      }
      // (A place of −1 says that they are in order.)
      let order = try places.flatMap { places throws(ExplainerError) in
        try places.words().contains(.max)
          ? nil : try Self.groups(of: places, groups, inOrder: columns / groups)
      }
      return CodedTensor(
        shape: shape, codes: codes, bytes: part.codes, scales: scales.codes, zeros: held, groups: order)
    }
  }
}
