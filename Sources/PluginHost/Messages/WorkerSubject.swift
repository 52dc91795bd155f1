package import Diagnostics

/// What a worker is about, for messages on how it ended.
package struct WorkerSubject: Sendable, Hashable {
  /// Where an error says it happened: a library, a model.
  package var label: String
  /// The same in the middle of a sentence.
  package var name: String
  /// What it was doing: `running predictions`.
  package var activity: String
  /// What a crash counts as.
  package var fault: ErrorCode
  /// What a reader can do where it crashes.
  package var crashRemedy: String

  /// What there is to say of a plugin's fault.
  package static let pluginRemedy = "this is a fault of the plugin; nothing was written"

  /// A subject with these words.
  package init(
    label: String, name: String, activity: String, fault: ErrorCode = .pluginFault,
    crashRemedy: String = pluginRemedy
  ) {
    self.label = label
    self.name = name
    self.activity = activity
    self.fault = fault
    self.crashRemedy = crashRemedy
  }
}

extension WorkerSubject {
  /// A model that this program itself reads.
  package init(model name: String) {
    self.init(
      label: name, name: "reading \(name)", activity: "being read", fault: .internalFault,
      crashRemedy:
        "nothing was written; a file that is cut while it is read does this, else it is a fault of explainer")
  }
}
