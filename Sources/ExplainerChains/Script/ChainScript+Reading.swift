import Files
import JSON

extension ChainScript {
  /// Reads a script as far as it goes without knowing what there is to run; what is wrong with it goes to `log`.
  init(_ log: ProblemLog, models: [String]) {
    source = log.source
    title = FileSystem.name(of: log.source.name)
    let node = ScriptNode(log)
    guard node.isObject(with: Self.members, what: "a script") else { return }
    title = node["title"]?.string("'title'") ?? title
    introduction = node["introduction"]?.string("'introduction'") ?? ""
    self.models = Self.models(node, instead: models)
    if let texts = node["texts"] ?? node["text"] {
      if node["texts"] != nil, let text = node["text"] { text.report("texts were given in two ways") }
      (self.texts, textFiles) = TextItem.read(texts)
      namesTexts = true
    }
    if let matrix = node["matrix"] { self.matrix = Self.dimensions(matrix) }
    if let exclude = node["exclude"] { excluded = Self.excluded(exclude, of: matrix) }
    errorChoice = node["on_error"]?.choice("'on_error'") ?? .stop
    if let page = node["report"], let report = page.template("'report'") {
      self.report = report
      if let path = report.template.constant, !ChainFormat.isPage(path) {
        page.report(
          "the report cannot be '\(path)': it is a page",
          expected: "a name that ends in .html or .htm, or in nothing")
      }
    }
    steps = Self.steps(node)
    collections = (node["collect"]?.elements ?? []).compactMap(Collection.init)
    for collection in collections {
      let same = collections.filter { $0.id == collection.id }
      if same.count > 1 || steps.contains(where: { $0.id == collection.id }) {
        log.add("'\(collection.id)' stands for two things", at: collection.path)
      }
    }
  }

  private static func models(_ node: ScriptNode, instead: [String]) -> [ModelName] {
    guard instead.isEmpty else { return instead.map { ModelName(name: $0, path: []) } }
    guard let models = node["models"] ?? node["model"] else {
      node.report("the script names no model", remedy: "add 'model: demo-gpt2', or say --model")
      return []
    }
    let names = models.elements.compactMap { one in
      one.string("a model").map { ModelName(name: $0, path: one.path) }
    }
    for (index, name) in names.enumerated() where names[..<index].contains(where: { $0.name == name.name }) {
      node.log.add("model '\(name.name)' stands twice", at: name.path)
    }
    return names
  }

  private static let mostCombinations = 100_000.0

  private static func dimensions(_ node: ScriptNode) -> [Dimension] {
    guard node.value.object != nil else {
      node.report("'matrix' is \(node.value.kindName)", expected: "names with lists of values")
      return []
    }
    let dimensions: [Dimension] = node.members.compactMap { name, values in
      guard let list = values.value.array, !list.isEmpty else {
        values.report("'\(name)' of the matrix is \(values.value.text())", expected: "a list of values")
        return nil
      }
      return Dimension(name: name, values: list)
    }
    let combinations = dimensions.reduce(1.0) { $0 * Double($1.values.count) }
    guard combinations <= mostCombinations else {
      node.report("the matrix has too many combinations", expected: "at most \(Int(mostCombinations))")
      return []
    }
    return dimensions
  }

  private static func excluded(_ node: ScriptNode, of matrix: [Dimension]) -> [JSONObject] {
    node.elements.compactMap { one in
      guard one.isObject(with: matrix.map(\.name), what: "what is excluded") else { return nil }
      return one.value.object
    }
  }

  private static func steps(_ node: ScriptNode) -> [ChainStep] {
    guard let steps = node["steps"], let elements = steps.value.array, !elements.isEmpty else {
      node.report("the script has no steps", remedy: "add 'steps:' with '- run: predictions' below it")
      return []
    }
    let read = steps.elements.compactMap { ChainStep($0) }
    for (index, step) in read.enumerated() {
      if read[..<index].contains(where: { $0.id == step.id }) {
        node.log.add(
          "two steps are called '\(step.id)'", at: step.path, remedy: "give one of them an 'id' of its own")
      }
      if ChainPoint.roots.contains(step.id) || ChainPoint.eachRoots.contains(step.id) {
        node.log.add("a step cannot be called '\(step.id)', which stands for something else", at: step.path)
      }
    }
    return read
  }
}
