import ExplainerCore
import Tensors

/// One run over one or several texts: what is read, what is changed, what is remembered for the way back, which rows
/// belong to which text, and what lies in the caches.
///
/// Parts call its operations and show it what they hold at their sites; they know nothing of all that.
struct Pass: ~Copyable {
  /// What is asked for.
  let plan: PassPlan
  /// What each text has passed already, where texts are being continued; else empty.
  let caches: [TextCache]
  /// The rows of the stack that is running.
  private(set) var layout = RowLayout()
  /// The rows of the encoder, once it has been read.
  private(set) var encoderLayout = RowLayout()
  /// What the sites asked for held, one trace a text.
  private(set) var traces: [Trace]
  /// The objective's value, one a text.
  private(set) var values: [Double]
  /// Looks at tensors in place of keeping them; nil in a pass that keeps.
  private(set) var inspection: SiteInspection?
  /// The operations, for the way back; nil where nothing is differentiated.
  var tape: Tape?

  let catalog: SiteCatalog
  /// By number of site: whether it is captured, or the objective is made of it, and has not been seen yet.
  private var awaited: [Bool]
  private var unseen: Int
  /// Whether nothing is read, changed or differentiated: a visit then is this one question.
  private let isPlain: Bool

  /// A pass as planned, which stops behind the last site that is captured or the objective is made of.
  init(
    _ plan: PassPlan, in catalog: SiteCatalog, caches: [TextCache] = [],
    inspecting inspection: SiteInspection? = nil
  ) {
    self.plan = plan
    self.caches = caches
    self.catalog = catalog
    self.inspection = inspection
    traces = [Trace](repeating: Trace(), count: plan.inputs.count)
    values = [Double](repeating: 0, count: plan.inputs.count)
    tape = plan.gradients.isEmpty ? nil : Tape()
    isPlain = plan.captured.isEmpty && plan.edits.isEmpty && plan.objective.isEmpty
    awaited = isPlain ? [] : [Bool](repeating: false, count: catalog.sites.count)
    unseen = 0
    for number in plan.captured.compactMap(catalog.number(of:)) + plan.objective.keys
    where !awaited[number.index] {
      awaited[number.index] = true
      unseen += 1
    }
  }

  /// A part of `plan` once more, for the tape alone: nothing is captured, and where it stops does not matter.
  ///
  /// - Parameters:
  ///   - layout: the rows of the stack.
  ///   - encoderLayout: those of the encoder.
  init(again plan: PassPlan, in catalog: SiteCatalog, _ layout: RowLayout, encoderLayout: RowLayout) {
    var plan = plan
    plan.captured = []
    plan.runsToEnd = false
    self.init(plan, in: catalog)
    self.layout = layout
    self.encoderLayout = encoderLayout
  }

  /// Whether the pass can stop here.
  var isDone: Bool { unseen == 0 && !plan.runsToEnd }

  /// Whether somebody waits for what a site holds.
  func awaits(_ site: SiteID) -> Bool { !isPlain && site != .none && awaited[site.index] }

  /// Whether what a site holds is looked at in any way.
  func watches(_ site: SiteID) -> Bool {
    !isPlain && site != .none
      && (awaited[site.index] || plan.edits[site] != nil || plan.gradients.contains(site))
  }

  /// Whether what a site holds is kept.
  func captures(_ site: SiteID) -> Bool {
    awaits(site) && (plan.objective[site] == nil || plan.captured.contains(catalog.sites[site.index]))
  }
}

// MARK: - Rows

extension Pass {
  /// Goes on with the texts that a stack reads; those of the encoder are remembered.
  mutating func enter(_ stack: String?) {
    if stack == "decoder" { encoderLayout = layout }
    layout = RowLayout(
      lengths: plan.inputs.map { ids(of: $0, in: stack).count },
      starts: stack == "encoder" ? [] : caches.map(\.count))
  }

  /// Goes on with other rows: of what is read off, say.
  mutating func go(on layout: RowLayout) { self.layout = layout }

  /// The ids a stack reads of all texts, `[R]`.
  func ids(in stack: String?) -> [Int] {
    plan.inputs.count == 1
      ? ids(of: plan.inputs[0], in: stack) : plan.inputs.flatMap { ids(of: $0, in: stack) }
  }

  /// The segment of each token of all texts, `[R]`; 0 where an input has none.
  var segments: [Int] { plan.inputs.flatMap { $0.segments ?? [Int](repeating: 0, count: $0.ids.count) } }

  private func ids(of input: ModelInput, in stack: String?) -> [Int] {
    stack == "decoder" ? input.decoderIDs ?? [] : input.ids
  }
}

// MARK: - What is kept

extension Pass {
  /// Keeps what a site holds of one text; `settle` follows when all have been kept.
  mutating func keep(_ tensor: Tensor, of text: Int, at site: SiteID) {
    let address = catalog.sites[site.index]
    guard inspection != nil else {
      traces[text].append(tensor, at: address)
      return
    }
    inspection?.look(at: tensor, of: address)
  }

  /// Nothing more is awaited of a site; nor of any, where an inspection has found what it looks for.
  mutating func settle(_ site: SiteID) {
    guard awaited[site.index] else { return }
    awaited[site.index] = false
    unseen -= 1
    guard inspection?.found != nil else { return }
    awaited = [Bool](repeating: false, count: awaited.count)
    unseen = 0
  }

  /// Adds to the objective's value of a text.
  mutating func add(_ value: Double, ofText text: Int) { values[text] += value }
}
