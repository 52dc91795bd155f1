import ExplainerCore

/// The sites that models have, as patterns over all layers: which of them one model has is known only once it is loaded.
enum CompletionSites {
  /// The patterns of one stack; without one those of models that have one stack, then what leads to the others.
  static func patterns(stack: String) -> [String] {
    switch stack {
    case "encoder.": patterns(in: [.beginning, .layer]).map { stack + $0 }
    case "decoder.": patterns(in: [.beginning, .layer, .crossing]).map { stack + $0 }
    default: patterns(in: [.beginning, .layer, .end, .head]) + ["encoder.", "decoder."]
    }
  }

  private static func patterns(in stages: Set<SiteKind.Stage>) -> [String] {
    SiteKind.all.filter { stages.contains($0.stage) }.map { kind in
      [.layer, .crossing].contains(kind.stage) ? "layers.*.\(kind.part)" : kind.part
    }
  }
}
