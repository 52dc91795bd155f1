import JSON

/// What a script gathers over all points: a table, curves, or a mean, for the study as a whole.
struct Collection: Sendable {
  /// What is gathered.
  enum Kind: Sendable {
    /// A row for each point, or for each element of `each`.
    case table(columns: [ValueTemplate.Member], each: LocatedExpression?)
    /// A line for each label; points with the same label are averaged.
    case curves(label: LocatedTemplate, values: ValueTemplate, isRank: Bool)
    /// The mean over all points of a matrix of numbers; lists are cut into rows of `wrap`.
    case mean(values: ValueTemplate, wrap: LocatedExpression?)
  }

  let id: String
  let path: [String]
  let kind: Kind
  var title: String
  var caption = ""
  /// What the numbers are.
  var quantity = ""
  /// What the horizontal axis counts, or the rows and the columns of a mean.
  var across = ""
  var rows = ""
  var columns = ""
  var outputs: [OutputTemplate] = []
}

extension Collection {
  private static let common = ["title", "caption", "output", "outputs"]
  private static let members = [
    "table": ["columns", "each"], "curves": ["label", "values", "rank", "across", "quantity"],
    "mean": ["values", "wrap", "rows", "columns", "quantity"],
  ]

  /// Reads one; nil where it lacks what it needs.
  init?(_ node: ScriptNode) {
    guard let word = Self.members.keys.sorted().first(where: { node[$0] != nil }), let name = node[word]
    else {
      node.report("nothing says what is collected", expected: "'table', 'curves' or 'mean' with a name")
      return nil
    }
    let known = [word] + (Self.members[word] ?? []) + Self.common
    guard node.isObject(with: known, what: "'\(word)'"), let id = name.name("'\(word)'"),
      let kind = Self.kind(word, node)
    else { return nil }
    self.init(id: id, path: node.path, kind: kind, title: node["title"]?.string("'title'") ?? id)
    caption = node["caption"]?.string("'caption'") ?? ""
    quantity = node["quantity"]?.string("'quantity'") ?? ""
    across = node["across"]?.string("'across'") ?? ""
    if word == "mean" {
      rows = node["rows"]?.string("'rows'") ?? ""
      columns = node["columns"]?.string("'columns'") ?? ""
    }
    outputs =
      (node["outputs"]?.elements ?? []).compactMap(OutputTemplate.init)
      + (node["output"].flatMap(OutputTemplate.init).map { [$0] } ?? [])
    for output in outputs where output.format == .safetensors || output.format == .npz {
      node.log.add("a collection has no tensors", at: output.template.path)
    }
  }

  private static func kind(_ word: String, _ node: ScriptNode) -> Kind? {
    switch word {
    case "table":
      guard let columns = node["columns"], columns.value.object != nil else {
        node.report("the table has no 'columns'", expected: "names with what stands below them")
        return nil
      }
      return .table(
        columns: columns.members.map { .init(key: $0.name, value: $0.node.valueTemplate) },
        each: node["each"]?.expression("'each'"))
    case "curves":
      guard let label = node["label"]?.template("'label'"), let values = node["values"]?.valueTemplate else {
        node.report("curves need 'label' and 'values'")
        return nil
      }
      return .curves(label: label, values: values, isRank: node["rank"]?.flag("'rank'") ?? false)
    default:
      guard let values = node["values"]?.valueTemplate else {
        node.report("a mean needs 'values'")
        return nil
      }
      return .mean(values: values, wrap: node["wrap"]?.expression("'wrap'"))
    }
  }

  /// Every reference in it, but those of `each` and of outputs, with where it stands.
  var references: [(reference: Reference, path: [String])] {
    switch kind {
    case .table(let columns, _): columns.flatMap(\.value.references)
    case .curves(let label, let values, _):
      values.references + label.template.references.map { ($0, label.path) }
    case .mean(let values, let wrap):
      values.references + (wrap?.expression.references.map { ($0, wrap?.path ?? []) } ?? [])
    }
  }

  /// The list a table has rows for, where it is not one a point.
  var each: LocatedExpression? { if case .table(_, let each) = kind { each } else { nil } }
}
