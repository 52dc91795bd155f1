extension ForeignSiteNames {
  /// One line of the table: names that mean the same, and what they mean.
  package struct Row: Sendable, Hashable {
    /// The names; `{N}` is a layer, `{S}` a stack, `{L}` the number of layers.
    package var names: [String]
    /// Our site with the same marks, `{N-1}` for the layer before, `{L-1}` for the last and `{L-N}` for one counted from the end;
    /// nil where there is none.
    package var site: String?
    /// What differs, or why there is none.
    package let note: String?
    /// Of which models this holds.
    package let scope: Scope
  }

  /// The names of one library, or of one kind of model in it.
  package struct Group: Sendable, Hashable {
    /// The heading.
    package let title: String
    /// What holds for all its names.
    package let preface: String
    /// The families whose modules these are, by `model_type`; empty where the names are the same for all.
    package let families: [String]
    /// Its names.
    ///
    /// One that several lines have means what the first of them says that speaks of the model.
    package let rows: [Row]

    /// A group from its parts.
    ///
    /// - Parameters:
    ///   - layer: what a name that begins with a point begins with.
    ///   - sites: the same of sites.
    init(
      title: String, preface: String = "", families: [String] = [], layer: String = "",
      sites: String = "layers.{N}", rows: [Row]
    ) {
      func whole(_ name: String, _ layer: String) -> String {
        name.hasPrefix(".") ? name == "." ? layer : layer + name : name
      }
      self.title = title
      self.preface = preface
      self.families = families
      self.rows = rows.map { row in
        var row = row
        row.names = row.names.map { whole($0, layer) }
        row.site = row.site.map { whole($0, sites) }
        return row
      }
    }

    /// Whether these can be names of `model`'s.
    func covers(_ model: ModelInfo?) -> Bool {
      model.map { families.isEmpty || families.contains($0.family) } ?? true
    }
  }

  /// The table.
  package static let groups: [Group] = [
    transformerLens, outputs, heads, gpt2, gptJ, neox, falcon, bloom, mpt, llama, lfm2, bert, albert,
    distilBERT,
    mpnet, deberta, modernBERT, bart, opt, t5, interpEngine, nnterp, pyvene,
  ]

  /// A line for names with blanks between them.
  static func row(_ names: String, _ site: String, _ note: String? = nil, of scope: Scope = .all) -> Row {
    Row(names: names.split(separator: " ").map(String.init), site: site, note: note, scope: scope)
  }

  /// A line for names that no site answers to.
  static func none(_ names: String, _ reason: String, of scope: Scope = .all) -> Row {
    Row(names: names.split(separator: " ").map(String.init), site: nil, note: reason, scope: scope)
  }

  // MARK: - What several lines say

  static let sideBySide = "there the heads lie side by side in one row"
  static let rotated =
    "there before the rotation of positions, and before a norm of heads; "
    + "`attention.query` and `.key` are kept as the scores are made of them"
  static let packed =
    "query, key and value lie in one row there; here they are `attention.query`, `.key` and `.value`"
  static let noPositions = "embeddings of positions and segments have no site of their own"
  static let noPreactivation =
    "what a plain MLP has before its activation function is not kept; `mlp.neurons` is what follows"
  static let noUp =
    "the branch without activation function is not kept; `mlp.neurons` is its product with the activated gate"
  static let noActivatedGate = "the activated gate is not kept: it is the activation function of `mlp.gate`"
  static let gateInRow = "gate and the other branch lie in one row there; here the gate is `mlp.gate`"
  static let unnormedSum =
    "the sum before the norm is not kept; it is what went in plus what the half adds"
  static let last = "layers.{L-1}.residual.post"
  static let withStream = "there with the stream it is added to"
}
