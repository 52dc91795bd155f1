extension PublicConfigurations {
  /// Of encoders besides BERT, and of two stacks besides BART.
  static let encoders = [
    "roberta-base": #"""
    {"architectures": ["RobertaForMaskedLM"], "attention_probs_dropout_prob": 0.1, "bos_token_id": 0,
     "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768,
     "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-05, "max_position_embeddings": 514,
     "model_type": "roberta", "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1,
     "type_vocab_size": 1, "vocab_size": 50265}
    """#,
    "xlm-roberta-base": #"""
    {"architectures": ["XLMRobertaForMaskedLM"], "attention_probs_dropout_prob": 0.1, "bos_token_id": 0,
     "eos_token_id": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768,
     "initializer_range": 0.02, "intermediate_size": 3072, "layer_norm_eps": 1e-05, "max_position_embeddings": 514,
     "model_type": "xlm-roberta", "num_attention_heads": 12, "num_hidden_layers": 12, "output_past": true,
     "pad_token_id": 1, "position_embedding_type": "absolute", "type_vocab_size": 1, "use_cache": true,
     "vocab_size": 250002}
    """#,
    "distilbert-base-uncased": #"""
    {"activation": "gelu", "architectures": ["DistilBertForMaskedLM"], "attention_dropout": 0.1, "dim": 768,
     "dropout": 0.1, "hidden_dim": 3072, "initializer_range": 0.02, "max_position_embeddings": 512,
     "model_type": "distilbert", "n_heads": 12, "n_layers": 6, "pad_token_id": 0, "qa_dropout": 0.1,
     "seq_classif_dropout": 0.2, "sinusoidal_pos_embds": false, "tie_weights_": true, "vocab_size": 30522}
    """#,
    "albert-base-v2": #"""
    {"architectures": ["AlbertForMaskedLM"], "attention_probs_dropout_prob": 0, "bos_token_id": 2,
     "classifier_dropout_prob": 0.1, "down_scale_factor": 1, "embedding_size": 128, "eos_token_id": 3, "gap_size": 0,
     "hidden_act": "gelu_new", "hidden_dropout_prob": 0, "hidden_size": 768, "initializer_range": 0.02,
     "inner_group_num": 1, "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
     "model_type": "albert", "net_structure_type": 0, "num_attention_heads": 12, "num_hidden_groups": 1,
     "num_hidden_layers": 12, "num_memory_blocks": 0, "pad_token_id": 0, "type_vocab_size": 2, "vocab_size": 30000}
    """#,
    "electra-small-generator": #"""
    {"architectures": ["ElectraForMaskedLM"], "attention_probs_dropout_prob": 0.1, "embedding_size": 128,
     "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 256, "initializer_range": 0.02,
     "intermediate_size": 1024, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "electra",
     "num_attention_heads": 4, "num_hidden_layers": 12, "pad_token_id": 0, "position_embedding_type": "absolute",
     "summary_activation": "gelu", "summary_last_dropout": 0.1, "summary_type": "first", "summary_use_proj": true,
     "type_vocab_size": 2, "vocab_size": 30522}
    """#,
    "deberta-v3-base": #"""
    {"model_type": "deberta-v2", "attention_probs_dropout_prob": 0.1, "hidden_act": "gelu",
     "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
     "max_position_embeddings": 512, "relative_attention": true, "position_buckets": 256, "norm_rel_ebd": "layer_norm",
     "share_att_key": true, "pos_att_type": "p2c|c2p", "layer_norm_eps": 1e-7, "max_relative_positions": -1,
     "position_biased_input": false, "num_attention_heads": 12, "num_hidden_layers": 12, "type_vocab_size": 0,
     "vocab_size": 128100}
    """#,
    "all-mpnet-base-v2": #"""
    {"_name_or_path": "microsoft/mpnet-base", "architectures": ["MPNetForMaskedLM"],
     "attention_probs_dropout_prob": 0.1, "bos_token_id": 0, "eos_token_id": 2, "hidden_act": "gelu",
     "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02, "intermediate_size": 3072,
     "layer_norm_eps": 1e-05, "max_position_embeddings": 514, "model_type": "mpnet", "num_attention_heads": 12,
     "num_hidden_layers": 12, "pad_token_id": 1, "relative_attention_num_buckets": 32,
     "transformers_version": "4.8.2", "vocab_size": 30527}
    """#,
    "ModernBERT-base": #"""
    {"architectures": ["ModernBertForMaskedLM"], "attention_bias": false, "attention_dropout": 0.0,
     "bos_token_id": 50281, "classifier_activation": "gelu", "classifier_bias": false, "classifier_dropout": 0.0,
     "classifier_pooling": "mean", "cls_token_id": 50281, "decoder_bias": true, "deterministic_flash_attn": false,
     "embedding_dropout": 0.0, "eos_token_id": 50282, "global_attn_every_n_layers": 3, "global_rope_theta": 160000.0,
     "gradient_checkpointing": false, "hidden_activation": "gelu", "hidden_size": 768,
     "initializer_cutoff_factor": 2.0, "initializer_range": 0.02, "intermediate_size": 1152, "layer_norm_eps": 1e-05,
     "local_attention": 128, "local_rope_theta": 10000.0, "max_position_embeddings": 8192, "mlp_bias": false,
     "mlp_dropout": 0.0, "model_type": "modernbert", "norm_bias": false, "norm_eps": 1e-05, "num_attention_heads": 12,
     "num_hidden_layers": 22, "pad_token_id": 50283, "position_embedding_type": "absolute", "sep_token_id": 50282,
     "tie_word_embeddings": true, "torch_dtype": "float32", "vocab_size": 50368}
    """#,
    "t5-small": #"""
    {"architectures": ["T5ForConditionalGeneration"], "d_ff": 2048, "d_kv": 64, "d_model": 512,
     "decoder_start_token_id": 0, "dropout_rate": 0.1, "eos_token_id": 1, "initializer_factor": 1.0,
     "is_encoder_decoder": true, "layer_norm_epsilon": 1e-06, "model_type": "t5", "n_positions": 512, "num_heads": 8,
     "num_layers": 6, "output_past": true, "pad_token_id": 0, "relative_attention_num_buckets": 32,
     "task_specific_params": {"translation_en_to_de": {"early_stopping": true, "max_length": 300, "num_beams": 4,
      "prefix": "translate English to German: "}}, "vocab_size": 32128}
    """#,
    "flan-t5-small": #"""
    {"architectures": ["T5ForConditionalGeneration"], "d_ff": 1024, "d_kv": 64, "d_model": 512,
     "decoder_start_token_id": 0, "dropout_rate": 0.1, "eos_token_id": 1, "feed_forward_proj": "gated-gelu",
     "initializer_factor": 1.0, "is_encoder_decoder": true, "layer_norm_epsilon": 1e-06, "model_type": "t5",
     "n_positions": 512, "num_decoder_layers": 8, "num_heads": 6, "num_layers": 8, "output_past": true,
     "pad_token_id": 0, "relative_attention_max_distance": 128, "relative_attention_num_buckets": 32,
     "tie_word_embeddings": false, "use_cache": true, "vocab_size": 32128}
    """#,
    "mt5-small": #"""
    {"architectures": ["MT5ForConditionalGeneration"], "d_ff": 1024, "d_kv": 64, "d_model": 512,
     "decoder_start_token_id": 0, "dropout_rate": 0.1, "eos_token_id": 1, "feed_forward_proj": "gated-gelu",
     "initializer_factor": 1.0, "is_encoder_decoder": true, "layer_norm_epsilon": 1e-06, "model_type": "mt5",
     "num_decoder_layers": 8, "num_heads": 6, "num_layers": 8, "pad_token_id": 0,
     "relative_attention_num_buckets": 32, "tie_word_embeddings": false, "tokenizer_class": "T5Tokenizer",
     "vocab_size": 250112}
    """#,
    "opus-mt-en-de": #"""
    {"_num_labels": 3, "activation_dropout": 0.0, "activation_function": "swish", "add_bias_logits": false,
     "add_final_layer_norm": false, "architectures": ["MarianMTModel"], "attention_dropout": 0.0,
     "bad_words_ids": [[58100]], "bos_token_id": 0, "classif_dropout": 0.0, "d_model": 512,
     "decoder_attention_heads": 8, "decoder_ffn_dim": 2048, "decoder_layerdrop": 0.0, "decoder_layers": 6,
     "decoder_start_token_id": 58100, "dropout": 0.1, "encoder_attention_heads": 8, "encoder_ffn_dim": 2048,
     "encoder_layerdrop": 0.0, "encoder_layers": 6, "eos_token_id": 0, "extra_pos_embeddings": 58101,
     "init_std": 0.02, "is_encoder_decoder": true, "max_length": 512, "max_position_embeddings": 512,
     "model_type": "marian", "normalize_before": false, "normalize_embedding": false, "num_beams": 6,
     "num_hidden_layers": 6, "pad_token_id": 58100, "scale_embedding": true, "static_position_embeddings": true,
     "vocab_size": 58101}
    """#,
    "pegasus-xsum": #"""
    {"activation_dropout": 0.1, "activation_function": "relu", "add_bias_logits": false, "add_final_layer_norm": true,
     "architectures": ["PegasusForConditionalGeneration"], "attention_dropout": 0.1, "bos_token_id": 0,
     "classif_dropout": 0.0, "d_model": 1024, "decoder_attention_heads": 16, "decoder_ffn_dim": 4096,
     "decoder_layerdrop": 0.0, "decoder_layers": 16, "decoder_start_token_id": 0, "dropout": 0.1,
     "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layerdrop": 0.0, "encoder_layers": 16,
     "eos_token_id": 1, "extra_pos_embeddings": 1, "force_bos_token_to_be_generated": false, "forced_eos_token_id": 1,
     "init_std": 0.02, "is_encoder_decoder": true, "length_penalty": 0.6, "max_length": 64,
     "max_position_embeddings": 512, "model_type": "pegasus", "normalize_before": true, "normalize_embedding": false,
     "num_beams": 8, "num_hidden_layers": 16, "pad_token_id": 0, "scale_embedding": true,
     "static_position_embeddings": true, "vocab_size": 96103}
    """#,
  ]
}
