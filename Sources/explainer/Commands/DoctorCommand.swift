import Diagnostics
import ExplainerHost
import Files
import JSON
import PluginRegistry

/// `explainer doctor`: what this installation has and lacks.
enum DoctorCommand {
  static let command = Command(
    name: "doctor", summary: "Show what this installation has and lacks: plugins, walls, libraries, models.",
    discussion: "Exit code 0 where nothing essential is missing, else 69.", arguments: [.json], run: run)

  private static func run(_ given: GivenArguments) throws {
    let findings = InstallationReport(.current()).findings + [browser]
    if given.isOn("json") {
      StandardOutput.writeJSONLine(JSONValue.array(findings.map(\.json)).text(pretty: true))
    } else {
      StandardOutput.writeLine(findings.map(text).joined(separator: "\n"))
    }
    if findings.contains(where: { !$0.isOK && $0.isEssential }) {
      StandardOutput.exit(ErrorCode.pluginUnavailable.exitCode)
    }
  }

  private static var browser: InstallationReport.Finding {
    switch Browser.state(ProcessEnvironment.variables()) {
    case .ready(let opener): InstallationReport.Finding("browser", isOK: true, opener)
    case .noDisplay:
      InstallationReport.Finding(
        "browser", isOK: false, "--open has no display to open pages on",
        remedy: "copy pages to a machine that has one, or set BROWSER")
    case .noOpener:
      InstallationReport.Finding(
        "browser", isOK: false, "nothing opens pages for --open",
        remedy: "as root: apt-get install xdg-utils")
    }
  }

  private static func text(_ finding: InstallationReport.Finding) -> String {
    let name = finding.name + String(repeating: " ", count: max(0, 13 - finding.name.count))
    let line = "\(finding.isOK ? "ok     " : "missing")  \(name)  \(finding.text)"
    return finding.remedy.map { "\(line)\n\(String(repeating: " ", count: 24))\($0)" } ?? line
  }
}
