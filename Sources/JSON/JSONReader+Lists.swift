import Diagnostics

extension JSONReader {
  /// The elements of the array `key`; none where it is missing, unless it is `required`.
  package func array(_ key: String, required: Bool = false) throws(JSONReadingError) -> [JSONValue] {
    required ? try member(key, "an array", \.array) : try optional(key, "an array", \.array) ?? []
  }

  /// The elements of the array `key`, each as `read` takes it; `kind` says what each should be.
  package func elements<Element>(
    _ key: String, required: Bool = false, _ kind: String, _ read: (JSONValue) -> Element?
  ) throws(JSONReadingError) -> [Element] {
    let array = try array(key, required: required)
    var elements: [Element] = []
    elements.reserveCapacity(array.count)
    for (index, element) in array.enumerated() {
      guard let value = read(element) else {
        throw JSONReadingError(key, index, is: element, expected: kind)
      }
      elements.append(value)
    }
    return elements
  }

  /// The elements of the array `key`, each read by `read`; an error says where it is.
  package func elements<Element>(
    _ key: String, required: Bool = false, _ read: (JSONValue) throws(JSONReadingError) -> Element
  ) throws(JSONReadingError) -> [Element] {
    let array = try array(key, required: required)
    do { return try array.read(read) } catch { throw error.inside([key]) }
  }

  /// The strings of the array `key`; none where it is missing.
  package func strings(_ key: String) throws(JSONReadingError) -> [String] {
    try elements(key, "a string", \.string)
  }

  /// The whole numbers of the array `key`; nil where it is missing.
  package func optionalInts(_ key: String) throws(JSONReadingError) -> [Int]? {
    self[key] == nil ? nil : try elements(key, "a whole number", \.int)
  }

  // MARK: - What nobody reads

  /// Refuses members that nobody would read: a slip in a descriptor is a parameter that is not there, one in a signature
  /// undefined behaviour, one in a request an answer to another question.
  ///
  /// - Parameters:
  ///   - known: the members there are.
  ///   - schema: what the text says of its own form; one that is newer than ours may have members we do not know.
  package func refuseOthers(
    than known: [String], schema: FormatVersion? = nil
  ) throws(JSONReadingError) {
    guard schema?.isNewer != true else { return }
    for key in object.keys where !known.contains(key) && self[key] != nil {
      let near = Suggestion.nearest(to: key, among: known)
      throw JSONReadingError(
        "there is no member '\(key)' here; "
          + (near.map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))"), at: [key])
    }
  }
}
