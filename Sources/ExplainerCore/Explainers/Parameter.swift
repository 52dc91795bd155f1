import Diagnostics
public import JSON

/// One parameter of an entry point: it becomes the registry's schema, an option of the command line and a line of the
/// documentation.
public struct Parameter: Sendable, Hashable {
  /// The name, in snake case; on the command line `n_components` is also `--n-components`.
  public var name: String
  /// What values it takes.
  public var type: ParameterType
  /// Whether it may be given several times; its value is then an array.
  public var isList: Bool
  /// The value where none is given; nil where leaving it out means something of its own (`absence`).
  public var defaultValue: JSONValue?
  /// What leaving it out means, where there is no default: `all layers`.
  public var absence: String?
  /// The least number allowed.
  public var minimum: Double?
  /// The greatest number allowed; of a file its size in bytes.
  public var maximum: Double?
  /// The only strings allowed; empty allows any.
  public var choices: [String]
  /// What it does, one line.
  public var summary: String

  /// Creates a parameter.
  public init(
    _ name: String, _ type: ParameterType, isList: Bool = false, default defaultValue: JSONValue? = nil,
    absence: String? = nil, minimum: Double? = nil, maximum: Double? = nil, choices: [String] = [],
    summary: String
  ) {
    self.name = name
    self.type = type
    self.isList = isList
    self.defaultValue = defaultValue
    self.absence = absence
    self.minimum = minimum
    self.maximum = maximum
    self.choices = choices
    self.summary = summary
  }

  /// The option's name on the command line, without dashes: `n-components`.
  public var optionName: String { name.split(separator: "_").joined(separator: "-") }

  /// The legal values in words: `a whole number from 1 to 100`.
  public var legalValues: String {
    if !choices.isEmpty { return "one of \(choices.joined(separator: ", "))" }
    let noun =
      switch type {
      case .integer: "a whole number"
      case .number: "a number"
      case .boolean: "true or false"
      case .string: "a text"
      case .token: "a token's text or id"
      case .file: "a file of at most \(ByteCount.text(maximumBytes))"
      }
    if type == .file { return noun }
    func show(_ bound: Double) -> String { Int(exactly: bound)?.description ?? bound.description }
    switch (minimum, maximum) {
    case (let low?, let high?): return "\(noun) from \(show(low)) to \(show(high))"
    case (let low?, nil): return "\(noun), \(show(low)) or more"
    case (nil, let high?): return "\(noun), \(show(high)) or less"
    case (nil, nil): return noun
    }
  }
}

extension Parameter {
  /// The JSON form, as it stands in descriptors and in the registry.
  public var json: JSONValue {
    var object: JSONObject = ["name": .string(name), "type": .string(type.rawValue)]
    if isList { object["list"] = true }
    if let defaultValue { object["default"] = defaultValue }
    if let absence { object["absence"] = .string(absence) }
    if let minimum { object["minimum"] = Int(exactly: minimum).map { .integer($0) } ?? .number(minimum) }
    if let maximum { object["maximum"] = Int(exactly: maximum).map { .integer($0) } ?? .number(maximum) }
    if !choices.isEmpty { object["choices"] = JSONValue(choices) }
    object["summary"] = .string(summary)
    return .object(object)
  }

  /// Reads the JSON form; throws the reason in words where it is not one.
  public init(json: JSONValue) throws(JSONReadingError) { try self.init(json: json, schema: nil) }

  /// Reads the JSON form in a text that says it is of this version.
  package init(json: JSONValue, schema: FormatVersion?) throws(JSONReadingError) {
    let reader = try JSONReader(json, "a parameter")
    let name = try reader.name("name")
    do { try self.init(name, reader, schema) } catch { throw error.inside([], of: "parameter '\(name)'") }
  }

  private init(_ name: String, _ reader: JSONReader, _ schema: FormatVersion?) throws(JSONReadingError) {
    try reader.refuseOthers(
      than: ["name", "type", "list", "default", "absence", "minimum", "maximum", "choices", "summary"],
      schema: schema)
    let word = try reader.words("type")
    guard let type = ParameterType(rawValue: word) else {
      let known = ParameterType.allCases.map(\.rawValue).joined(separator: ", ")
      throw JSONReadingError("has type '\(word)'; the types are \(known)", at: ["type"])
    }
    self.init(
      name, type, isList: try reader.flag("list"), default: reader["default"],
      absence: try reader.optionalString("absence"), minimum: try reader.optionalNumber("minimum"),
      maximum: try reader.optionalNumber("maximum"), choices: try reader.strings("choices"),
      summary: try reader.words("summary"))
    if type == .file { try checkFile() }
    guard let defaultValue else { return }
    do { _ = try check(defaultValue) } catch {
      throw JSONReadingError(
        "its default \(defaultValue.text()) is not legal, expected \(legalValues)", at: ["default"])
    }
  }
}
