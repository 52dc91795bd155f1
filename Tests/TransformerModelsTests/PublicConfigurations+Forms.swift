extension PublicConfigurations {
  /// Those of models that differ in form from most of their family.
  static let forms = [
    "opt-350m": #"""
    {"_remove_final_layer_norm": false, "activation_dropout": 0.0, "activation_function": "relu",
     "architectures": ["OPTForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 2, "do_layer_norm_before": false,
     "dropout": 0.1, "eos_token_id": 2, "ffn_dim": 4096, "hidden_size": 1024, "init_std": 0.02, "layerdrop": 0.0,
     "max_position_embeddings": 2048, "model_type": "opt", "num_attention_heads": 16, "num_hidden_layers": 24,
     "pad_token_id": 1, "prefix": "</s>", "torch_dtype": "float16", "use_cache": true, "vocab_size": 50272,
     "word_embed_proj_dim": 512}
    """#,
    "falcon-rw-1b": #"""
    {"alibi": true, "apply_residual_connection_post_layernorm": false, "architectures": ["FalconForCausalLM"],
     "attention_dropout": 0.0, "bias": true, "bos_token_id": 1, "eos_token_id": 2, "hidden_dropout": 0.0,
     "hidden_size": 2048, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "model_type": "falcon",
     "multi_query": false, "new_decoder_architecture": false, "num_attention_heads": 32, "num_hidden_layers": 24,
     "parallel_attn": false, "torch_dtype": "bfloat16", "use_cache": true, "vocab_size": 50304}
    """#,
    "starcoder": #"""
    {"activation_function": "gelu", "architectures": ["GPTBigCodeForCausalLM"], "attention_softmax_in_fp32": true,
     "attn_pdrop": 0.1, "bos_token_id": 0, "embd_pdrop": 0.1, "eos_token_id": 0, "inference_runner": 0,
     "initializer_range": 0.02, "layer_norm_epsilon": 1e-05, "max_batch_size": null, "max_sequence_length": null,
     "model_type": "gpt_bigcode", "multi_query": true, "n_embd": 6144, "n_head": 48, "n_inner": 24576, "n_layer": 40,
     "n_positions": 8192, "pad_key_length": true, "pre_allocate_kv_cache": false, "resid_pdrop": 0.1,
     "scale_attention_softmax_in_fp32": true, "scale_attn_weights": true, "use_cache": true,
     "validate_runner_input": true, "vocab_size": 49152}
    """#,
    "deberta-v2-xlarge": #"""
    {"attention_head_size": 64, "attention_probs_dropout_prob": 0.1, "conv_act": "gelu", "conv_kernel_size": 3,
     "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 1536, "initializer_range": 0.02,
     "intermediate_size": 6144, "layer_norm_eps": 1e-07, "max_position_embeddings": 512, "max_relative_positions": -1,
     "model_type": "deberta-v2", "norm_rel_ebd": "layer_norm", "num_attention_heads": 24, "num_hidden_layers": 24,
     "pos_att_type": "p2c|c2p", "position_biased_input": false, "position_buckets": 256, "relative_attention": true,
     "share_att_key": true, "type_vocab_size": 0, "vocab_size": 128100}
    """#,
  ]
}
