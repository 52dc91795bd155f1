import JSON

extension CommandDescription {
  /// Reads what ArgumentParser tells of a program and its commands (`ToolInfoV0`); what is missing stays empty.
  init(json: JSONValue) {
    let command = json["command"] ?? json
    self.init(
      name: command["commandName"]?.string ?? "", summary: command["abstract"]?.string ?? "",
      discussion: command["discussion"]?.string ?? "",
      arguments: (command["arguments"]?.array ?? []).compactMap { ArgumentDescription(json: $0) },
      subcommands: (command["subcommands"]?.array ?? []).map { CommandDescription(json: $0) },
      defaultSubcommand: command["defaultSubcommand"]?.string,
      isShown: command["shouldDisplay"]?.bool ?? true)
  }
}

extension ArgumentDescription {
  fileprivate init?(json: JSONValue) {
    guard json["shouldDisplay"]?.bool != false, let kind = json["kind"]?.string.flatMap(Kind.init) else {
      return nil
    }
    let names = (json["names"]?.array ?? []).map { name in
      (name["kind"]?.string == "long" ? "--" : "-") + (name["name"]?.string ?? "")
    }
    self.init(
      kind: kind, names: names.sorted { $0.count < $1.count }, valueName: json["valueName"]?.string ?? "",
      summary: json["abstract"]?.string ?? "", defaultValue: json["defaultValue"]?.string,
      isOptional: json["isOptional"]?.bool ?? true, repeats: json["isRepeating"]?.bool ?? false,
      completion: Self.completion(json["completionKind"]))
  }

  private static func completion(_ json: JSONValue?) -> CompletedValue {
    guard let kind = json?.object?.members.first else { return .anything }
    switch kind.key {
    case "list": return .words((kind.value["values"]?.array ?? []).compactMap(\.string))
    case "file":
      return CompletedValue(paths: .files((kind.value["extensions"]?.array ?? []).compactMap(\.string)))
    case "directory": return .folders
    case "shellCommand":
      return kind.value["command"]?.string.flatMap(CompletedValue.init(command:)) ?? .anything
    default: return .anything
    }
  }
}
