import ExplainerCore
import Tensors

// What a pass does where a part shows it what it holds: it changes it, keeps it, marks it for the way back, and reads off
// what the objective is made of.

extension Pass {
  /// Shows the rows that a site holds, `[R, C]`; with `heads` they are kept a head at a time.
  mutating func visit(_ site: SiteID, _ flow: inout Flow, heads: Int? = nil) {
    guard watches(site) else { return }
    change(&flow, at: site, heads ?? 1)
    if captures(site) {
      for (index, text) in layout.texts.enumerated() {
        let rows = layout.texts.count == 1 ? flow.tensor : flow.tensor.rows(text.rows)
        keep(heads.map { rows.matrix.splitHeads($0) } ?? rows, of: index, at: site)
      }
    }
    mark(&flow, at: site, heads: heads, layout)
    if let elements = plan.objective[site] { read(elements, of: &flow, layout) }
    settle(site)
  }

  /// Shows queries, keys or values of the rows of `layout`.
  mutating func visit(_ site: SiteID, _ heads: inout HeadRows, in layout: RowLayout) {
    guard watches(site) else { return }
    if plan.edits[site] != nil || plan.objective[site] != nil || tape != nil {
      var flow = Flow(heads.rows.dense, node: heads.node)
      change(&flow, at: site, heads.count, layout)
      mark(&flow, at: site, heads: heads.count, layout)
      if let elements = plan.objective[site] { read(elements, of: &flow, layout) }
      heads = HeadRows(rows: flow.tensor.matrix, count: heads.count, node: flow.node)
    }
    if captures(site) {
      for (index, text) in layout.texts.enumerated() {
        keep(heads.rows.rows(text.rows).splitHeads(heads.count), of: index, at: site)
      }
    }
    settle(site)
  }

  /// Shows what is made beside the computation, if it is asked for.
  mutating func note(_ site: SiteID, in layout: RowLayout, _ derived: (RowLayout.Text) -> Tensor) {
    guard awaits(site) else { return }
    for (index, text) in layout.texts.enumerated() { keep(derived(text), of: index, at: site) }
    settle(site)
  }

  /// Shows scores of some rows alone, which the objective is made of.
  mutating func read(_ rows: [Int], of flow: Flow, at site: SiteID) {
    let elements = plan.objective[site] ?? []
    let places = Dictionary(rows.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let layout = layout
    read(elements, of: flow) { places[layout.texts[$0.text].rows.lowerBound + $0.row] }
    settle(site)
  }

  private mutating func change(_ flow: inout Flow, at site: SiteID, _ heads: Int, _ rows: RowLayout? = nil) {
    guard let edits = plan.edits[site] else { return }
    let layout = rows ?? layout
    for edit in edits { edit.apply(to: &flow.tensor, heads: heads, layout) }
    flow.node = record(flow.node) { EditStep(edits: edits, x: $0, heads: heads, layout: layout) }
  }

  private mutating func mark(_ flow: inout Flow, at site: SiteID, heads: Int?, _ layout: RowLayout) {
    guard tape != nil, plan.gradients.contains(site) else { return }
    guard let node = flow.node ?? tape?.push(LeafStep()) else { return }
    flow.node = node
    tape?.mark(Tape.Mark(site: site, node: node, heads: heads, layout: layout))
  }

  private mutating func read(_ elements: [PassPlan.Element], of flow: inout Flow, _ layout: RowLayout) {
    read(elements, of: flow) { layout.texts[$0.text].rows.lowerBound + $0.row }
    // Sites behind this one that hold the same are a place of their own on the tape: what is read here does not depend
    // on them.
    flow.node = record(flow.node) { ThroughStep(x: $0) }
  }

  private mutating func read(
    _ elements: [PassPlan.Element], of flow: Flow, _ row: (PassPlan.Element) -> Int?
  ) {
    let columns = flow.tensor.shape[1]
    var found: [(row: Int, column: Int, weight: Float)] = []
    for element in elements {
      guard let row = row(element) else { continue }
      found.append((row, element.column, element.weight))
      let value = flow.tensor[flat: row * columns + element.column]
      add(Double(element.weight) * Double(value), ofText: element.text)
    }
    guard let node = flow.node else { return }
    tape?.seed(Tape.Seed(node: node, shape: flow.tensor.shape, elements: found))
  }
}
