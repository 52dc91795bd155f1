import PluginRegistry
import Diagnostics
import ExplainerCore
import JSON

/// Checks what every point of the loops asks for, as far as it is known before anything runs.
struct PointCheck {
  let plan: ChainPlan
  let log: ProblemLog

  func check() {
    for step in plan.steps { checkParameters(of: step) }
    checkTexts()
    checkPoints()
  }

  /// Names, and values that are the same everywhere.
  private func checkParameters(of planned: PlannedStep) {
    let entryPoint = planned.target.entryPoint
    for member in planned.step.parameters {
      let path = planned.step.path + ["with", member.key]
      guard let parameter = entryPoint.parameters.first(where: { $0.name == member.key }) else {
        let known = entryPoint.parameters.map(\.name)
        log.add(
          "\(entryPoint.name) has no parameter '\(member.key)'", at: path, key: true,
          remedy: Suggestion.nearest(to: member.key, among: known).map { "did you mean '\($0)'?" }
            ?? "its parameters are \(known.joined(separator: ", "))")
        continue
      }
      if member.value.references.isEmpty { check(member.value, of: parameter, in: Scope(), path) }
    }
  }

  private func check(_ value: ValueTemplate, of parameter: Parameter, in scope: Scope, _ path: [String]) {
    do throws(ValueTemplate.Failure) {
      let value = try value.value(in: scope)
      guard !value.isNull else { return }
      do throws(ExplainerError) {
        let value = try parameter.check(value)
        if parameter.type == .file { _ = try file(value, givenTo: parameter) }
      } catch { log.add(error, at: path) }
    } catch { log.add(error.error, at: error.path) }
  }

  /// Kinds of models and numbers of texts.
  private func checkTexts() {
    for planned in plan.steps {
      let (step, entryPoint) = (planned.step, planned.target.entryPoint)
      let names =
        step.model.map { [$0.template.constant].compactMap { $0 } } ?? plan.script.models.map(\.name)
      for name in names {
        // Of one that has yet to be fetched only the kind is known.
        let misfit =
          plan.models[name].map { entryPoint.misfit(to: $0.info) }
          ?? plan.kinds[name].flatMap { entryPoint.misfit(toKind: $0, of: name) }
        if let misfit { log.add(misfit, at: step.path + ["run"]) }
      }
      if step.model != nil, step.model?.template.constant == nil {
        log.add("a step's model must be known beforehand", at: step.path + ["model"])
      }
      if let texts = step.texts {
        do { try entryPoint.checkCount(ofTexts: texts.count) } catch { log.add(error, at: step.path) }
      } else if !plan.script.namesTexts, entryPoint.texts.lowerBound > 0 {
        log.add(
          "there is no text for \(entryPoint.name)", at: step.path,
          remedy: "add 'texts:' to the script or the step")
      } else if let odd = plan.script.texts.first(where: { !entryPoint.texts.contains($0.texts.count) }) {
        let (least, most) = (entryPoint.texts.lowerBound, entryPoint.texts.upperBound)
        log.add(
          "\(entryPoint.name) reads texts", at: step.path + ["run"],
          expected: least == most ? "\(least)" : "\(least) to \(most)",
          found: "\(odd.texts.count) at \(odd.location)")
      }
    }
  }

  /// Values that change with the point, and files.
  private func checkPoints() {
    let changing = plan.steps.map { planned in
      planned.step.parameters.filter { member in
        let roots = member.value.references.map(\.reference.root)
        return !roots.isEmpty && roots.allSatisfy(ChainPoint.roots.contains)
      }
    }
    let outputs = plan.steps.map { planned in
      planned.step.outputs.filter { !$0.template.template.references.contains { $0.root == "each_index" } }
    }
    var writers = readFiles()
    guard changing.contains(where: { !$0.isEmpty }) || outputs.contains(where: { !$0.isEmpty }) else {
      return checkCollections(&writers)
    }
    for point in plan.points {
      guard !log.isFull else { return }
      let scope = point.scope
      for (index, planned) in plan.steps.enumerated() {
        for member in changing[index] {
          guard let parameter = planned.target.entryPoint.parameters.first(where: { $0.name == member.key })
          else { continue }
          check(member.value, of: parameter, in: scope, planned.step.path + ["with", member.key])
        }
        for output in outputs[index] {
          claim(output.template, in: scope, planned.step.id, &writers)
        }
      }
    }
    checkCollections(&writers)
  }

  private func checkCollections(_ writers: inout [String: String]) {
    for collection in plan.script.collections {
      for output in collection.outputs {
        claim(output.template, in: Scope(), collection.id, &writers)
      }
    }
    if let report = plan.script.report {
      claim(report, in: Scope(), "report", &writers)
    }
  }

  private func claim(
    _ output: LocatedTemplate, in scope: Scope, _ writer: String, _ writers: inout [String: String]
  ) {
    let path: String
    do { path = try OutputPath.relative(output.template, in: scope) } catch {
      return log.add(error, at: output.path)
    }
    guard let other = writers.updateValue(writer, forKey: plan.outputs.absolute(path)) else { return }
    guard other != Self.input else {
      return log.add("'\(path)' is what the script reads; it cannot be written over", at: output.path)
    }
    log.add(
      other == writer
        ? "'\(path)' would be written more than once"
        : "'\(other)' and '\(writer)' both write '\(path)'",
      at: output.path,
      remedy: other == writer
        ? "put what differs into its name: ${index}, ${model} or a value of ${matrix}" : nil)
  }

  /// Who has written what the script reads.
  static let input = ""
}
