import Diagnostics
import ExplainerCore
package import JSON

extension FunctionSignature {
  /// Reads the member `function` of an entry point and checks all that can be checked without the library.
  ///
  /// - Throws: the reason, with the way to the member that is wrong.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "'function'")
    try reader.refuseOthers(than: ["symbol", "returns", "args"])
    let symbol = try reader.words("symbol")
    guard symbol.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw JSONReadingError("'\(symbol)' is no name of a C function", at: ["symbol"])
    }
    guard reader["args"] != nil else {
      throw JSONReadingError("'args' is missing: the arguments in the order of the C declaration")
    }
    let count = try reader.array("args").count
    guard count <= Self.maximumArguments else {
      throw JSONReadingError("takes \(count) arguments, more than \(Self.maximumArguments)", at: ["args"])
    }
    let arguments = try reader.elements("args", FunctionArgument.init(json:))
    self.init(symbol: symbol, returns: try Self.returns(reader), arguments: arguments, json: json)
    try check()
  }

  private static func returns(_ reader: JSONReader) throws(JSONReadingError) -> Returns {
    guard let member = reader["returns"] else {
      throw JSONReadingError("'returns' is missing: void, i32 (a status) or the type of a result")
    }
    guard member.string == nil else {
      return try returns(try reader.words("returns"), nil, "", at: ["returns"])
    }
    do throws(JSONReadingError) {
      let inner = try JSONReader(member, "'returns'")
      try inner.refuseOthers(than: ["type", "result", "summary"])
      let name = inner["result"] == nil ? nil : try inner.name("result")
      return try returns(
        try inner.words("type"), name, try inner.optionalString("summary") ?? "", at: ["type"])
    } catch { throw error.inside(["returns"]) }
  }

  private static func returns(
    _ type: String, _ name: String?, _ summary: String, at path: [String]
  ) throws(JSONReadingError) -> Returns {
    switch (type, name) {
    case ("void", nil): return .nothing
    case ("void", _): throw JSONReadingError("'void' is no result", at: path)
    case ("i32", nil): return .status
    default:
      let parsed: FunctionType
      do { parsed = try FunctionType(type) } catch { throw error.inside(path) }
      guard case .scalar(let scalar) = parsed else {
        throw JSONReadingError("a function cannot return '\(type)', expected void or a number", at: path)
      }
      return .value(scalar, name: name ?? "value", summary: summary)
    }
  }
}

extension FunctionSignature {
  /// Checks what concerns more than one argument.
  private func check() throws(JSONReadingError) {
    var seen: Set<String> = []
    if case .value(_, let name, _) = returns { seen.insert(name) }
    for (index, argument) in arguments.enumerated() {
      func locate(_ reason: String, _ path: [String] = []) -> JSONReadingError {
        JSONReadingError("argument '\(argument.name)': \(reason)", at: ["args", "\(index)"] + path)
      }
      guard seen.insert(argument.name).inserted else {
        throw locate("the name is taken by another argument or by what the function returns", ["name"])
      }
      switch argument.role {
      case .number(let source):
        if let reason = fault(in: source) { throw locate(reason, ["from"]) }
      case .result(let shape, _):
        for (axis, extent) in shape.enumerated() {
          if let reason = fault(in: extent) { throw locate(reason, ["result", "shape", "\(axis)"]) }
        }
      default: break
      }
    }
    let hasValue = if case .value = returns { true } else { false }
    guard hasValue || arguments.contains(where: \.isResult) else {
      throw JSONReadingError(
        "nothing comes back: give an argument 'result', or say in 'returns' what the value is")
    }
  }

  /// Why `source` means nothing here.
  private func fault(in source: NumberSource) -> String? {
    guard let name = source.argument else { return nil }
    switch argument(name)?.role {
    case .capture, .tokenIDs: return nil
    case nil:
      let near = Suggestion.nearest(to: name, among: arguments.map(\.name))
      return "there is no argument '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
    default: return "'\(name)' has no shape: only what is captured and tokens.ids have one"
    }
  }

  /// Why `extent` means nothing here.
  private func fault(in extent: FunctionArgument.Extent) -> String? {
    switch extent {
    case .fixed: return nil
    case .number(.layer): return "site.layer is no extent"
    case .number(let source): return fault(in: source)
    case .argument(let name):
      guard let argument = argument(name) else {
        let near = Suggestion.nearest(to: name, among: arguments.map(\.name))
        return "there is no argument '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
      }
      if argument.isResult { return "'\(name)' is a result: its value is not known before the call" }
      guard case .scalar(let type) = argument.type, type.isInteger else {
        return "'\(name)' is '\(argument.type.name)', expected a whole number"
      }
      return nil
    }
  }
}
