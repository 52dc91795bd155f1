import Diagnostics

/// Follows the instructions of a pickle as far as tensors need them.
///
/// A pickle is a program; this runs none of it: names of Python are compared with a short list, and calls of those on it
/// are looked at as descriptions.
///
/// What a pickle can make is bounded by its own length: each value it makes takes at least one of its bytes.
struct PickleMachine {
  /// Where a tensor's memory is, by its key in the archive.
  typealias Memory = (_ key: String) throws(ExplainerError) -> Range<Int>

  /// The longest pickle that is read, in bytes: a tensor takes about 150 of it.
  static let longest = 1 << 25

  var reader: ByteReader
  var stack = PickleStack()
  var tuples: [[PickleValue]] = [[]]
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  var storages: [TorchStorage] = []
  var tensors: [StoredTensor] = []
  let memory: Memory
  let location: [String]
  let fileSize: Int

  /// A machine over the bytes of a pickle.
  ///
  /// - Parameters:
  ///   - bytes: the pickle.
  ///   - fileSize: of the file it lies in, in bytes: no tensor has more numbers than that.
  ///   - location: what it is, for messages.
  ///   - memory: finds the memory of a tensor.
  init(_ bytes: [UInt8], fileSize: Int, location: [String], memory: @escaping Memory) {
    reader = ByteReader(bytes, location: location)
    self.fileSize = fileSize
    self.location = location
    self.memory = memory
  }

  /// Follows the pickle to its end.
  ///
  /// - Returns: the value it describes.
  /// - Throws: `unsupported` for names and instructions that tensors do not need, `badData` for what is no pickle.
  mutating func run() throws(ExplainerError) -> PickleValue {
    while true {
      let at = reader.position
      let byte = try reader.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw unsupported(
          "an instruction of pickles that tensors do not need", found: "opcode \(byte) at byte \(at)")
      }
      if opcode == .stop { return try pop() }
      try step(opcode)
    }
  }

  private mutating func step(_ opcode: PickleOpcode) throws(ExplainerError) {
    switch opcode {
    case .stop: break
    case .proto: try reader.skip(1)
    case .frame: try reader.skip(8)
    case .mark: stack.mark()
    case .none: stack.push(.none)
    case .newTrue: stack.push(.bool(true))
    case .newFalse: stack.push(.bool(false))
    case .binint: stack.push(.integer(try reader.signedNumber(4)))
    case .binint1: stack.push(.integer(try reader.number(1)))
    case .binint2: stack.push(.integer(try reader.number(2)))
    case .long1: try pushLong()
    case .binfloat:
      try reader.skip(8)
      stack.push(.other)
    case .binunicode: stack.push(.text(try reader.text(reader.number(4))))
    case .shortBinunicode, .shortBinstring: stack.push(.text(try reader.text(reader.number(1))))
    case .emptyTuple: stack.push(.tuple(0))
    case .tuple1: try pushTuple(pop(1))
    case .tuple2: try pushTuple(pop(2))
    case .tuple3: try pushTuple(pop(3))
    case .tuple: try pushTuple(popToMark())
    case .emptyList: stack.push(.list)
    case .append: _ = try pop()
    case .appends: _ = try popToMark()
    case .emptyDictionary: pushDictionary()
    case .setItem: try set(pop(2))
    case .setItems: try set(popToMark())
    case .global: try pushGlobal(reader.line(), reader.line())
    case .stackGlobal: try pushNamedGlobal()
    case .reduce: try reduce()
    // The state of a dictionary or a parameter: versions of modules, and nothing of the numbers.
    case .build: _ = try pop()
    case .binpersid: try pushStorage()
    case .binget: try get(reader.number(1))
    case .longBinget: try get(reader.number(4))
    case .binput: try put(reader.number(1))
    case .longBinput: try put(reader.number(4))
    case .memoize: try put(stack.keptCount)
    }
  }

  // MARK: - The stack

  mutating func pop() throws(ExplainerError) -> PickleValue {
    guard let value = stack.pop() else { throw missing }
    return value
  }

  mutating func pop(_ count: Int) throws(ExplainerError) -> [PickleValue] {
    guard let values = stack.pop(count) else { throw missing }
    return values
  }

  mutating func popToMark() throws(ExplainerError) -> [PickleValue] {
    guard let values = stack.popToMark() else { throw missing }
    return values
  }

  private mutating func get(_ place: Int) throws(ExplainerError) {
    guard let value = stack[kept: place] else { throw missing }
    stack.push(value)
  }

  private mutating func put(_ place: Int) throws(ExplainerError) {
    guard stack.keep(as: place) else { throw missing }
  }

  private var missing: ExplainerError { malformed("takes a value that is not there") }

  // MARK: - Errors

  func malformed(_ message: String) -> ExplainerError {
    ExplainerError(
      .badData, "the pickle \(message) (byte \(reader.position))", at: location,
      remedy: "Download or copy the file again")
  }

  func unsupported(_ message: String, found: String) -> ExplainerError {
    ExplainerError(
      .unsupported, "the pickle \(message)", at: location, expected: "tensors by name, and nothing else",
      found: found, remedy: CheckpointFolder.pickleRemedy())
  }
}
