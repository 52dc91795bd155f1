import Diagnostics
import ExplainerCore
package import JSON

extension FunctionArgument {
  /// Reads one element of `args`, without looking at the others.
  ///
  /// - Throws: the reason, with the way to the member that is wrong.
  package init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json, "an argument")
    let name = try reader.name("name")
    do { try self.init(name, reader) } catch { throw error.inside([], of: "argument '\(name)'") }
  }

  /// The members of which an argument has exactly one.
  private static let roles = ["from", "param", "result", "value"]

  private init(_ name: String, _ reader: JSONReader) throws(JSONReadingError) {
    guard !NumberSource.reservedNames.contains(name) else {
      throw JSONReadingError("the name is taken: '\(name).…' means something else", at: ["name"])
    }
    try reader.refuseOthers(than: ["name", "type"] + Self.roles)
    let type = try reader.words("type", FunctionType.init)
    let given = Self.roles.filter { reader[$0] != nil }
    guard given.count == 1 else {
      throw JSONReadingError(
        (given.isEmpty ? "has none" : "has \(given.count)")
          + " of 'from' (what the host knows), 'param' (what the user says), 'value' (always the same) and 'result' "
          + "(what the function writes), expected one", at: given.count > 1 ? [given[1]] : [])
    }
    let role = try reader.member(given[0]) { json throws(JSONReadingError) in
      switch given[0] {
      case "from": try Self.source(json, for: type)
      case "param": try Self.parameter(name, try JSONReader(json, "'param'"), for: type)
      case "result": try Self.result(try JSONReader(json, "'result'"), for: type)
      default: try Self.constant(json, for: type)
      }
    }
    self.init(name: name, type: type, role: role)
  }

  private static func source(_ json: JSONValue, for type: FunctionType) throws(JSONReadingError) -> Role {
    guard let text = json.string else {
      throw JSONReadingError("'from' is \(json.kindName), expected a string")
    }
    let role: Role
    let fitting: String
    if text.hasPrefix("capture:") {
      let pattern = text.dropFirst("capture:".count)
      let words = pattern.split(separator: ".", omittingEmptySubsequences: false)
      guard !words.isEmpty, words.allSatisfy({ !$0.isEmpty }),
        !pattern.contains(where: { ", \t".contains($0) })
      else {
        throw JSONReadingError("'\(pattern)' is no pattern of sites, such as layers.*.residual.post")
      }
      role = .capture(SitePattern(String(pattern)))
      fitting = "const f32* or const f64*"
      if type == .input(.f32) || type == .input(.f64) { return role }
    } else if text == "tokens.ids" {
      role = .tokenIDs
      fitting = "const i32*, const u32*, const i64* or const u64*"
      if case .input(let element) = type, element.isInteger { return role }
    } else if text == "text" || text == "site" {
      role = text == "text" ? .text : .siteName
      fitting = "const char*"
      if type == .text { return role }
    } else if let number = NumberSource(text) {
      role = .number(number)
      fitting = "i32, u32, i64, u64, f32 or f64"
      if case .scalar(let scalar) = type, scalar != .bool { return role }
    } else {
      throw JSONReadingError(
        "'\(text)' is nothing the host knows, expected capture:PATTERN, tokens.ids, text, site, or a number: "
          + NumberSource.forms)
    }
    throw JSONReadingError("'\(text)' cannot be '\(type.name)', expected \(fitting)")
  }

  private static func constant(_ value: JSONValue, for type: FunctionType) throws(JSONReadingError) -> Role {
    let fits =
      switch type {
      case .scalar(.bool): value.bool != nil
      case .scalar(let scalar) where scalar.isInteger: value.int.map { scalar.holds($0) } ?? false
      case .scalar(let scalar): value.double.map { scalar.holds($0) } ?? false
      case .text: value.isNull || value.string.map { !$0.utf8.contains(0) } ?? false
      case .input, .output, .textOutput: value.isNull
      }
    guard fits else { throw JSONReadingError("\(value.text()) cannot be '\(type.name)'") }
    return .constant(value)
  }

  private static func parameter(
    _ name: String, _ reader: JSONReader, for type: FunctionType
  ) throws(JSONReadingError) -> Role {
    try reader.refuseOthers(than: ["default", "minimum", "maximum", "choices", "absence", "value", "summary"])
    let kind: ParameterType
    switch type {
    case .scalar(.bool): kind = .boolean
    case .scalar(let scalar): kind = scalar.isInteger ? .integer : .number
    case .text: kind = .string
    case .input, .output, .textOutput:
      throw JSONReadingError("a parameter cannot be '\(type.name)', expected a number, bool or const char*")
    }
    var members = reader.object
    let absent = members["value"]
    members["value"] = nil
    members["name"] = .string(name)
    members["type"] = .string(kind.rawValue)
    if kind != .integer && kind != .number {
      for key in ["minimum", "maximum"] where members[key] != nil {
        throw JSONReadingError("'\(key)' is for numbers", at: [key])
      }
    }
    if kind != .string, members["choices"] != nil {
      throw JSONReadingError("'choices' are for const char*", at: ["choices"])
    }
    if type == .scalar(.u32) || type == .scalar(.u64) {
      if let minimum = members["minimum"]?.double, minimum < 0 {
        throw JSONReadingError("'\(type.name)' cannot be below 0", at: ["minimum"])
      }
      members["minimum"] = members["minimum"] ?? 0
    }
    let parameter: Parameter
    do { parameter = try Parameter(json: .object(members)) } catch {
      // The name is in front already.
      let reason = error.reason.dropPrefix("parameter '\(name)': ")
      throw JSONReadingError(reason, at: error.path.first == "name" ? [] : error.path)
    }
    if let low = parameter.minimum, let high = parameter.maximum, low > high {
      throw JSONReadingError("'minimum' is above 'maximum'", at: ["minimum"])
    }
    if let value = parameter.defaultValue {
      do { _ = try constant(value, for: type) } catch { throw error.inside(["default"]) }
    }
    guard parameter.absence != nil else {
      guard absent == nil else {
        throw JSONReadingError(
          "'value' is passed where 'absence' says what leaving it out means", at: ["value"])
      }
      return .parameter(parameter, absent: nil)
    }
    guard parameter.defaultValue == nil else {
      throw JSONReadingError("has both 'default' and 'absence', expected one", at: ["absence"])
    }
    guard absent != nil || type == .text else {
      throw JSONReadingError("'absence' needs a 'value', which is passed where the parameter is left out")
    }
    let passed = absent ?? .null
    do { _ = try constant(passed, for: type) } catch { throw error.inside(["value"]) }
    return .parameter(parameter, absent: passed)
  }

  private static func result(_ reader: JSONReader, for type: FunctionType) throws(JSONReadingError)
    -> Role
  {
    let summary = try reader.optionalString("summary") ?? ""
    switch type {
    case .output(let element):
      try reader.refuseOthers(than: ["shape", "summary"])
      guard reader["shape"] != nil else {
        throw JSONReadingError("'shape' is missing: the extents of what is written, [] for one number")
      }
      let shape = try reader.elements("shape", Self.extent)
      guard shape.count <= 8 else { throw JSONReadingError("more than 8 extents", at: ["shape"]) }
      var bytes = element.size
      for case .fixed(let extent) in shape {
        let (product, overflow) = bytes.multipliedReportingOverflow(by: extent)
        guard !overflow, product <= FunctionSignature.maximumResult else {
          throw JSONReadingError("is larger than 4 GiB", at: ["shape"])
        }
        bytes = product
      }
      return .result(shape: shape, summary: summary)
    case .textOutput:
      try reader.refuseOthers(than: ["size", "summary"])
      guard let size = reader["size"]?.int, size > 0 else {
        throw JSONReadingError("'size' must be the bytes the text may take with its NUL", at: ["size"])
      }
      guard size <= 64 << 20 else { throw JSONReadingError("is larger than 64 MiB", at: ["size"]) }
      return .textResult(size: size, summary: summary)
    case .scalar, .input, .text:
      throw JSONReadingError(
        "the function cannot write to '\(type.name)', expected a pointer that is not const")
    }
  }

  private static func extent(_ json: JSONValue) throws(JSONReadingError) -> Extent {
    if let fixed = json.int {
      guard fixed > 0 else { throw JSONReadingError("an extent is \(fixed), expected 1 or more") }
      return .fixed(fixed)
    }
    guard let text = json.string, !text.isEmpty else {
      throw JSONReadingError(
        "an extent is \(json.kindName), expected a number, an argument's name, or \(NumberSource.forms)")
    }
    if let source = NumberSource(text) { return .number(source) }
    guard !text.contains(".") else {
      throw JSONReadingError("'\(text)' is no number the host knows, expected \(NumberSource.forms)")
    }
    return .argument(text)
  }
}

extension String {
  /// The text without `prefix`, where it begins so.
  fileprivate func dropPrefix(_ prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
