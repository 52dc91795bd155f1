import JSON

/// The bounds a worker keeps its plugin in.
struct Confinement: Sendable, Hashable {
  /// Bytes of private memory the worker may use; 0 is without limit.
  var memoryLimit: Int

  var json: JSONValue { ["memory_limit": .integer(memoryLimit)] }

  init(memoryLimit: Int) { self.memoryLimit = memoryLimit }

  /// Reads the bounds that this same program wrote; nil where they are none.
  init?(json: JSONValue) {
    guard let memoryLimit = json["memory_limit"]?.int else { return nil }
    self.init(memoryLimit: memoryLimit)
  }
}
