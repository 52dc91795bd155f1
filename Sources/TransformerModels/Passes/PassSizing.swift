import ExplainerCore
import Tensors

/// Adds up what a pass is going to hold.
struct PassSizing {
  let parts: Composition
  let catalog: SiteCatalog
  let plan: PassPlan
  /// The sites that are changed.
  let edited: Set<SiteID>

  /// What the pass holds.
  ///
  /// - Complexity: O(sites × texts).
  func size() -> PassSize {
    let stages = stages()
    let captured = bytes(of: plan.captured.compactMap(catalog.number(of:)), sharing: edited.isEmpty)
    let gradients = bytes(of: plan.gradients)
    var tape = stages.reduce(0) { $0 + $1.tape }
    let working = stages.reduce(0) { max($0, $1.working.there, $1.working.back) }
    var size = PassSize(
      captured: Self.count(captured), tape: Self.count(tape), gradients: Self.count(gradients),
      working: Self.count(working))
    // The most that there is at the end of the way there, at the end, and on the way back.
    var most = captured + max(gradients, tape + (stages.map(\.working.there).max() ?? 0))
    var made = 0.0
    for stage in stages.reversed() {
      made += stage.gradients
      most = max(most, captured + tape + made + stage.working.back)
      tape -= stage.tape
    }
    // What the allocator needs beside: small change of everything, gaps where memory comes and goes (measured).
    size.total = Self.count(most + most / 32 + working / 6 + Self.least)
    return size
  }

  /// What is there beside tensors, in bytes.
  private static let least = 0x1p18

  private static func count(_ bytes: Double) -> Int { Int(min(bytes, 0x1p62)) }
}

// MARK: - Sites and rows

extension PassSizing {
  func length(of input: ModelInput, in stack: Stack?) -> Double {
    Double(stack?.name == "decoder" ? input.decoderIDs?.count ?? 0 : input.ids.count)
  }

  func rows(of stack: Stack) -> Double { plan.inputs.reduce(0) { $0 + length(of: $1, in: stack) } }

  /// The bytes of a stack's stream.
  func stream(of stack: Stack) -> Double {
    guard case .size(let width)? = catalog.declarations[stack.embedding.site.index].shape.last else {
      return 0
    }
    return PartSize.bytes([rows(of: stack) * Double(width)])
  }

  func watches(_ site: SiteID) -> Bool {
    site != .none
      && (plan.gradients.contains(site) || plan.objective[site] != nil || edited.contains(site)
        || plan.captured.contains(catalog.sites[site.index]))
  }

  func gradients(in sites: ClosedRange<Int>) -> Set<SiteID> {
    plan.gradients.filter { sites.contains($0.index) }
  }

  /// The bytes of what sites hold of all texts.
  ///
  /// - Parameter sharing: whether a site that holds what the one before it holds has its memory.
  func bytes(of sites: some Sequence<SiteID>, sharing: Bool = false) -> Double {
    let all = Set(sites)
    let same = sharing ? sameAsBefore : []
    return all.reduce(0) { total, site in
      let declaration = catalog.declarations[site.index]
      let isShared = same.contains(site) && all.contains(SiteID(index: site.index - 1))
      return isShared ? total : total + PartSize.bytes(plan.inputs.map { declaration.count(over: $0) })
    }
  }

  /// The sites that hold what the one before them holds, unless an edit stands between them: what enters a layer, and what a
  /// half adds that is neither normed nor multiplied first.
  private var sameAsBefore: Set<SiteID> {
    let blocks = [parts.encoder, parts.stack].compactMap { $0 }.flatMap(\.blocks)
    let added = blocks.flatMap(\.halves).filter { $0.outputNorm == nil && $0.multiplier == nil }
    return Set(blocks.map(\.input) + added.map(\.contribution))
  }
}
