public import JSON

/// One thing a user can run: its name, what it takes and what it fits.
///
/// Known from the registry without loading code.
public struct EntryPoint: Sendable, Hashable {
  /// The short name, such as `predictions`; unique within its explainer.
  public var name: String
  /// Other names, such as `logit_lens`.
  public var aliases: [String]
  /// What it answers, one line.
  public var summary: String
  /// The documentation in Markdown: formula, source, where it departs from it, how it can mislead.
  public var documentation: String
  /// The kinds of model it fits.
  public var fits: [ModelKind]
  /// How many texts it takes, at least and at most.
  public var texts: ClosedRange<Int>
  /// Its parameters, in the order help lists them.
  public var parameters: [Parameter]

  /// Creates an entry point.
  public init(
    name: String, aliases: [String] = [], summary: String, documentation: String, fits: [ModelKind],
    texts: ClosedRange<Int> = 1...1, parameters: [Parameter]
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.documentation = documentation
    self.fits = fits
    self.texts = texts
    self.parameters = parameters
  }
}

extension EntryPoint {
  /// The JSON form, as it stands in descriptors and in the registry.
  ///
  /// The documentation is an array of lines, so that
  /// a registry can be read and compared line by line.
  public var json: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    if !aliases.isEmpty { object["aliases"] = JSONValue(aliases) }
    object["summary"] = .string(summary)
    object["fits"] = JSONValue(fits.map(\.rawValue))
    object["texts"] = JSONValue([texts.lowerBound, texts.upperBound])
    object["parameters"] = .array(parameters.map(\.json))
    object["documentation"] = .array(
      documentation.split(separator: "\n", omittingEmptySubsequences: false).map { .string(String($0)) })
    return .object(object)
  }

  /// Reads the JSON form; throws the reason in words where it is not one.
  public init(json: JSONValue) throws(DescriptorError) {
    let name = try DescriptorError.string("name", of: json)
    var fits: [ModelKind] = []
    for word in try DescriptorError.array("fits", of: json) {
      guard let kind = word.string.flatMap(ModelKind.init(rawValue:)) else {
        let known = ModelKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw DescriptorError("entry point '\(name)' fits \(word.text()); the kinds are \(known)")
      }
      fits.append(kind)
    }
    var parameters: [Parameter] = []
    for element in try DescriptorError.array("parameters", of: json) {
      do { parameters.append(try Parameter(json: element)) } catch {
        throw DescriptorError("entry point '\(name)': \(error.reason)")
      }
    }
    let counts = json["texts"]?.array?.compactMap(\.int) ?? [1, 1]
    guard counts.count == 2, counts[0] >= 0, counts[0] <= counts[1] else {
      throw DescriptorError("entry point '\(name)': 'texts' must be [least, most]")
    }
    let lines = try DescriptorError.array("documentation", of: json).compactMap(\.string)
    self.init(
      name: name, aliases: try DescriptorError.array("aliases", of: json).compactMap(\.string),
      summary: try DescriptorError.string("summary", of: json), documentation: lines.joined(separator: "\n"),
      fits: fits, texts: counts[0]...counts[1], parameters: parameters)
  }
}
