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
  /// The greatest number allowed.
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
      }
    func show(_ bound: Double) -> String { Int(exactly: bound)?.description ?? bound.description }
    switch (minimum, maximum) {
    case (let low?, let high?): return "\(noun) from \(show(low)) to \(show(high))"
    case (let low?, nil): return "\(noun), \(show(low)) or more"
    case (nil, let high?): return "\(noun), \(show(high)) or less"
    case (nil, nil): return noun
    }
  }
}
