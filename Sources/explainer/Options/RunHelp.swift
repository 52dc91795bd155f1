import ExplainerCore
import PluginRegistry

/// The help of `run`, made from the registry.
enum RunHelp {
  /// Without an entry point.
  static let general: String = """
    USAGE: explainer run <entry-point> --model <model> --text <text> [options]

    Runs an entry point on a model and a text.

      explainer list-entry-points         what there is to run
      explainer run predictions --help    what an entry point takes

    OPTIONS:
    \(options)
    """

  /// For one entry point.
  static func text(for target: RegisteredEntryPoint) -> String {
    let entryPoint = target.entryPoint
    return """
      USAGE: explainer run \(entryPoint.name) --model <model> --text <text> [options]

      \(WrappedText.lines(entryPoint.summary))

      PARAMETERS OF \(entryPoint.name):
      \(ParameterHelp.text(entryPoint.parameters))

      OPTIONS:
      \(options)

      'explainer info \(entryPoint.name)' shows the whole documentation.
      """
  }

  private static var options: String {
    ParameterHelp.table(
      RunOptions.descriptions.map { description in
        let short = description.option.short.map { "-\($0), " } ?? ""
        let value = description.value.isEmpty ? "" : " \(description.value)"
        return ("\(short)--\(description.option.name)\(value)", description.summary)
      })
  }
}
