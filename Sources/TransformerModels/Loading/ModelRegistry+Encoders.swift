import ExplainerCore

extension ModelRegistry {
  /// The families that have an encoder, by itself or beside a decoder.
  static let encoders: [String: Family] = [
    "albert": Family(kind: .masked, recipe: ALBERT.recipe),
    "bart": Family(kind: .sequenceToSequence, standardNames: bartNames, recipe: BART.recipe),
    "bert": Family(kind: .masked, recipe: BERT.recipe),
    "camembert": Family(kind: .masked, recipe: RoBERTa.french),
    "deberta-v2": Family(kind: .masked, recipe: DeBERTa.recipe),
    "distilbert": Family(
      kind: .masked,
      standardNames: [
        "dim": "hidden_size", "n_heads": "num_attention_heads", "n_layers": "num_hidden_layers",
      ], recipe: DistilBERT.recipe),
    "electra": Family(kind: .masked, recipe: ELECTRA.recipe),
    "marian": Family(kind: .sequenceToSequence, standardNames: bartNames, recipe: Marian.recipe),
    "mbart": Family(kind: .sequenceToSequence, standardNames: bartNames, recipe: MBART.recipe),
    "modernbert": Family(kind: .masked, recipe: ModernBERT.recipe),
    "mpnet": Family(kind: .masked, recipe: MPNet.recipe),
    "mt5": Family(kind: .sequenceToSequence, standardNames: t5Names, recipe: T5.multilingual),
    "pegasus": Family(kind: .sequenceToSequence, standardNames: bartNames, recipe: Pegasus.recipe),
    "roberta": Family(kind: .masked, recipe: RoBERTa.recipe),
    "t5": Family(kind: .sequenceToSequence, standardNames: t5Names, recipe: T5.recipe),
    "umt5": Family(kind: .sequenceToSequence, standardNames: t5Names, recipe: T5.unified),
    "xlm-roberta": Family(kind: .masked, recipe: RoBERTa.crossLingual),
  ]

  /// Of BART and the families made like it.
  private static let bartNames = [
    "d_model": "hidden_size", "encoder_attention_heads": "num_attention_heads",
    "encoder_layers": "num_hidden_layers",
  ]

  private static let t5Names = [
    "d_kv": "head_dim", "d_model": "hidden_size", "num_heads": "num_attention_heads",
    "num_layers": "num_hidden_layers",
  ]
}
