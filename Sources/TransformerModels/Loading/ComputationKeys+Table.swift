import JSON

extension ComputationKeys {
  /// By name; of the configuration classes of transformers 5.24.0, and of models that brought their own code.
  static let table: [String: Rule] = [
    positionKeys, attentionKeys, scaleKeys, blockKeys, otherKeys,
  ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

  /// How tokens know where they stand.
  private static let positionKeys: [String: Rule] = [
    "alibi": only(false), "use_alibi": only(false), "alibi_bias_max": only(0),
    "position_embedding_type": positions, "static_position_embeddings": only(false),
    "sinusoidal_embeddings": only(false), "extra_pos_embeddings": only(2),
    "position_biased_input": only(true), "ggml_turns_neighbours": only(false),
    "rope_theta": never, "rope_scaling": never, "rope_parameters": never, "rotary_emb_base": never,
    "rope_local_base_freq": never, "global_rope_theta": never, "local_rope_theta": never,
    "layer_rope_theta": never,
    "compress_rope_theta": never, "rope_scaling_layers": never,
    "partial_rotary_factor": only(1), "rotary_pct": only(1), "rotary_dim": headSize,
    "rotary_value": only(false),
    "rope_interleave": only(false), "rope_interleaved": only(false), "rotary_emb_interleaved": only(false),
    "no_rope_layers": all(1, true), "no_rope_layer_interval": only(0),
    "relative_attention": only(false), "relative_attention_num_buckets": never,
    "relative_attention_max_distance": never, "position_buckets": only(-1, 0),
    "max_relative_positions": only(-1, 0),
    "pos_att_type": only("none"), "has_relative_attention_bias": only(false),
    "position_bias_num_buckets": never,
  ]

  /// Who looks at whom, and how queries, keys and values are made.
  private static let attentionKeys: [String: Rule] = [
    "sliding_window": window, "use_sliding_window": only(false), "sliding_window_size": window,
    "attention_window_size": window, "window_size": window, "attention_window": never,
    "sliding_windows": never,
    "local_attention": only(-1), "global_attn_every_n_layers": only(1), "local_layer_ids": never,
    "attention_chunk_size": never, "attention_types": never, "attention_layers": all("global"),
    "attention_type": only("original_full"), "block_types": never,
    "attn_type": only("multihead_attention", "bi"),
    "layer_types": all("full_attention", "attention"), "layers_block_type": all("attention"),
    "is_causal": causality, "causal": causality, "use_bidirectional_attention": only(false),
    "prefix_lm": only(false),
    "is_decoder": decoder, "add_cross_attention": only(false), "cross_attention_layers": never,
    "cross_attention_hidden_size": never,
    "head_dim": headSize, "kv_channels": headSize, "d_kv": headSize, "attention_head_dim": headSize,
    "global_head_dim": headSize, "swa_head_dim": headSize, "v_head_dim": headSize,
    "attention_head_size": headSize,
    "num_key_value_heads": heads, "num_kv_heads": heads, "n_head_kv": heads, "kv_n_heads": heads,
    "multi_query": only(false), "multi_query_attention": only(false), "new_decoder_architecture": only(false),
    "full_attn_idxs": never, "qk_nope_head_dim": never, "qk_rope_head_dim": never, "kv_lora_rank": never,
    "q_lora_rank": never, "index_topk": never, "num_kv_shared_layers": only(0),
    "attention_k_eq_v": only(false), "share_att_key": only(false), "clip_qkv": never, "qk_norm": only(false),
    "use_qk_norm": only(false), "qk_layernorm": only(false), "use_qk_layernorm": only(false),
    "qk_ln": only(false),
    "query_key_norm": only(false), "attention_qk_norm": only(false), "attn_config": never,
    "attn_logit_softcapping": never, "attention_logit_cap": never, "attn_temperature_tuning": only(false, 0),
    "use_attention_sinks": only(false), "use_attention_gate": only(false), "lambda_std_dev": never,
    "pruned_heads": never, "q_groups": only(1), "k_groups": only(1), "v_groups": only(1),
    "linear_num_value_heads": never, "linear_conv_kernel_dim": never, "full_attention_interval": only(1),
    "conv_L_cache": never, "conv_kernel_size": only(0), "mamba_d_state": never, "ssm_state_size": never,
    "state_size": never, "attn_layer_indices": never, "attn_layer_period": only(1),
  ]

  /// What is multiplied, capped or divided.
  private static let scaleKeys: [String: Rule] = [
    "final_logit_softcapping": never, "logits_soft_cap": never, "query_pre_attn_scalar": headSize,
    "softmax_scale": never, "attention_multiplier": never, "attn_scale": never,
    "attention_value_scale": only(1),
    "scale_attn_weights": only(true), "scale_attn_by_inverse_layer_idx": only(false),
    "embedding_multiplier": only(1), "residual_multiplier": only(1), "logits_scaling": only(1),
    "logit_scale": only(1), "scale_emb": only(1), "scale_depth": never, "dim_model_base": width,
    "residual_scale": only(1), "scale_embedding": only(false), "rescale_embeddings": only(false),
    "scale_decoder_outputs": only(false), "mup_enabled": only(false), "mup_embedding_multiplier": only(1),
    "mup_width_multiplier": only(1), "logits_mup_width_multiplier": only(1), "lm_head_multiplier": only(1),
    "key_multiplier": only(1), "attention_in_multiplier": only(1), "attention_out_multiplier": only(1),
    "mlp_multipliers": all(1), "swiglu_limit": never, "qk_scale_factor": only(1),
  ]

  /// What a block is made of, and where its norms stand.
  private static let blockKeys: [String: Rule] = [
    "parallel_attn": only(false), "use_parallel_residual": only(false), "parallel_residual": only(false),
    "ggml_gains_are_whole": only(false), "ggml_outputs_are_rows": only(false),
    "num_ln_in_parallel_attn": never, "apply_residual_connection_post_layernorm": only(false),
    "normalize_before": only(false), "normalize_embedding": only(true), "add_final_layer_norm": only(false),
    "do_layer_norm_before": only(true), "do_blenderbot_90_layernorm": only(false), "pre_norm": only(false),
    "norm_after": only(false), "use_post_norm": only(false), "use_sandwich_norm": only(false),
    "emb_layer_norm_before": only(false), "token_dropout": only(false), "norm_rel_ebd": only("none"),
    "layer_norm_elementwise_affine": only(true), "_remove_final_layer_norm": only(false),
    "normalization_type": only("layer_norm"), "is_gated_act": only(false), "feed_forward_proj": never,
    "use_gated_mlp": only(false), "use_double_wide_mlp": only(false), "activation_sparsity_pattern": all(0),
    "num_local_experts": only(0), "num_experts": only(0), "n_routed_experts": only(0),
    "moe_num_experts": only(0), "n_shared_experts": only(0), "first_k_dense_replace": only(0),
    "moe_layer_freq": only(1), "num_dense_layers": only(0), "n_group": only(1), "topk_group": only(1),
    "scoring_func": only("softmax"), "topk_method": only("greedy"), "routed_scaling_factor": only(1),
    "use_expert_bias": only(false),
    "num_moe_experts": only(0), "moe_layers": never, "ffn_config": never, "hc_mult": only(1),
    "num_hidden_groups": layers, "inner_group_num": only(1), "num_feedforward_networks": only(1),
    "use_bottleneck": only(false), "head_ratio": only(1), "loop_num_passes": only(1),
    "altup_num_inputs": only(1),
    "laurel_rank": never, "hidden_size_per_layer_input": only(0), "depth_mult": only(1),
  ]

  /// What tokens become, and what comes out.
  private static let otherKeys: [String: Rule] = [
    "embedding_size": width, "word_embed_proj_dim": width, "trigram_input": only(false),
    "use_lang_emb": only(false),
    "use_task_id": only(false), "quantization_config": never, "quant_mode": only(false),
    "add_bias_logits": only(false), "use_prompt": only(false),
  ]
}
