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

  /// The place of what the first step makes; those before it are another tape's.
  private let start: Node
  /// Whether steps are kept; where they are not, a tape only tells what would be on it.
  private let keepsSteps: Bool
  private var end: Node
  private(set) var steps: [any TapeStep] = []
  private var marks: [Mark] = []
  private var seeds: [Seed] = []

  init(from start: Node = 0, keepingSteps keepsSteps: Bool = true) {
    self.start = start
    self.keepsSteps = keepsSteps
    end = start
  }

  /// Whether the objective is made of a value on it.
  var isSeeded: Bool { !seeds.isEmpty }

  /// Adds a step, and gives the place of what it makes.
  mutating func push(_ step: some TapeStep) -> Node {
    if keepsSteps { steps.append(step) }
    defer { end += 1 }
    return end
  }

  /// Remembers that a site holds a value.
  mutating func mark(_ mark: Mark) { marks.append(mark) }

  /// Remembers that the objective is made of a value.
  mutating func seed(_ seed: Seed) { seeds.append(seed) }

  /// Goes back from the objective to every site that is asked for, and is empty then.
  ///
  /// - Returns: the gradients by site, one a text; without those of sites the objective does not depend on.
  mutating func gradients(texts: Int) -> [SiteID: [Tensor?]] {
    var gradients = Gradients(texts: texts)
    goBack(&gradients)
    return gradients.kept
  }

  /// Goes back over every step.
  ///
  /// - Parameters:
  ///   - gradients: those of what the steps lead to, places before this tape's among them.
  ///   - last: a place that the objective depends on behind this tape, too.
  ///   - gradient: the gradient with respect to the value there; nil where it does not.
  mutating func goBack(_ gradients: inout Gradients, from last: Node? = nil, _ gradient: Tensor? = nil) {
    gradients.makeRoom(upTo: end)
    for seed in seeds { gradients.add(seed) }
    if let gradient { gradients.add(gradient, to: last) }
    let marked = Dictionary(grouping: marks, by: \.node)
    // A step goes once it has been gone back over, so that there is room for what is made of it.
    while let step = steps.popLast() {
      let node = start + steps.count
      guard let gradient = gradients.take(node) else {
        step.back(&gradients)
        continue
      }
      for mark in marked[node] ?? [] { gradients.keep(gradient, at: mark) }
      step.back(gradient, &gradients)
    }
    gradients.makeRoom(upTo: start)
  }
}
