/// Makes the instructions of a `SplitPattern`.
struct SplitPatternCompiler {
  /// The instructions so far.
  private(set) var instructions: [SplitPattern.Instruction] = []
  /// The sets they name.
  private(set) var sets: [ScalarSet] = []
  /// The runs of one alternative that may have to give back more than a few of the scalars they took.
  private var longRetries = 0
  /// In how many ways the alternative could be tried without these, at most.
  private var ways = 1

  /// Adds an alternative of the whole pattern, and gives the scalars it can begin with, and maybe others.
  mutating func compile(_ terms: [SplitTerm]) throws(SplitPatternProblem) -> ScalarSet {
    longRetries = 0
    ways = 1
    emit(terms, before: [])
    instructions.append(.match)
    // Else a file could ask for the cube of a match's length, or for twice as long with every character of the pattern.
    guard longRetries < 2, ways <= 256 else {
      throw SplitPatternProblem(message: "several repetitions of the same characters after each other")
    }
    var first = ScalarSet()
    guard Self.add(terms, to: &first) else {
      throw SplitPatternProblem(message: "an alternative that fits without any character")
    }
    return first
  }

  /// Adds the instructions of `terms`, which `rest` follows.
  private mutating func emit(_ terms: [SplitTerm], before rest: [SplitTerm]) {
    for (index, term) in terms.enumerated() {
      let next = terms[(index + 1)...] + rest
      switch term {
      case .run(let set, let least, let most, let isPossessive):
        let givesBack = most > least && !isPossessive && Self.mayHelp(next, toGiveBack: set)
        if givesBack, most - least > 64 {
          longRetries += 1
        } else if givesBack {
          ways = min(ways * (most - least + 1), 1 << 20)
        }
        instructions.append(.run(set: number(of: set), least: least, most: most, givesBack: givesBack))
      case .edge(let isStart): instructions.append(.edge(isStart: isStart))
      case .ahead(let set, let isIn): instructions.append(.ahead(set: number(of: set), isIn: isIn))
      case .group(let alternatives, let isOptional):
        emit(alternatives + (isOptional ? [[]] : []), before: next)
      }
    }
  }

  /// Adds the instructions of `alternatives`, all of which `rest` follows.
  private mutating func emit(_ alternatives: [[SplitTerm]], before rest: ArraySlice<SplitTerm>) {
    ways = min(ways * alternatives.count, 1 << 20)
    var jumps: [Int] = []
    for (index, alternative) in alternatives.enumerated() {
      let choice = instructions.count
      let isLast = index == alternatives.count - 1
      if !isLast { instructions.append(.match) }
      emit(alternative, before: Array(rest))
      guard !isLast else { continue }
      jumps.append(instructions.count)
      instructions.append(.match)
      instructions[choice] = .choice(otherwise: instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func number(of set: ScalarSet) -> Int {
    if let index = sets.firstIndex(of: set) { return index }
    sets.append(set)
    return sets.count - 1
  }

  /// Whether `rest`, where it does not fit behind a run of `set`, may fit behind a shorter one.
  private static func mayHelp(_ rest: ArraySlice<SplitTerm>, toGiveBack set: ScalarSet) -> Bool {
    if rest.allSatisfy(\.fitsEverywhere) { return false }
    guard case .run(let next, let least, _, _)? = rest.first, least > 0 else { return true }
    return !next.isDisjoint(with: set)
  }

  /// Adds to `first` what `terms` can begin with, and gives whether they always take something.
  private static func add(_ terms: [SplitTerm], to first: inout ScalarSet) -> Bool {
    for term in terms {
      switch term {
      case .run(let set, let least, let most, _):
        guard most > 0 else { continue }
        first = first.union(set.coarse) ?? first
        if least > 0 { return true }
      case .ahead, .edge: continue
      case .group(let alternatives, let isOptional):
        var takes = !isOptional
        for alternative in alternatives where !add(alternative, to: &first) { takes = false }
        if takes { return true }
      }
    }
    return false
  }
}
