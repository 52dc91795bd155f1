import Glibc

/// The environment this process was started with.
package enum ProcessEnvironment {
  /// All variables; of two with one name the last counts.
  package static func variables() -> [String: String] {
    var result: [String: String] = [:]
    var place = environ
    while let entry = place.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      place += 1
    }
    return result
  }
}
