package import JSON
package import Sandbox

/// What a worker is started for: a task, and within which bounds.
package struct WorkerJob: Sendable, Hashable {
  package var task: WorkerTask
  package var confinement: Confinement

  package var json: JSONValue { ["task": task.json, "confinement": confinement.json] }

  package init(_ task: WorkerTask, _ confinement: Confinement) {
    self.task = task
    self.confinement = confinement
  }

  /// Reads the job that this same program wrote; nil where it is not one.
  package init?(json: JSONValue) {
    guard let task = json["task"].flatMap(WorkerTask.init(json:)),
      let confinement = json["confinement"].flatMap(Confinement.init(json:))
    else { return nil }
    self.init(task, confinement)
  }
}
