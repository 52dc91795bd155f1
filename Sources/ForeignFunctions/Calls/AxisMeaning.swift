import ExplainerCore

/// What runs along one extent of a result, as far as the description tells.
enum AxisMeaning: Sendable, Hashable {
  /// The tokens of the text.
  case tokens
  /// Attention heads.
  case heads
  /// Anything else.
  case other

  /// What runs along each extent of what `site` holds.
  static func axes(of site: Site) -> [AxisMeaning] {
    guard let kind = SiteKind.of(part: site.part) else { return [] }
    return kind.shape.map { axis in
      switch axis {
      case .tokens: .tokens
      case .sources: kind.stage == .crossing ? .other : .tokens
      case .heads, .keyHeads, .stateHeads, .stateKeyHeads: .heads
      case .headWidth, .valueWidth, .queryLatentWidth, .latentWidth, .width, .embeddingWidth, .mixerWidth,
        .stateKeyWidth, .stateWidth, .experts, .chosenExperts, .neurons, .vocabulary, .labels, .one, .two:
        .other
      }
    }
  }
}

extension FunctionSignature {
  /// What runs along each extent of the result `name`, in a call about `sites`.
  func axes(of name: String, in sites: FunctionSites.Call) -> [AxisMeaning] {
    guard case .result(let shape, _) = argument(name)?.role else { return [] }
    return shape.map { extent in
      switch extent {
      case .fixed: .other
      case .number(let source): meaning(of: source, sites)
      case .argument(let name):
        if case .number(let source) = argument(name)?.role { meaning(of: source, sites) } else { .other }
      }
    }
  }

  private func meaning(of source: NumberSource, _ sites: FunctionSites.Call) -> AxisMeaning {
    switch source {
    case .tokens: return .tokens
    case .model(.heads): return .heads
    case .extent(let name, let axis):
      guard let site = sites.site(of: name) else { return .tokens }
      let axes = AxisMeaning.axes(of: site)
      return axes.indices.contains(axis) ? axes[axis] : .other
    case .rank, .count, .model, .layer: return .other
    }
  }
}
