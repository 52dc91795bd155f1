import JSON

/// One thing that `models info` tells of a model, in JSON and in words.
struct ModelFact {
  let key: String
  let label: String
  let value: JSONValue
  let words: String

  init(_ key: String, _ label: String, _ value: JSONValue, _ words: String? = nil) {
    self.key = key
    self.label = label
    self.value = value
    self.words = words ?? value.string ?? value.text()
  }
}
