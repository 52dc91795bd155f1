package import ExplainerCore
package import JSON

/// Reads what a registry or a description says of a plugin of either kind.
package enum PlainFunctions {
  /// The kind of a library that knows nothing of us.
  package static let kind = "cfunctions"
  /// What a description has beside the plugin's descriptor, but for what depends on where it is installed.
  package static let members = DescriptorMembers(plugin: ["kind"], entryPoint: ["function"])
  /// The kind of a plugin of the ABI, which is meant where no kind is given.
  static let pluginKind = "plugin"

  /// What a plugin offers and, where its entry points are plain C functions, their signatures by entry point.
  ///
  /// The parameters of such an entry point are made from its signature.
  ///
  /// - Parameter members: what may stand beside the descriptor.
  /// - Throws: the reason, with the way to the member that is wrong.
  package static func read(
    _ json: JSONValue, in members: DescriptorMembers
  ) throws(JSONReadingError) -> (descriptor: PluginDescriptor, functions: [String: FunctionSignature]?) {
    var descriptor = try PluginDescriptor(json: json, in: members)
    do throws(JSONReadingError) {
      let word = try JSONReader(json, "a plugin").optionalString("kind") ?? pluginKind
      guard word == kind || word == pluginKind else {
        throw JSONReadingError("'\(word)' is no kind; the kinds are \(pluginKind), \(kind)", at: ["kind"])
      }
      let entries = json["entry_points"]?.array ?? []
      guard word == kind else {
        if let index = entries.firstIndex(where: { $0["function"] != nil }) {
          throw JSONReadingError(
            "has a 'function', which needs \"kind\": \"\(kind)\"",
            at: ["entry_points", "\(index)", "function"])
        }
        return (descriptor, nil)
      }
      guard descriptor.requiredExtensions.isEmpty else {
        throw JSONReadingError(
          "extensions are for plugins of the ABI, not for plain C functions", at: ["required_extensions"])
      }
      var functions: [String: FunctionSignature] = [:]
      for (index, entry) in entries.enumerated() {
        let name = descriptor.entryPoints[index].name
        do {
          let signature = try self.signature(of: entry, &descriptor.entryPoints[index])
          functions[name] = signature
        } catch { throw error.inside(["entry_points", "\(index)"], of: "entry point '\(name)'") }
      }
      return (descriptor, functions)
    } catch { throw error.inside([], of: "plugin '\(descriptor.name)'") }
  }

  private static func signature(
    of entry: JSONValue, _ entryPoint: inout EntryPoint
  ) throws(JSONReadingError) -> FunctionSignature {
    guard let function = entry["function"] else { throw JSONReadingError("has no 'function'") }
    let signature: FunctionSignature
    do { signature = try FunctionSignature(json: function) } catch { throw error.inside(["function"]) }
    guard entryPoint.texts == 1...1 else {
      throw JSONReadingError("a plain C function takes one text", at: ["texts"])
    }
    guard entry["parameters"] == nil || entryPoint.parameters == signature.parameters else {
      throw JSONReadingError(
        "'parameters' are made from the arguments with 'param'; leave them out", at: ["parameters"])
    }
    entryPoint.parameters = signature.parameters
    if entryPoint.documentation.isEmpty {
      entryPoint.documentation = "Calls `\(signature.declaration)`."
    }
    return signature
  }
}
