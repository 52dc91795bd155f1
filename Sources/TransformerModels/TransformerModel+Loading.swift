import Checkpoints
import Diagnostics
import ExplainerCore
import Tokenization

extension TransformerModel {
  /// Builds a model of the weights of a checkpoint, wherever its names begin.
  ///
  /// Tensors beyond those the recipe needs are ignored, but with a warning where nobody would expect them.
  init(_ recipe: Recipe, _ source: ModelSource) throws(ExplainerError) {
    let always = try Assembly.needs(of: recipe)
    var names = try StoredNames(
      source.weights, base: recipe.base,
      names: always.map(\.name).filter { name in !recipe.elsewhere.contains(where: name.contains) },
      heads: recipe.headNames)
    let heads = recipe.heads(source, names)
    let hasHead = heads.heads.contains(.languageModel)
    try recipe.tie(&names, hasHead)
    try names.weights.checkAdapter()
    var listing = Assembly(recipe.style, names: names, heads: heads.heads)
    _ = try recipe.compose(&listing)
    let weights = try NamedWeights(names.weights, needed: listing.needed, stored: { names($0) })
    try names.checkUnused(used: weights.used, otherHeads: recipe.otherHeads, of: recipe.title)
    names.warnOfUnused(used: weights.used, otherHeads: recipe.otherHeads)

    var assembly = Assembly(recipe.style, names: names, heads: heads.heads, weights: weights)
    parts = try recipe.compose(&assembly)
    self.weights = weights
    title = recipe.title
    segments = recipe.segments
    wrapsText = recipe.wrapsText
    timer = source.timer
    vocabulary = VocabularyReader(source.tokenizer, size: recipe.info.vocabularySize)

    var info = recipe.info
    info.id = source.location.id
    info.revision = source.location.revision
    info.adapter = source.location.adapter
    info.dtype =
      names.weights.entry(named: names(hasHead ? recipe.scores : recipe.embedding))?.typeName ?? ""
    info.attention = parts.stack.attention
    info.encoder?.attention = parts.encoder?.attention ?? ModelInfo.Attention()
    info.experts?.layers = parts.stack.layersWithExperts
    info.outputHeads = heads.heads
    info.labels = heads.labels
    info.tiedHead = hasHead ? names(recipe.scores) == names(recipe.embedding) : nil
    info.warnings = source.warnings + heads.warnings + names.warnings + vocabulary.warnings
    switch info.kind {
    case .masked:
      generation = .failure(
        ExplainerError(
          .unsupported, "\(title) fills in masked words, it does not generate",
          remedy: "Put \(Self.maskToken(vocabulary)) into the text in place of the word to be guessed"))
      info.maskTokenID = vocabulary.maskID
    case .causal:
      generation = source.generationSettings(vocabularySize: info.vocabularySize)
    case .sequenceToSequence:
      generation = source.generationSettings(vocabularySize: info.vocabularySize)
      info.maskTokenID = vocabulary.maskID
      info.decoderStartTokenID = try source.decoderStart(
        default: recipe.decoderStart, vocabularySize: info.vocabularySize)
    }
    info.generation = (try? generation.get())?.told
    self.info = info
    catalog = SiteCatalog(assembly.sites, of: info, title: title)
  }

  private static func maskToken(_ vocabulary: VocabularyReader) -> String {
    vocabulary.maskID.flatMap { vocabulary.tokenizer.piece(of: $0) } ?? "[MASK]"
  }
}

extension Assembly {
  /// The weights that every checkpoint of this configuration holds.
  static func needs(of recipe: Recipe) throws(ExplainerError) -> Needed {
    var listing = Assembly(recipe.style)
    _ = try recipe.compose(&listing)
    return listing.needed
  }
}
