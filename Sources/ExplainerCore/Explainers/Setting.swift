public import JSON

/// A property of an explainer that is a parameter of its entry point.
public struct Setting<Target: ConfigurableExplainer>: Sendable {
  /// What the registry, the command line and the documentation know of it.
  public let parameter: Parameter
  /// Sets the property from checked parameters; one that was left out keeps its default.
  let set: @Sendable (inout Target, Parameters) throws -> Void

  /// A text, or one of a few words.
  public init(
    _ name: String, _ property: any WritableKeyPath<Target, String> & Sendable, oneOf choices: [String] = [],
    _ summary: String
  ) {
    parameter = Parameter(
      name, .string, default: .string(Target()[keyPath: property]), choices: choices, summary: summary)
    set = { $0[keyPath: property] = try $1.string(name) }
  }

  /// A truth value; a switch on the command line.
  public init(_ name: String, _ property: any WritableKeyPath<Target, Bool> & Sendable, _ summary: String) {
    parameter = Parameter(name, .boolean, default: .bool(Target()[keyPath: property]), summary: summary)
    set = { $0[keyPath: property] = try $1.bool(name) }
  }

  /// A whole number.
  public init(
    _ name: String, _ property: any WritableKeyPath<Target, Int> & Sendable,
    in range: (any ParameterRange<Int>)? = nil,
    _ summary: String
  ) {
    parameter = Parameter(
      name, .integer, default: .integer(Target()[keyPath: property]), minimum: range?.least.map(Double.init),
      maximum: range?.most.map(Double.init), summary: summary)
    set = { $0[keyPath: property] = try $1.int(name) }
  }

  /// A number.
  public init(
    _ name: String, _ property: any WritableKeyPath<Target, Double> & Sendable,
    in range: (any ParameterRange<Double>)? = nil, _ summary: String
  ) {
    parameter = Parameter(
      name, .number, default: .number(Target()[keyPath: property]), minimum: range?.least,
      maximum: range?.most, summary: summary)
    set = { $0[keyPath: property] = try $1.double(name) }
  }

  /// A whole number that may be left out; `absence` says what that means.
  public init(
    _ name: String, _ property: any WritableKeyPath<Target, Int?> & Sendable,
    in range: (any ParameterRange<Int>)? = nil,
    absence: String, _ summary: String
  ) {
    parameter = Parameter(
      name, .integer, absence: absence, minimum: range?.least.map(Double.init),
      maximum: range?.most.map(Double.init), summary: summary)
    set = { $0[keyPath: property] = try $1.optionalInt(name) }
  }

  /// A token, as its text or its id, that may be left out; `absence` says what that means.
  public init(
    token name: String, _ property: any WritableKeyPath<Target, JSONValue?> & Sendable, absence: String,
    _ summary: String
  ) {
    parameter = Parameter(name, .token, absence: absence, summary: summary)
    set = { $0[keyPath: property] = $1.values[name] }
  }

  /// A file that may be left out; the property gets its name, and `ExplainerCall.files` its bytes, by `name`.
  ///
  /// - Parameters:
  ///   - name: the parameter's.
  ///   - property: where the file's name goes.
  ///   - maximum: the largest one, in bytes; what any call may lend otherwise.
  ///   - absence: what leaving it out means.
  ///   - summary: what it is for, one line.
  public init(
    file name: String, _ property: any WritableKeyPath<Target, String?> & Sendable,
    atMost maximum: Int? = nil,
    absence: String, _ summary: String
  ) {
    parameter = Parameter(
      name, .file, absence: absence, maximum: maximum.map(Double.init), summary: summary)
    set = { $0[keyPath: property] = $1.has(name) ? try $1.string(name) : nil }
  }

  /// Texts; may be given several times.
  public init(
    list name: String, _ property: any WritableKeyPath<Target, [String]> & Sendable, absence: String,
    _ summary: String
  ) {
    parameter = Parameter(name, .string, isList: true, absence: absence, summary: summary)
    set = { $0[keyPath: property] = try $1.list(name).compactMap(\.string) }
  }
}
