import Tensors

/// The types of a GGUF file's tensors, by their numbers in the file.
enum GGUFTypes {
  /// Types of numbers that are not packed, with the bytes of one, and packed ones that are not read (0 bytes).
  private static let others: [Int: (name: String, size: Int)] = [
    0: ("F32", 4), 9: ("Q8_1", 0), 15: ("Q8_K", 0), 16: ("IQ2_XXS", 0), 17: ("IQ2_XS", 0), 18: ("IQ3_XXS", 0),
    19: ("IQ1_S", 0), 21: ("IQ3_S", 0), 22: ("IQ2_S", 0), 24: ("I8", 1), 25: ("I16", 2), 26: ("I32", 4),
    27: ("I64", 8), 28: ("F64", 8), 29: ("IQ1_M", 0),
  ]
  private static let packed = Dictionary(
    uniqueKeysWithValues: PackedFormat.allCases.map { ($0.number, $0) })

  /// What ggml calls the type, the numbers and the bytes of a block; 0 bytes where it is known by name alone.
  ///
  /// Nil for a number that is not known.
  static func type(_ number: Int) -> (name: String, numbers: Int, bytes: Int)? {
    if let format = packed[number] { return (format.rawValue, format.blockNumbers, format.blockBytes) }
    return others[number].map { ($0.name, 1, $0.size) }
  }
}
