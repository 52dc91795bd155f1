public import ExplainerCore

/// A whole study in one value: every explanation of a script, what they were made from, and what is missing.
///
/// `ReportRenderer` draws it as one page; its JSON form (`json()`) is the schema `explainer/report/1`. A report holds no
/// time and no name of a machine, so that the same study gives the same bytes.
public struct Report: Sendable {
  /// What the study is called.
  public var title: String
  /// What it asks and how to read it, in paragraphs separated by blank lines; may be empty.
  public var introduction: String
  /// The program and its version, such as `explainer 0.1.0`.
  public var program: String
  /// The script that was run; nil where there was none.
  public var script: Script?
  /// The models, in the order of their first use.
  public var models: [ModelEntry]
  /// The entry points with their libraries, in the order of their first use.
  public var plugins: [PluginEntry]
  /// What the study found over all its texts and models, shown first; a view gives way to the figures that stand for it.
  public var summary: [Figure]
  /// The explanations, by text, model or point of a grid.
  public var sections: [Section]
  /// What is missing or was left out, one sentence each; shown before everything else.
  public var notes: [String]

  /// Creates a report.
  public init(
    title: String, introduction: String = "", program: String, script: Script? = nil,
    models: [ModelEntry] = [],
    plugins: [PluginEntry] = [], summary: [Figure] = [], sections: [Section] = [], notes: [String] = []
  ) {
    self.title = title
    self.introduction = introduction
    self.program = program
    self.script = script
    self.models = models
    self.plugins = plugins
    self.summary = summary
    self.sections = sections
    self.notes = notes
  }

  /// The summary without views, which need a plugin's module.
  var plainSummary: [Figure] {
    summary.flatMap { figure in
      if case .view(let view) = figure.content { view.fallback } else { [figure] }
    }
  }
}
