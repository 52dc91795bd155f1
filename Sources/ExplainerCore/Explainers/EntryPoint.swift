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
  /// The heads a model must have for it, whatever its kind; empty where it looks at the inside alone.
  public var needs: [ModelHead]
  /// How many texts it takes, at least and at most.
  public var texts: ClosedRange<Int>
  /// Its parameters, in the order help lists them.
  public var parameters: [Parameter]
  /// Patterns of the sites it captures, whatever its parameters (`SitePattern`); empty where it does not say.
  ///
  /// A hint: a host that knows what will be asked of one input next captures for all of it in one pass. What is missing
  /// costs a pass, what is too much costs memory, and a pattern that fits no site of a model is passed over.
  public var sites: [String]

  /// All names it answers to, its own first.
  package var names: [String] { [name] + aliases }

  /// Creates an entry point.
  public init(
    name: String, aliases: [String] = [], summary: String, documentation: String, fits: [ModelKind],
    needs: [ModelHead] = [], texts: ClosedRange<Int> = 1...1, parameters: [Parameter] = [],
    sites: [String] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.documentation = documentation
    self.fits = fits
    self.needs = needs
    self.texts = texts
    self.parameters = parameters
    self.sites = sites
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
    if !needs.isEmpty { object["needs"] = JSONValue(needs.map(\.rawValue)) }
    object["texts"] = JSONValue([texts.lowerBound, texts.upperBound])
    object["parameters"] = .array(parameters.map(\.json))
    if !sites.isEmpty { object["sites"] = JSONValue(sites) }
    object["documentation"] = .array(
      documentation.split(separator: "\n", omittingEmptySubsequences: false).map { .string(String($0)) })
    return .object(object)
  }

  /// Reads the JSON form; throws the reason in words where it is not one.
  public init(json: JSONValue) throws(JSONReadingError) { try self.init(json: json, in: .library) }

  /// Reads the JSON form where a descriptor stands among the members of something else.
  package init(json: JSONValue, in members: DescriptorMembers) throws(JSONReadingError) {
    let reader = try JSONReader(json, "an entry point")
    let name = try reader.name("name")
    do { try self.init(name, reader, members) } catch {
      throw error.inside([], of: "entry point '\(name)'")
    }
  }

  private init(
    _ name: String, _ reader: JSONReader, _ members: DescriptorMembers
  ) throws(JSONReadingError) {
    try reader.refuseOthers(
      than: ["name", "aliases", "summary", "fits", "needs", "texts", "parameters", "sites", "documentation"]
        + members.entryPoint, schema: members.schema)
    let bounds = try reader.array("texts")
    let counts = bounds.compactMap(\.int)
    guard bounds.count == counts.count, counts.isEmpty && reader["texts"] == nil || counts.count == 2,
      counts.isEmpty || 0 <= counts[0] && counts[0] <= counts[1]
    else {
      throw JSONReadingError("'texts' must be [least, most]", at: ["texts"])
    }
    self.init(
      name: name, aliases: try reader.names("aliases"), summary: try reader.words("summary"),
      documentation: try reader.strings("documentation").joined(separator: "\n"),
      fits: try reader.elements("fits", Self.kind), needs: try reader.elements("needs", Self.head),
      texts: counts.isEmpty ? 1...1 : counts[0]...counts[1],
      parameters: try reader.elements("parameters") { json throws(JSONReadingError) in
        try Parameter(json: json, schema: members.schema)
      }, sites: try reader.strings("sites"))
    var names: Set<String> = []
    for (index, parameter) in parameters.enumerated() where !names.insert(parameter.name).inserted {
      throw JSONReadingError(
        "has two parameters '\(parameter.name)'", at: ["parameters", "\(index)", "name"])
    }
  }

  private static func kind(_ json: JSONValue) throws(JSONReadingError) -> ModelKind {
    if let kind = json.string.flatMap(ModelKind.init(rawValue:)) { return kind }
    let known = ModelKind.allCases.map(\.rawValue).joined(separator: ", ")
    throw JSONReadingError("fits \(json.text()); the kinds are \(known)")
  }

  private static func head(_ json: JSONValue) throws(JSONReadingError) -> ModelHead {
    if let head = json.string.flatMap(ModelHead.init(rawValue:)) { return head }
    let known = ModelHead.allCases.map(\.rawValue).joined(separator: ", ")
    throw JSONReadingError("needs \(json.text()); the heads are \(known)")
  }
}
