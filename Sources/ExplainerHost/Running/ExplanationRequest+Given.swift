public import Diagnostics
public import ExplainerCore
import Files
public import JSON
public import PluginHost

extension ExplanationRequest {
  /// What somebody asks of `entryPoint`: parameters checked, defaults filled in, the files that parameters name looked at.
  ///
  /// The plugin is told what these are called, not where they lie.
  ///
  /// - Parameters:
  ///   - entryPoint: what is asked.
  ///   - texts: the texts.
  ///   - given: the parameters as they were given.
  ///   - truncates: whether a text longer than the context may be cut.
  ///   - folder: where paths that are relative begin; the current folder otherwise.
  /// - Throws: `badParameter` as `EntryPoint.resolve`; `notFound`, `inputOutput` or `limitReached` for a file that is missing, is no
  ///   plain file, cannot be read, or is too large.
  public init(
    asking entryPoint: EntryPoint, texts: [String], given: JSONObject, truncates: Bool, folder: String? = nil
  ) throws(ExplainerError) {
    self.init(texts: texts, parameters: try entryPoint.resolve(given).values, truncates: truncates)
    for parameter in entryPoint.parameters where parameter.type == .file {
      guard let path = parameters[parameter.name]?.string else { continue }
      files.append(try LentFile(given: path, to: parameter, in: folder))
      parameters[parameter.name] = .string(FileSystem.name(of: path))
    }
  }
}
