import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerHost
import JSON
import PluginHost
import PluginRegistry

/// `explainer conform LIBRARY`: tries a plugin against the contract.
enum ConformCommand {
  static let command = Command(
    name: "conform", summary: "Try a plugin's library against the contract.",
    discussion: """
      Each check runs in a worker of its own, on a model of every kind the entry points fit; what a check means is \
      in \(Documents.reference(to: "write-a-plugin.md")). The exit code is 0 where all pass, else 70.
      """,
    arguments: [
      .positional(
        "library", "the library (.so), or the folder of a project that has been built",
        completion: .files("so")),
      .symbol,
      .option(
        "model", "MODEL", "a model to try it on; may be repeated", repeats: true,
        absence: "the embedded ones",
        completion: .models),
      .option(
        "text", "TEXT",
        "a text to try it with, where not any will do; may be repeated where two are read together",
        repeats: true, values: .text),
      .option("set", "NAME=VALUE", "the value of a parameter; may be repeated", repeats: true, values: .text),
      .json,
    ], run: run)

  private static func run(_ given: GivenArguments) throws {
    let json = given.isOn("json")
    let installation = Installation.current()
    let conformance = try Conformance(
      installation, library: try given.value("library"), symbol: given["symbol"])
    let catalog = ModelCatalog(installation)
    var models: [ConformanceModel] = []
    let reader = ModelReader(installation)
    let names = given.all("model")
    for name in names.isEmpty ? ["demo-gpt2", "demo-bert", "demo-bart"] : names {
      models.append(try ConformanceModel(try catalog.locate(name), reader))
    }
    var findings: [JSONValue] = []
    var failed = 0
    var subject: String?
    for trial in try conformance.trials(
      on: models, parameters: try parameters(given.all("set")), texts: given.all("text"))
    {
      let finding = conformance.run(trial)
      if !finding.passed { failed += 1 }
      findings.append([
        "check": .string(trial.check.rawValue), "subject": .string(trial.subject ?? "library"),
        "passed": .bool(finding.passed), "note": .string(finding.note),
      ])
      guard !json else { continue }
      if trial.subject != subject || findings.count == 1 {
        StandardOutput.writeLine(trial.subject ?? conformance.descriptor.name)
      }
      subject = trial.subject
      StandardOutput.writeLine(line(trial.check, finding))
    }
    if json {
      StandardOutput.writeJSONLine(JSONValue.array(findings).text(pretty: true))
    } else {
      StandardOutput.writeLine(
        failed == 0
          ? "\(conformance.descriptor.name) conforms: \(findings.count) checks passed"
          : "\(conformance.descriptor.name) does not conform: \(failed) of \(findings.count) checks failed")
    }
    if failed > 0 { StandardOutput.exit(ErrorCode.pluginFault.exitCode) }
  }

  private static func line(_ check: ConformanceCheck, _ finding: ConformanceFinding) -> String {
    let name = check.rawValue + String(repeating: " ", count: max(0, 10 - check.rawValue.count))
    return finding.passed
      ? "  ok      \(name)  \(finding.note)"
      : "  FAILED  \(name)  \(finding.note)\n          expected: \(check.meaning)"
  }

  private static func parameters(_ settings: [String]) throws(ExplainerError) -> JSONObject {
    var object = JSONObject()
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw ExplainerError(
          .badParameter, "--set cannot be '\(setting)'", expected: "NAME=VALUE",
          remedy: "'explainer info ENTRY-POINT' shows the parameters")
      }
      let word = String(parts[1])
      object[String(parts[0])] = (try? JSONValue(parsing: Array(word.utf8))) ?? .string(word)
    }
    return object
  }
}
