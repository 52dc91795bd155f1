import Checkpoints
import Diagnostics
import ExplainerHost
import JSON

extension ModelFact {
  /// How the weights of a quantised checkpoint are stored; nothing of one that is not.
  ///
  /// - Throws: what is wrong with the files.
  static func types(
    ofQuantized location: ModelLocation, _ reader: ModelReader
  ) throws(ExplainerError) -> [ModelFact] {
    let folder = location.directory
    let found = try reader.ask(of: location) {
      guard let quantization = try ModelConfiguration(path: "\(folder)/config.json").quantization() else {
        return .null
      }
      let types = try CheckpointWeights(directory: folder).decoded(as: quantization).types
      return ["title": .string(quantization.title), "stored": types]
    }
    guard let title = found["title"]?.string else { return [] }
    let types = found["stored"]?["types"]?.array ?? []
    let held = found["stored"]?["held_bytes"]?.int ?? 0
    return [
      ModelFact("quantization", "quantised", .string(title), "by \(title)"),
      ModelFact(
        "types", "stored as", .array(types),
        types.map { one in
          "\(one["type"]?.string ?? ""): \(ByteCount.text(one["bytes"]?.int ?? 0)) in "
            + "\(one["tensors"]?.int ?? 0) tensors"
        }.joined(separator: ", ")),
      ModelFact(
        "held_bytes", "held", .integer(held),
        held == 0
          ? "nothing: all weights are read where they lie"
          : "\(ByteCount.text(held)) of it laid out anew in memory"
      ),
    ]
  }
}
