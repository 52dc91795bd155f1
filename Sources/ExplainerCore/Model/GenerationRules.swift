public import JSON

/// What a checkpoint's `generation_config.json` says about continuing texts, beyond the model itself: under the names
/// and with the values of that file.
public struct GenerationRules: Sendable, Hashable {
  /// Rules that change scores before a token is chosen, and are followed; in the order they are applied.
  public var followed: JSONObject
  /// Settings of beam search, followed where it is asked for.
  public var search: JSONObject
  /// What would change a continuation elsewhere and is not followed here.
  public var ignored: JSONObject

  /// Creates a description from its parts.
  public init(followed: JSONObject = [:], search: JSONObject = [:], ignored: JSONObject = [:]) {
    self.followed = followed
    self.search = search
    self.ignored = ignored
  }

  /// Whether nothing is said.
  public var isEmpty: Bool { followed.isEmpty && search.isEmpty && ignored.isEmpty }
}

extension GenerationRules {
  /// What a continuation by `options` leaves out of what the checkpoint says: one sentence each.
  public func omissions(_ options: GenerationOptions) -> [String] {
    var sentences: [String] = []
    func leave(_ key: String, _ value: JSONValue, _ rest: String) {
      sentences.append("the checkpoint's \(key) (\(Self.short(value))) is not followed: \(rest)")
    }
    if let beams = search["num_beams"], options.beams == nil, !options.samples {
      leave(
        "num_beams", beams,
        "the best token is taken at each step, where transformers searches with \(beams.text()) beams ('beams' does)"
      )
    }
    for (key, value) in ignored.members {
      switch key {
      case "do_sample":
        if !options.samples {
          leave(key, value, "the best token is taken, where transformers draws at random ('do_sample' does)")
        }
      case "temperature", "top_k", "top_p":
        let own = options.json[key]?.double
        if options.samples, own != value.double {
          leave(key, value, "tokens are drawn with \(key) \(own.map { JSONValue.number($0).text() } ?? "")")
        }
      case "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff", "top_h":
        if options.samples { leave(key, value, "transformers draws among fewer tokens") }
      default: leave(key, value, "transformers may continue the text in another way")
      }
    }
    return sentences
  }

  private static func short(_ value: JSONValue) -> String {
    let text = value.text()
    return text.count > 40 ? "\(text.prefix(39))…" : text
  }
}

extension GenerationRules {
  /// The JSON form: `followed`, `search`, `ignored`, each an object where it is not empty.
  public var json: JSONValue {
    .object(
      JSONObject(
        [("followed", followed), ("search", search), ("ignored", ignored)].compactMap { name, part in
          part.isEmpty ? nil : (name, .object(part))
        }))
  }

  /// Reads the JSON form.
  public init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    func part(_ name: String) throws(JSONReadingError) -> JSONObject {
      try reader.optional(name, "an object", \.object) ?? [:]
    }
    self.init(followed: try part("followed"), search: try part("search"), ignored: try part("ignored"))
  }
}
