import Diagnostics
import ExplainerCore
import JSON

/// Checks that everything expressions speak of is there, and comes before them.
struct ReferenceCheck {
  let script: ChainScript
  let log: ProblemLog

  /// The members of a step's result.
  static let documentMembers = [
    "schema", "entry_point", "plugin", "model", "texts", "parameters", "tokens", "result", "figures",
    "checks",
    "tensors",
  ]

  func check() {
    for (index, step) in script.steps.enumerated() {
      let earlier = Array(script.steps[..<index])
      for one in step.references {
        check(one.reference, one.path, earlier, isInEach: step.each != nil, step: step)
      }
      for reference in step.each?.expression.references ?? [] {
        check(reference, step.each?.path ?? step.path, earlier, isInEach: false, step: step)
      }
      checkOutputs(of: step)
    }
    for collection in script.collections {
      for one in collection.references {
        check(one.reference, one.path, script.steps, isInEach: collection.each != nil)
      }
      for reference in collection.each?.expression.references ?? [] {
        check(reference, collection.each?.path ?? collection.path, script.steps, isInEach: false)
      }
      for output in collection.outputs where output.template.template.constant == nil {
        log.add(
          "a collection is one for all points, its output cannot change with them", at: output.template.path)
      }
    }
    if let report = script.report, report.template.constant == nil {
      log.add("a report is one for all points, its name cannot change with them", at: report.path)
    }
  }

  private func check(
    _ reference: Reference, _ path: [String], _ earlier: [ChainStep], isInEach: Bool, step: ChainStep? = nil
  ) {
    let root = reference.root
    if root == "matrix" {
      return checkMember(of: reference, path, among: script.matrix.map(\.name), "the matrix")
    }
    if root == "item" { return checkItem(reference, path) }
    if ChainPoint.roots.contains(root) || isInEach && ChainPoint.eachRoots.contains(root) { return }
    guard let target = earlier.first(where: { $0.id == root }) else {
      return addUnknown(reference, path, earlier, isInEach: isInEach, step: step)
    }
    checkUse(ofChecks: reference, path, at: target.each == nil ? 0 : 1)
    guard let first = reference.steps.first else { return }
    if target.each != nil {
      if case .member(let name) = first, name != "length" {
        log.add(
          "'\(root)' has a result for each element of its 'each'", at: path,
          remedy: "say which: \(root)[0].\(name), or all of them: \(root)[*].\(name)")
      }
    } else if case .member(let name) = first, !Self.documentMembers.contains(name) {
      log.add(
        "step '\(root)' has no '\(name)'", at: path,
        remedy: Suggestion.nearest(to: name, among: Self.documentMembers).map { "did you mean '\($0)'?" }
          ?? "what it found is in '\(root).result'")
    }
  }

  /// A check is its value, whether it passed, and what it means: which of them is meant must be said.
  ///
  /// - Parameter index: where among the steps `checks` stands.
  private func checkUse(ofChecks reference: Reference, _ path: [String], at index: Int) {
    let steps = reference.steps.dropFirst(index)
    guard steps.count > 1, steps.first == .member("checks") else { return }
    let one = reference.root + Reference.text(of: reference.steps.prefix(index + 2))
    switch steps.dropFirst(2).first {
    case nil where steps.last != .member("length"):
      log.add("a check is more than its value", at: path, remedy: "say \(one).passed, or \(one).value")
    case .member(let name)? where name != "length" && !Check.members.contains(name):
      log.add(
        "a check has no '\(name)'", at: path,
        remedy: Suggestion.nearest(to: name, among: Check.members).map { "did you mean '\($0)'?" }
          ?? "it has \(Check.members.joined(separator: ", "))")
    default: break
    }
  }

  private func addUnknown(
    _ reference: Reference, _ path: [String], _ earlier: [ChainStep], isInEach: Bool, step: ChainStep?
  ) {
    let root = reference.root
    if let step, step.id == root { return log.add("step '\(root)' speaks of its own result", at: path) }
    if let step, let later = script.steps.first(where: { $0.id == root }) {
      let isCycle = later.references.contains { $0.reference.root == step.id }
      return isCycle
        ? log.add("steps '\(step.id)' and '\(root)' each need the other's result", at: path)
        : log.add(
          "step '\(root)' comes later", at: path, remedy: "move it above step '\(step.id)'")
    }
    if ChainPoint.eachRoots.contains(root) {
      return log.add("'\(root)' has a meaning only where there is an 'each:'", at: path)
    }
    let known = earlier.map(\.id) + ChainPoint.roots + (isInEach ? ChainPoint.eachRoots : [])
    log.add(
      "there is no step '\(root)'", at: path,
      remedy: Suggestion.nearest(to: root, among: known).map { "did you mean '\($0)'?" }
        ?? "expressions can use \(known.joined(separator: ", "))")
  }

  private func checkMember(of reference: Reference, _ path: [String], among known: [String], _ what: String) {
    guard case .member(let name)? = reference.steps.first, !known.contains(name) else { return }
    log.add(
      "\(what) has no '\(name)'", at: path,
      remedy: Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
        ?? (known.isEmpty ? nil : "it has \(known.joined(separator: ", "))"))
  }

  private func checkItem(_ reference: Reference, _ path: [String]) {
    guard case .member(let name)? = reference.steps.first else { return }
    guard let lacking = script.texts.first(where: { $0.record[name] == nil }) else { return }
    log.add(
      "the text at \(lacking.location) has no '\(name)'", at: path,
      remedy: Suggestion.nearest(to: name, among: lacking.record.keys).map { "did you mean '\($0)'?" })
  }

  /// Paths are known before anything runs, so that no two results can meet in one file.
  private func checkOutputs(of step: ChainStep) {
    for output in step.outputs {
      if ![.html, .svg, .json, .txt, .safetensors, .npz].contains(output.format) {
        log.add(
          "a step cannot be written as \(output.format.rawValue)", at: output.template.path,
          expected: "html, svg, json, txt, safetensors or npz")
      }
      let roots = output.template.template.references.map(\.root)
      if let other = roots.first(where: { !ChainPoint.roots.contains($0) && $0 != "each_index" }) {
        log.add(
          "a file's name must be known before anything runs, '\(other)' is not", at: output.template.path,
          remedy: "use index, each_index, item, matrix or model")
      }
      if step.each != nil, !roots.contains("each_index") {
        log.add(
          "all elements of 'each' would be written to one file", at: output.template.path,
          remedy: "put ${each_index} into its name")
      }
    }
  }
}
