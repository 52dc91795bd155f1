import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import JSON
import PluginHost
import PluginRegistry

extension PointCheck {
  /// The file that a parameter of type `file` names.
  func file(_ value: JSONValue, givenTo parameter: Parameter) throws(ExplainerError) -> LentFile {
    try LentFile(given: value.string ?? "", to: parameter, in: plan.script.source.folder)
  }

  /// The script, its texts, and the files that it gives to parameters, by resolved path.
  func readFiles() -> [String: String] {
    var writers: [String: String] = [:]
    for file in plan.script.textFiles + [plan.script.source.name] {
      if let path = FileSystem.resolved(file) { writers[path] = Self.input }
    }
    for planned in plan.steps {
      for parameter in planned.target.entryPoint.parameters where parameter.type == .file {
        guard let value = planned.step.parameters.first(where: { $0.key == parameter.name })?.value,
          value.references.isEmpty, let path = try? value.value(in: Scope()),
          let file = try? file(path, givenTo: parameter)
        else { continue }
        writers[file.path] = Self.input
      }
    }
    return writers
  }
}
