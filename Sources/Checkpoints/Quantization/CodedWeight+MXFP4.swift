import Diagnostics
import Tensors

extension CodedWeight {
  /// What is stored in `NAME_blocks`, 16 bytes for 32 numbers, and `NAME_scales`, as gpt-oss has its experts: `[…, in]`.
  ///
  /// The weight keeps the name of its blocks, for without them its rows are of inputs, not of outputs.
  /// Source: `convert_moe_packed_tensors` of transformers 5.24.0.
  static func mxfp4(_ name: String, _ parts: StoredParts) throws(ExplainerError) -> CodedWeight? {
    let ends = (codes: "_blocks", scales: "_scales")
    guard name.hasSuffix(ends.codes), let blocks = parts[name] else { return nil }
    let scaleName = "\(name.dropLast(ends.codes.count))\(ends.scales)"
    guard blocks.shape.count >= 3, blocks.shape.last == 16 else {
      throw blocks.error("is no weight of MXFP4", "[…, 16]", "\(blocks.shape)", code: .badShape)
    }
    let groups = Array(blocks.shape.dropLast())
    let scales = try parts.needed(scaleName, by: name).checked(groups, types: .u8)
    _ = try blocks.checked(types: .u8)
    let columns = 32 * (groups.last ?? 0)
    return CodedWeight(
      name: name, typeName: "MXFP4", shape: groups.dropLast() + [columns], parts: [blocks, scales],
      heldBytes: 0
    ) { () throws(ExplainerError) in
      CodedTensor(
        shape: groups.dropLast() + [columns],
        codes: NumberCodes(
          bits: 4, values: NumberCodes.e2m1, columns: columns, scaleType: .e8m0, groupRows: 1,
          groupColumns: 32, rounding: .none), bytes: blocks.codes, scales: scales.codes)
    }
  }
}
