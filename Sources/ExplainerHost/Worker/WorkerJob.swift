import JSON

/// What a worker is started for: a task, and within which bounds.
struct WorkerJob: Sendable, Hashable {
  var task: WorkerTask
  var confinement: Confinement

  var json: JSONValue { ["task": task.json, "confinement": confinement.json] }

  init(_ task: WorkerTask, _ confinement: Confinement) {
    self.task = task
    self.confinement = confinement
  }

  /// Reads the job that this same program wrote.
  init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "the job")
    self.init(
      try reader.member("task", WorkerTask.init(json:)),
      try reader.member("confinement", Confinement.init(json:)))
  }
}
