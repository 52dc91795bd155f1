import Checkpoints
import Diagnostics

extension StoredNames {
  /// Parts that a family computes with or does not have, such as norms of queries and keys, experts and sinks.
  private static let computing = [
    "q_norm", "k_norm", "q_layernorm", "k_layernorm", "query_layernorm", "key_layernorm", "query_norm",
    "key_norm",
    "ln_q", "ln_k", "v_norm", "sinks", "experts", "shared_expert", "router", "block_sparse_moe",
    "relative_attention_bias", "rel_embeddings", "pre_feedforward_layernorm", "post_feedforward_layernorm",
    "post_self_attn_layernorm", "post_mlp_layernorm", "word_embeddings_layernorm", "emb_layer_norm_before",
    "encoder.layer_norm", "decoder.layer_norm", "embeddings_project", "embedding_hidden_mapping_in",
    "project_in",
    "project_out", "layer_scalar", "lm_head.bias",
  ]

  /// Throws `unsupported` for stored weights that nobody uses and that change what is computed: with them the checkpoint is
  /// none of the family that its configuration says.
  ///
  /// A bias beside a weight that is used is one, whatever it is called.
  ///
  /// - Parameters: as of `warnOfUnused`.
  func checkUnused(used: Set<String>, otherHeads: [String], of title: String) throws(ExplainerError) {
    let found = weights.names.filter { stored in
      guard !used.contains(stored), !tiedNames.contains(stored), !isExpected(stored, otherHeads) else {
        return false
      }
      if stored.hasSuffix(".bias"), used.contains("\(stored.dropLast(".bias".count)).weight") { return true }
      return Self.computing.contains { part in ".\(stored).".contains(".\(part).") }
    }
    guard let first = found.first else { return }
    throw ExplainerError(
      .unsupported, "the checkpoint holds weights that \(title) does not compute with", at: [weights.path],
      found: "'\(Self.short(first))'\(found.count > 1 ? " and \(found.count - 1) more" : "")",
      remedy: "Is model_type in config.json right?")
  }
}
