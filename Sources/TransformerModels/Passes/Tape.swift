import Tensors

/// The operations of a pass in their order, each with what the way back needs of it: only those that something leads to
/// which is differentiated.
///
/// Tensors are values whose copies share memory, so nothing is copied for the tape but what an operation would otherwise
/// change in place.
struct Tape {
  /// The place of a value on the tape: the number of the step that made it.
  typealias Node = Int

  /// A site whose gradient is asked for.
  struct Mark {
    let site: SiteID
    let node: Node
    /// As heads that are kept apart; nil for rows.
    let heads: Int?
    let layout: RowLayout
  }

  /// Elements of a value that the objective is made of.
  struct Seed {
    let node: Node
    let shape: [Int]
    let elements: [(row: Int, column: Int, weight: Float)]
  }

  private(set) var steps: [any TapeStep] = []
  private(set) var marks: [Mark] = []
  private(set) var seeds: [Seed] = []

  /// Adds a step, and gives the place of what it makes.
  mutating func push(_ step: some TapeStep) -> Node {
    steps.append(step)
    return steps.count - 1
  }

  /// Remembers that a site holds a value.
  mutating func mark(_ mark: Mark) { marks.append(mark) }

  /// Remembers that the objective is made of a value.
  mutating func seed(_ seed: Seed) { seeds.append(seed) }

  /// Goes back from the objective to every site that is asked for.
  ///
  /// - Returns: the gradients by site, one a text; without those of sites the objective does not depend on.
  consuming func gradients(texts: Int) -> [SiteID: [Tensor?]] {
    var gradients = Gradients(nodes: steps.count, texts: texts)
    for seed in seeds { gradients.add(seed) }
    let marked = Dictionary(grouping: marks, by: \.node)
    for node in steps.indices.reversed() {
      guard let gradient = gradients.take(node) else { continue }
      for mark in marked[node] ?? [] { gradients.keep(gradient, at: mark) }
      steps[node].back(gradient, &gradients)
    }
    return gradients.kept
  }
}
