import CFFI
package import Diagnostics

/// A function of a loaded library, ready to be called by its signature.
///
/// `@unchecked Sendable`: what it points to is written once, in `init`.
package final class ForeignFunction: @unchecked Sendable {
  /// What became of a call.
  package enum Outcome {
    /// It returned; the 8 bytes hold what, in its own type.
    case returned(UInt64)
    /// It was stopped where it reached into the memory of the argument at `argument`, at `offset` from its start.
    case stopped(argument: Int, offset: Int, wrote: Bool)
  }

  private let signature: OpaquePointer
  private let address: UnsafeMutableRawPointer

  /// Prepares calls of the function at `address`.
  ///
  /// - Throws: `unsupported` where libffi cannot be loaded.
  package init(_ function: FunctionSignature, at address: UnsafeMutableRawPointer) throws(ExplainerError) {
    if let reason = cffi_bind() {
      throw ExplainerError(
        .pluginUnavailable, "plain C functions need libffi: \(String(cString: reason))",
        remedy: "install it: apt-get install libffi8")
    }
    let types = function.arguments.map { Int32(bitPattern: $0.type.foreign.rawValue) }
    let result =
      switch function.returns {
      case .nothing: cffi_void
      case .status: cffi_i32
      case .value(let type, _, _): type.foreign
      }
    guard let signature = cffi_prepare(types, types.count, Int32(bitPattern: result.rawValue)) else {
      throw ExplainerError(.internalFault, "libffi refuses the signature \(function.declaration)")
    }
    self.signature = signature
    self.address = address
  }

  deinit { cffi_free(signature) }

  /// Calls the function.
  func call(_ values: [ForeignValue]) -> Outcome {
    // Every argument in 8 bytes of its own, narrower ones in the first of them.
    var slots = values.map(\.slot)
    let buffers = values.enumerated().compactMap { index, value in value.buffer.map { (index, $0) } }
    let regions = buffers.map { cffi_region(start: $0.1.region.start, end: $0.1.region.end) }
    var result: UInt64 = 0
    let outcome = slots.withUnsafeMutableBytes { slots in
      let pointers = values.indices.map { index in slots.baseAddress.map { $0 + index * 8 } }
      return FloatingPointState.standard {
        cffi_call(signature, address, pointers, &result, regions, regions.count)
      }
    }
    return withExtendedLifetime(buffers) {
      guard outcome.faulted else { return .returned(result) }
      let (index, buffer) = buffers[outcome.region]
      let offset = Int(bitPattern: outcome.address) - Int(bitPattern: buffer.start)
      return .stopped(argument: index, offset: offset, wrote: outcome.wrote)
    }
  }
}

/// What is passed for one argument.
enum ForeignValue {
  /// A number, its bytes as the first of the eight.
  case number(UInt64)
  /// A pointer to guarded memory.
  case buffer(GuardedBuffer)
  /// A null pointer.
  case null

  fileprivate var buffer: GuardedBuffer? { if case .buffer(let buffer) = self { buffer } else { nil } }

  fileprivate var slot: UInt64 {
    switch self {
    case .number(let bits): bits
    case .buffer(let buffer): UInt64(UInt(bitPattern: buffer.start))
    case .null: 0
    }
  }
}

extension ScalarType {
  fileprivate var foreign: cffi_type {
    switch self {
    case .bool: cffi_bool
    case .i32: cffi_i32
    case .u32: cffi_u32
    case .i64: cffi_i64
    case .u64: cffi_u64
    case .f32: cffi_f32
    case .f64: cffi_f64
    }
  }

  /// The bits of `value` in this type, as they lie in the first of eight bytes; nil where the type cannot hold it.
  func bits(of value: Int) -> UInt64? {
    guard holds(value) else { return nil }
    switch self {
    case .bool, .u32, .i64, .u64: return UInt64(bitPattern: Int64(value))
    case .i32: return UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: value)))
    case .f32: return UInt64(Float(value).bitPattern)
    case .f64: return Double(value).bitPattern
    }
  }

  /// The bits of `value` in this type; nil where the type cannot hold it.
  func bits(of value: Double) -> UInt64? {
    guard holds(value) else { return nil }
    switch self {
    case .f32: return UInt64(Float(value).bitPattern)
    case .f64: return value.bitPattern
    case .bool, .i32, .u32, .i64, .u64: return Int(exactly: value).flatMap { bits(of: $0) }
    }
  }

  /// The number that `bits` hold in this type.
  func number(from bits: UInt64) -> FunctionNumbers {
    switch self {
    case .bool: .integers([bits & 0xFF == 0 ? 0 : 1])
    case .i32: .integers([Int(Int32(truncatingIfNeeded: bits))])
    case .u32: .integers([Int(UInt32(truncatingIfNeeded: bits))])
    case .i64: .integers([Int(Int64(bitPattern: bits))])
    case .u64: Int(exactly: bits).map { .integers([$0]) } ?? .doubles([Double(bits)])
    case .f32: .floats([Float(bitPattern: UInt32(truncatingIfNeeded: bits))])
    case .f64: .doubles([Double(bitPattern: bits)])
    }
  }
}

extension FunctionType {
  fileprivate var foreign: cffi_type {
    switch self {
    case .scalar(let type): type.foreign
    case .input, .output, .text, .textOutput: cffi_pointer
    }
  }
}
