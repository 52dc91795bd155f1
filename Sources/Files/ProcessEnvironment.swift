import Glibc

/// The environment this process was started with.
package enum ProcessEnvironment {
  /// All variables; of two with one name the last counts.
  package static func variables() -> [String: String] {
    var result: [String: String] = [:]
    var variable = environ
    while let entry = variable.pointee {
      let text = String(cString: entry)
      if let equals = text.firstIndex(of: "=") {
        result[String(text[..<equals])] = String(text[text.index(after: equals)...])
      }
      variable += 1
    }
    return result
  }
}
