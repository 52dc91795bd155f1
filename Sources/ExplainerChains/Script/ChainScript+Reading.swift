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
    collections = Self.bounded(node["collect"], "collections").compactMap(Collection.init)
    var uses: [String: Int] = [:]
    for id in steps.map(\.id) + collections.map(\.id) { uses[id, default: 0] += 1 }
    for collection in collections where uses[collection.id, default: 0] > 1 {
      log.add("'\(collection.id)' stands for two things", at: collection.path)
    }
    checkPoints(node)
  }

  /// More steps, models or collections than this are no script that somebody wrote.
  private static let mostNamed = 1_000
  /// More points than this take years.
  private static let mostPoints = 10_000_000.0

  /// The elements of a list that no script has so many of.
  private static func bounded(_ node: ScriptNode?, _ things: String) -> [ScriptNode] {
    guard let node else { return [] }
    let elements = node.elements
    guard elements.count > mostNamed else { return elements }
    node.report("there are \(elements.count) \(things)", expected: "at most \(mostNamed)")
    return []
  }

  private func checkPoints(_ node: ScriptNode) {
    let points = matrix.reduce(Double(models.count) * Double(max(1, texts.count))) {
      $0 * Double($1.values.count)
    }
    guard points > Self.mostPoints else { return }
    node.report("models, texts and matrix make too many points", expected: "at most \(Int(Self.mostPoints))")
  }

  private static func models(_ node: ScriptNode, instead: [String]) -> [ModelName] {
    guard instead.isEmpty else { return instead.map { ModelName(name: $0, path: []) } }
    guard let models = node["models"] ?? node["model"] else {
      node.report("the script names no model", remedy: "add 'model: demo-gpt2', or say --model")
      return []
    }
    let names = bounded(models, "models").compactMap { one in
      one.string("a model").map { ModelName(name: $0, path: one.path) }
    }
    var seen: Set<String> = []
    for name in names where !seen.insert(name.name).inserted {
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
    bounded(node, "combinations excluded").compactMap { one in
      guard one.isObject(with: matrix.map(\.name), what: "what is excluded") else { return nil }
      return one.value.object
    }
  }

  private static func steps(_ node: ScriptNode) -> [ChainStep] {
    guard let steps = node["steps"], let elements = steps.value.array, !elements.isEmpty else {
      node.report("the script has no steps", remedy: "add 'steps:' with '- run: predictions' below it")
      return []
    }
    let read = bounded(steps, "steps").compactMap { ChainStep($0) }
    var seen: Set<String> = []
    for step in read {
      if !seen.insert(step.id).inserted {
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
