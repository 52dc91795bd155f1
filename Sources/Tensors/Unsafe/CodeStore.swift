internal import CKernels

/// Codes, what they stand for, and the memory they and their scales lie in.
final class CodeStore: Sendable {
  let codes: NumberCodes
  private let bytes: CodeBytes
  private let scales: CodeBytes
  private let zeros: [UInt8]?
  private let groups: [Int32]?
  private let rows: [Int32]?

  /// - Precondition: as of `CodedTensor.init`.
  init(
    _ codes: NumberCodes, bytes: CodeBytes, scales: CodeBytes, zeros: [UInt8]?, groups: [Int32]?,
    rows: [Int32]? = nil
  ) {
    self.codes = codes
    self.bytes = bytes
    self.scales = scales
    self.zeros = zeros
    self.groups = groups
    self.rows = rows
  }

  /// Where a row of the numbers lies among the rows of codes.
  func row(_ index: Int) -> Int32 { rows?[index] ?? Int32(index) }

  /// The same memory, of which only these rows of codes are read, in this order.
  func with(rows: [Int32]) -> CodeStore {
    CodeStore(codes, bytes: bytes, scales: scales, zeros: zeros, groups: groups, rows: rows)
  }

  /// Widens `count` numbers from one on.
  func widen(from first: Int, _ count: Int, to out: UnsafeMutablePointer<Float>) {
    bytes.withUnsafeBase { bytes in
      scales.withUnsafeBase { scales in
        codes.values.withUnsafeBufferPointer { values in
          Self.withUnsafeBase(of: zeros) { zeros in
            Self.withUnsafeBase(of: groups) { groups in
              Self.withUnsafeBase(of: rows) { rows in
                var all = ck_codes(
                  codes: bytes, columns: codes.columns, row_bytes: codes.rowBytes, bits: Int32(codes.bits),
                  first_is_high: codes.isFirstHigh ? 1 : 0, values: values.baseAddress, scales: scales,
                  scale_type: codes.scaleType.kernel, group_rows: codes.groupRows,
                  group_columns: codes.groupColumns, scale_columns: codes.scaleColumns, zeros: zeros,
                  groups: groups, rows: rows, factor: codes.factor, rounding: codes.rounding.kernel)
                ck_widen_codes(&all, first, count, out)
              }
            }
          }
        }
      }
    }
  }

  private static func withUnsafeBase<Element>(
    of list: [Element]?, _ body: (UnsafePointer<Element>?) -> Void
  ) {
    guard let list else { return body(nil) }
    list.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

extension NumberCodes.ScaleType {
  /// What the kernels call it.
  fileprivate var kernel: ck_scale_type {
    switch self {
    case .f32: CK_SCALE_F32
    case .f16: CK_SCALE_F16
    case .bf16: CK_SCALE_BF16
    case .e8m0: CK_SCALE_E8M0
    }
  }
}

extension NumberCodes.Rounding {
  /// What the kernels call it.
  fileprivate var kernel: ck_rounding {
    switch self {
    case .none: CK_ROUND_NONE
    case .f16: CK_ROUND_F16
    case .bf16: CK_ROUND_BF16
    }
  }
}
