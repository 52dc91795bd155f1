import Diagnostics
import Tensors

extension CodedWeight {
  /// A weight of GPTQ.
  ///
  /// It is stored in `qweight` `[in · bits / 32, out]` of 32-bit words, `scales` `[G, out]`, `qzeros` `[G, out · bits / 32]`,
  /// and `g_idx` `[in]`, the group of each input. The codes are laid out anew, by outputs.
  ///
  /// Source: `dequantize_weight` and `convert_gptq_v1_to_v2_format_module` of gptqmodel 7.7.0.
  /// - Parameters:
  ///   - name: that of the codes.
  ///   - parts: all tensors.
  ///   - settings: bits of a code, nil where shapes tell; inputs that share a scale, −1 for all.
  ///   - zerosAreOneLess: whether stored zeros are one less than those meant.
  static func gptq(
    _ name: String, _ parts: StoredParts, _ settings: (bits: Int?, groupSize: Int), zerosAreOneLess: Bool
  ) throws(ExplainerError) -> CodedWeight? {
    guard let (stem, part, scales, zeros) = try columns(name, parts) else { return nil }
    let places = parts["\(stem)g_idx"]
    let (words, outputs) = (part.shape[0], part.shape[1])
    let inputCount = places.flatMap { $0.shape.count == 1 ? $0.shape[0] : nil }
    let bits = settings.bits ?? inputCount.map { 32 * words / max(1, $0) } ?? 0
    guard [2, 4, 8].contains(bits) else {
      throw part.error("codes of this width are not read", "2, 4 or 8 bits", "\(bits)")
    }
    let inputs = words * 32 / bits
    let groups = scales.shape[0]
    let groupSize = settings.groupSize < 1 ? inputs : settings.groupSize
    let width = (outputs * bits + 31) / 32
    _ = try scales.checked([groups, outputs])
    _ = try zeros.checked([groups, width], types: .i32)
    _ = try places?.checked([inputs], types: .i32)
    if places == nil, (inputs + groupSize - 1) / groupSize != groups {
      throw scales.error(
        "there is another number of groups than of inputs", "\((inputs + groupSize - 1) / groupSize) groups",
        "\(groups)", code: .badShape)
    }
    let scaleType = try scales.scaleType()
    return CodedWeight(
      name: "\(stem)weight", typeName: "GPTQ\(bits)", shape: [outputs, inputs],
      parts: [part, scales, zeros] + (places.map { [$0] } ?? []),
      heldBytes: part.entry.bytes.count + scales.entry.bytes.count + groups * outputs
    ) { () throws(ExplainerError) in
      let order = try places.map { part throws(ExplainerError) in
        try Self.groups(of: part, groups, inOrder: groupSize)
      }
      var codes = NumberCodes(
        bits: bits, values: NumberCodes.unsigned(bits: bits), columns: inputs, scaleType: scaleType.type,
        groupRows: 1, groupColumns: groupSize, rounding: scaleType.rounding)
      codes.scaleColumns = groups
      let less: UInt32 = zerosAreOneLess ? .max / (1 << UInt32(bits) - 1) : 0
      let zeroWords = try zeros.words()
      let inWord = 32 / bits
      return CodedTensor(
        shape: [outputs, inputs], codes: codes,
        bytes: part.codes.transposed(rows: words, columns: outputs, size: 4),
        scales: scales.codes.transposed(rows: groups, columns: outputs, size: scaleType.type.size),
        zeros: Self.zeros(outputs, groups) { output, group in
          // (One is added to the whole word, carries and all, as there.)
          let word = zeroWords[group * width + output / inWord] &+ less
          return UInt8(word >> UInt32(bits * (output % inWord)) & (1 << UInt32(bits) - 1))
        }, groups: order ?? nil)
    }
  }

  /// A weight of AWQ.
  ///
  /// It is stored in `qweight` `[in, out / 8]` of 32-bit words, `scales` `[G, out]`, `qzeros` `[G, out / 8]`. The codes are
  /// laid out anew, by outputs.
  ///
  /// Source: `dequantize_gemm` of AutoAWQ 0.2.9, as in gptqmodel 7.7.0.
  static func awq(
    _ name: String, _ parts: StoredParts, groupSize: Int
  ) throws(ExplainerError) -> CodedWeight? {
    guard let (stem, part, scales, zeros) = try columns(name, parts) else { return nil }
    let (inputs, outputs) = (part.shape[0], 8 * part.shape[1])
    let groups = scales.shape[0]
    _ = try scales.checked([groups, outputs])
    _ = try zeros.checked([groups, outputs / 8], types: .i32)
    let size = groupSize < 1 ? inputs : groupSize
    guard inputs % 2 == 0, size * groups == inputs else {
      throw scales.error(
        "there is another number of groups than of inputs",
        "groups of \(size) inputs, for \(inputs)", "\(groups) groups", code: .badShape)
    }
    let scaleType = try scales.scaleType()
    // Which of eight outputs stand in a word from its lowest bits on.
    let order = [0, 2, 4, 6, 1, 3, 5, 7]
    return CodedWeight(
      name: "\(stem)weight", typeName: "AWQ4", shape: [outputs, inputs],
      parts: [part, scales, zeros],
      heldBytes: part.entry.bytes.count + scales.entry.bytes.count + groups * outputs
    ) { () throws(ExplainerError) in
      let zeroWords = try zeros.words()
      let places = (0..<8).map { output in 4 * UInt32(order.firstIndex(of: output) ?? 0) }
      return CodedTensor(
        shape: [outputs, inputs],
        codes: NumberCodes(
          bits: 4, values: NumberCodes.unsigned(bits: 4), columns: inputs, scaleType: scaleType.type,
          groupRows: 1, groupColumns: size, rounding: scaleType.rounding),
        bytes: part.codes.transposedNibbles(rows: inputs, columns: outputs, order: order),
        scales: scales.codes.transposed(rows: groups, columns: outputs, size: scaleType.type.size),
        zeros: Self.zeros(outputs, groups) { output, group in
          UInt8(zeroWords[group * outputs / 8 + output / 8] >> places[output % 8] & 15)
        })
    }
  }

  /// What both are stored in, by the name of the codes; nil for any other name.
  private static func columns(
    _ name: String, _ parts: StoredParts
  ) throws(ExplainerError) -> (stem: String, codes: StoredPart, scales: StoredPart, zeros: StoredPart)? {
    guard name.hasSuffix(".qweight"), let part = parts[name] else { return nil }
    let stem = String(name.dropLast("qweight".count))
    let scales = try parts.needed("\(stem)scales", by: name)
    let zeros = try parts.needed("\(stem)qzeros", by: name)
    _ = try part.checked(types: .i32)
    guard part.shape.count == 2, !part.shape.contains(0), scales.shape.count == 2, !scales.shape.contains(0),
      scales.shape[1] == part.shape[1] || scales.shape[1] == 8 * part.shape[1]
    else {
      throw scales.error(
        "these are no scales of a matrix", "one for each group of inputs and output of \(part.shape)",
        "\(scales.shape)", code: .badShape)
    }
    _ = try scales.checked(types: .f16, .bf16, .f32)
    return (stem, part, scales, zeros)
  }

  /// The zeros of all groups, output by output.
  static func zeros(_ outputs: Int, _ groups: Int, _ zero: (Int, Int) -> UInt8) -> [UInt8] {
    var zeros = [UInt8](repeating: 0, count: outputs * groups)
    for output in 0..<outputs {
      for group in 0..<groups { zeros[output * groups + group] = zero(output, group) }
    }
    return zeros
  }

  /// The group of each input; nil where they follow each other, `size` inputs each.
  static func groups(
    of part: StoredPart, _ count: Int, inOrder size: Int
  ) throws(ExplainerError) -> [Int32]? {
    let groups = try part.words().map { Int32(bitPattern: $0) }
    if let wrong = groups.first(where: { $0 < 0 || $0 >= count }) {
      throw part.error(
        "an input is in a group that is not there", "groups from 0 to \(count - 1)", "\(wrong)",
        code: .badData)
    }
    return groups.enumerated().allSatisfy { $1 == $0 / size } ? nil : groups
  }
}
