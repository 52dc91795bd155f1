import Checkpoints
import ExplainerCore
import Files
import PluginRegistry

/// What one can do next on this machine: what the program says when it is called by itself.
struct WelcomeText {
  private let installation: Installation
  private let program: String

  /// - Parameter program: how the program was called; commands to paste begin with it where it is a path.
  init(_ installation: Installation, program: String) {
    self.installation = installation
    self.program = !program.contains("/") ? "explainer" : program.contains(" ") ? "'\(program)'" : program
  }

  /// Whether a page can be opened here.
  private var opens: Bool {
    if case .ready = Browser.state(installation.environment) { true } else { false }
  }

  /// At most 24 lines, the last one without a newline.
  ///
  /// - Throws: where a registry cannot be read.
  func text() throws -> String {
    let registry = try Registry(installation)
    let locator = ModelLocator(
      embeddedRoots: installation.modelFolders, environment: installation.environment)
    let cached = locator.cache.ids.compactMap { id in
      HubID(id).flatMap { try? locator.cache.locate($0) }
    }
    let others = registry.entryPoints.filter { !$0.isBuiltIn }
    var lines = [
      "\(ProgramVersion.program): why did this language model say that?", "", "A first question:",
      "  \(program) run predictions --model demo-gpt2 --text \" Heathrow airport is in the city of\"",
      "What attends to what, as a page for the browser:",
      "  \(program) run attention_head_view --model demo-bert --text \"The cat sat on the mat\" -o head.html\(opens ? " --open" : "")",
      "", "Models on this machine:",
      row("with the program", locator.embeddedNames),
      cached.isEmpty
        ? row("in the cache", ["none yet: '\(program) models download distilgpt2' fetches one"])
        : row("in the cache", cached.map(\.id)),
      "What can be asked of them:",
      row("with the program", registry.entryPoints.filter(\.isBuiltIn).map(\.entryPoint.name)),
    ]
    if !others.isEmpty { lines.append(row("installed", others.map(\.entryPoint.name))) }
    lines += ["", "Next:"]
    lines += commands(example: others.first?.entryPoint.name ?? "predictions")
    return lines.joined(separator: "\n")
  }

  private func commands(example: String) -> [String] {
    var rows = [
      ("\(program) list-entry-points", "what can be asked, with parameters"),
      ("\(program) info \(example)", "what an answer means, and how it can mislead"),
      ("\(program) generate NAME", "an explainer of your own"),
      ("\(program) --help", "all commands"),
    ]
    if let guide = installation.guide { rows.append((guide, "the tutorial")) }
    let width = rows.map(\.0.count).filter { $0 < 50 }.max() ?? 0
    return rows.map { left, right in
      "  \(left)\(String(repeating: " ", count: max(0, width - left.count)))  \(right)"
    }
  }

  /// As many names as fit in a line.
  private func row(_ heading: String, _ names: [String]) -> String {
    var line = "  \(heading)\(String(repeating: " ", count: max(0, 18 - heading.count)))"
    for (index, name) in names.enumerated() {
      let left = names.count - index
      let more = left > 1 ? " and \(left) more" : ""
      if index > 0, line.count + name.count + 2 + (left > 1 ? more.count : 0) > WrappedText.width {
        return "\(line) and \(left) more"
      }
      line += (index > 0 ? ", " : "") + name
    }
    return line
  }
}
