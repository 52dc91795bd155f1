import ExplainerCore
import JSON

/// What stands before the elements in a tensor's message: `[size of header, u64][header: {"name", "shape"}]`.
struct TensorHeader: Sendable, Hashable {
  /// The largest header that is read, in bytes.
  static let maximumSize = 1 << 20
  private static let sizeField = 8

  let name: String
  let shape: [Int]

  init(name: String, shape: [Int]) {
    self.name = name
    self.shape = shape
  }

  /// The header's bytes.
  var bytes: [UInt8] {
    let json = JSONValue.object(["name": .string(name), "shape": JSONValue(shape)]).utf8()
    return (0..<Self.sizeField).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
  }

  /// How many bytes of a message's payload the header takes; nil where that cannot be told yet.
  static func size(in payload: ArraySlice<UInt8>) -> Int? {
    guard payload.count >= sizeField else { return nil }
    let size = payload.prefix(sizeField).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    return size <= UInt64(maximumSize) ? sizeField + Int(size) : .max
  }

  /// Reads the header of a message whose payload has `size` bytes; nil where it is none, or lies about the size.
  init?(_ bytes: ArraySlice<UInt8>, payloadSize size: Int) {
    guard let json = try? JSONValue(parsing: Array(bytes.dropFirst(Self.sizeField))),
      let name = json["name"]?.string, let numbers = json["shape"]?.array
    else { return nil }
    let shape = numbers.compactMap(\.int)
    guard shape.count == numbers.count, shape.allSatisfy({ $0 >= 0 }) else { return nil }
    let room = (size - bytes.count) / 4
    var (count, extents) = (1, 1)
    for extent in shape {
      // Of an empty tensor too the product of what is not 0 must be a number: strides are made of it.
      let (spread, isTooWide) = extents.multipliedReportingOverflow(by: max(extent, 1))
      guard !isTooWide, spread <= OutputLimits.tensors else { return nil }
      extents = spread
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= room || product == 0 else { return nil }
      count = product
    }
    guard bytes.count + count * 4 == size else { return nil }
    self.init(name: name, shape: shape)
  }
}
