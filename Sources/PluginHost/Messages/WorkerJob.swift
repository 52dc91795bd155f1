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

  /// Reads the job that this same program wrote.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "the job")
    self.init(
      try reader.member("task", WorkerTask.init(json:)),
      try reader.member("confinement", Confinement.init(json:)))
  }
}
