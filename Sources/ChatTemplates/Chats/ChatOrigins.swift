import JSON

/// Who said what, by number.
struct ChatOrigins {
  private(set) var roles: [String] = []

  /// The number of one more.
  mutating func add(_ role: String) -> Int {
    roles.append(role)
    return roles.count - 1
  }
}

extension TemplateValue {
  /// A value of JSON, whose strings come from `origin`.
  init(_ value: JSONValue, origin: Int? = nil) {
    switch value {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .number(let value): self = .float(value)
    case .string(let text): self = .text(TemplateText(text, origin: origin))
    case .array(let elements): self = .list(elements.map { TemplateValue($0, origin: origin) })
    case .object(let object): self = .dictionary(TemplateDictionary(object, origin: origin))
    }
  }

  /// A message, whose strings come from it; the name of its role does not: that is of the template's making.
  init(message: JSONObject, origins: inout ChatOrigins) {
    let role = message["role"]?.string ?? "?"
    var dictionary = TemplateDictionary(message, origin: origins.add(role))
    if message["role"] != nil {
      dictionary.set(TemplateText("role"), to: TemplateValue(message["role"] ?? .null))
    }
    self = .dictionary(dictionary)
  }
}

extension TemplateDictionary {
  init(_ object: JSONObject, origin: Int?) {
    self.init()
    for (key, value) in object.members {
      set(TemplateText(key, origin: origin), to: TemplateValue(value, origin: origin))
    }
  }
}

extension JSONObject {
  private static let reasoning = ["reasoning_content", "thinking", "reasoning"]

  /// The message as transformers hands it to a template: without what is null, and its reasoning under every name of it.
  var asTemplateMessage: JSONObject {
    var message = JSONObject(members.filter { !$0.value.isNull }.map { ($0.key, $0.value) })
    guard let reasoning = Self.reasoning.lazy.compactMap({ message[$0] }).first else { return message }
    message["reasoning_content"] = reasoning
    guard message["thinking"] == nil else { return message }
    return JSONObject([("thinking", reasoning)] + message.members.map { ($0.key, $0.value) })
  }
}
