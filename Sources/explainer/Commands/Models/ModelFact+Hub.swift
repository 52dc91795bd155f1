import Checkpoints
import Diagnostics
import HuggingFaceHub
import JSON
import TransformerModels

extension ModelFact {
  /// What the Hub tells of a model, and how much of it is here.
  static func facts(of plan: DownloadPlan) -> [ModelFact] {
    let listing = plan.listing
    var facts: [ModelFact] = []
    if let family = listing.family {
      let isKnown = ModelRegistry.families.contains(family)
      facts.append(
        ModelFact(
          "family", "family", .string(family), isKnown ? family : "\(family), which cannot be run yet"))
    }
    if let count = listing.parameters { facts.append(ModelFact("parameters", "parameters", .integer(count))) }
    let weights =
      switch plan.weights {
      case .safetensors: "safetensors"
      case .pickle: "pytorch_model.bin"
      case .none: "none"
      }
    facts.append(
      ModelFact(
        "weights", "weights", .string(weights),
        plan.weights == .none ? "none that can be read" : weights))
    if let license = listing.license { facts.append(ModelFact("license", "licence", .string(license))) }
    let count = plan.missing.count + plan.present.count
    facts += [
      ModelFact("bytes", "size", .integer(plan.size), "\(ByteCount.text(plan.size)) in \(count) files"),
      ModelFact("revision", "revision", .string(plan.commit)),
      ModelFact(
        "bytes_missing", "on this machine", .integer(plan.missingSize),
        plan.missing.isEmpty
          ? "all of it"
          : "not yet: `explainer models download \(plan.id.name)` fetches \(ByteCount.text(plan.missingSize))"
      ),
      ModelFact(
        "files", "files",
        .array(
          (plan.present.map { ($0.name, $0.size) } + plan.missing.map { ($0.name, $0.size) }).map {
            ["name": .string($0.0), "bytes": .integer($0.1)]
          }), (plan.present.map(\.name) + plan.missing.map(\.name)).joined(separator: ", ")),
    ]
    return facts
  }
}
