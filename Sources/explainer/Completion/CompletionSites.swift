import ExplainerCore

/// The sites that models have, as patterns over all layers: which of them one model has is known only once it is loaded.
enum CompletionSites {
  /// The patterns of one stack; without one those of models that have one stack, then what leads to the others.
  static func patterns(stack: String) -> [String] {
    switch stack {
    case "encoder.": patterns(of: all([.beginning, .layer]).filter { !$0.isOfOneStack }).map { stack + $0 }
    case "decoder.":
      patterns(of: all([.beginning, .layer, .crossing]).filter { !$0.isOfOneStack }).map { stack + $0 }
    default: patterns(of: all([.beginning, .layer, .end, .head])) + ["encoder.", "decoder."]
    }
  }

  private static func all(_ stages: Set<SiteKind.Stage>) -> [SiteKind] {
    SiteKind.all.filter { stages.contains($0.stage) }
  }

  private static func patterns(of kinds: [SiteKind]) -> [String] {
    kinds.map { kind in
      [.layer, .crossing].contains(kind.stage) ? "layers.*.\(kind.part)" : kind.part
    }
  }
}
