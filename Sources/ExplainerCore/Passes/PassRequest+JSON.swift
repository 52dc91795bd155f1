public import JSON
public import Tensors

extension PassRequest {
  /// The JSON form, as it crosses the boundary (`explainer.pass/1`); the tensors go beside it.
  ///
  /// `{"inputs": […], "capture": ["logits"], "edits": […], "backward": {"of": […], "at": […], "mode": "gradient"}}`.
  public var json: JSONValue {
    var object: JSONObject = ["inputs": .array(inputs.map(\.json))]
    if !capture.isEmpty { object["capture"] = JSONValue(capture.map(\.text)) }
    if !edits.isEmpty { object["edits"] = .array(edits.map(\.json)) }
    if let objective {
      var backward: JSONObject = ["of": objective.json]
      if !gradientsAt.isEmpty {
        backward["at"] = JSONValue(gradientsAt.map(\.text))
        backward["mode"] = "gradient"
      }
      if recomputes { backward["recompute"] = .bool(true) }
      object["backward"] = .object(backward)
    }
    return .object(object)
  }

  /// Reads the JSON form.
  ///
  /// `capture` and `at` may also be one string with commas between the patterns. `mode` and `recompute` may be left out, and
  /// so may `at`: there are the objective's values then, and no gradients.
  ///
  /// - Parameters:
  ///   - json: the request.
  ///   - tensors: what edits may name.
  public init(json: JSONValue, tensors: [String: Tensor] = [:]) throws(JSONReadingError) {
    let reader = try JSONReader(json, "a pass", nullIsAbsent: true)
    try reader.refuseOthers(than: ["inputs", "capture", "edits", "backward"])
    let inputs = try reader.elements("inputs", required: true) { json throws(JSONReadingError) in
      try JSONReader(json, "an input").refuseOthers(than: ["ids", "tokens", "segments", "decoder_ids"])
      return try ModelInput(json: json)
    }
    guard !inputs.isEmpty else { throw JSONReadingError("'inputs' is empty", at: ["inputs"]) }
    let backward = try reader.optional("backward", Self.backward)
    self.init(
      inputs: inputs, capture: try reader.optional("capture", Self.patterns) ?? [],
      edits: try reader.elements("edits", Edit.init), objective: backward?.of,
      gradientsAt: backward?.at ?? [], recomputes: backward?.recomputes ?? false, tensors: tensors)
  }

  private static func backward(
    _ json: JSONValue
  ) throws(JSONReadingError) -> (of: Objective, at: [SitePattern], recomputes: Bool) {
    let reader = try JSONReader(json, "the way back", nullIsAbsent: true)
    try reader.refuseOthers(than: ["of", "at", "mode", "recompute"])
    let mode = try reader.optionalString("mode") ?? "gradient"
    guard mode == "gradient" else {
      throw JSONReadingError(
        "'mode' is \"\(mode.cut(toCharacters: 40))\", expected \"gradient\"", at: ["mode"],
        expected: "\"gradient\"", found: "\"\(mode.cut(toCharacters: 40))\"")
    }
    let sites = try reader.optional("at", patterns)
    guard sites?.isEmpty != true else { throw JSONReadingError("'at' names no site", at: ["at"]) }
    return (try reader.member("of", Objective.init), sites ?? [], try reader.flag("recompute"))
  }

  private static func patterns(_ json: JSONValue) throws(JSONReadingError) -> [SitePattern] {
    if let text = json.string { return SitePattern.list(text) }
    guard let elements = json.array else {
      throw JSONReadingError(json, expected: "an array of sites, or a string with commas between them")
    }
    return try elements.read { element throws(JSONReadingError) in
      guard let text = element.string, !text.isEmpty else {
        throw JSONReadingError(element, expected: "a site's name or pattern")
      }
      return SitePattern(text)
    }
  }
}
