/// What `config.json` of public checkpoints says, written down from the Hub's files.
enum PublicConfigurations {
  static let all = first.merging(decoders) { $1 }.merging(encoders) { $1 }.merging(mixing) { $1 }.merging(
    forms
  ) { first, _ in first
  }

  /// Of GPT-2, BERT, BART and Llama.
  private static let first = [
    "gpt2": #"""
    {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
     "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
     "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
     "resid_pdrop": 0.1, "summary_activation": null, "summary_first_dropout": 0.1, "summary_proj_to_labels": true,
     "summary_type": "cls_index", "summary_use_proj": true,
     "task_specific_params": {"text-generation": {"do_sample": true, "max_length": 50}}, "vocab_size": 50257}
    """#,
    "distilgpt2": #"""
    {"_num_labels": 1, "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1,
     "bos_token_id": 50256, "embd_pdrop": 0.1, "eos_token_id": 50256, "id2label": {"0": "LABEL_0"},
     "initializer_range": 0.02, "label2id": {"LABEL_0": 0}, "layer_norm_epsilon": 1e-05, "model_type": "gpt2",
     "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 6, "n_positions": 1024, "resid_pdrop": 0.1,
     "summary_activation": null, "summary_first_dropout": 0.1, "summary_proj_to_labels": true,
     "summary_type": "cls_index", "summary_use_proj": true, "vocab_size": 50257}
    """#,
    "DialoGPT-medium": #"""
    {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "bos_token_id": 50256,
     "embd_pdrop": 0.1, "eos_token_id": 50256, "initializer_range": 0.02, "layer_norm_epsilon": 1e-05,
     "model_type": "gpt2", "n_ctx": 1024, "n_embd": 1024, "n_head": 16, "n_layer": 24, "n_positions": 1024,
     "n_special": 0, "predict_special_tokens": true, "resid_pdrop": 0.1, "summary_type": "cls_index",
     "task_specific_params": {"conversational": {"max_length": 1000}}, "vocab_size": 50257}
    """#,
    "gpt2, saved by transformers 4": #"""
    {"activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"], "attn_pdrop": 0.1, "n_inner": null,
     "model_type": "gpt2", "n_ctx": 1024, "n_embd": 768, "n_head": 12, "n_layer": 12, "n_positions": 1024,
     "reorder_and_upcast_attn": false, "scale_attn_by_inverse_layer_idx": false, "scale_attn_weights": true,
     "torch_dtype": "float32", "transformers_version": "4.57.1", "use_cache": true, "vocab_size": 50257}
    """#,
    "bert-base-uncased": #"""
    {"architectures": ["BertForMaskedLM"], "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false,
     "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02,
     "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert",
     "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 0, "position_embedding_type": "absolute",
     "transformers_version": "4.6.0.dev0", "type_vocab_size": 2, "use_cache": true, "vocab_size": 30522}
    """#,
    "bert-base-multilingual-cased": #"""
    {"architectures": ["BertForMaskedLM"], "attention_probs_dropout_prob": 0.1, "directionality": "bidi",
     "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "hidden_size": 768, "initializer_range": 0.02,
     "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert",
     "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 0, "pooler_fc_size": 768,
     "pooler_num_attention_heads": 12, "pooler_num_fc_layers": 3, "pooler_size_per_head": 128,
     "pooler_type": "first_token_transform", "type_vocab_size": 2, "vocab_size": 119547}
    """#,
    "all-MiniLM-L6-v2": #"""
    {"_name_or_path": "nreimers/MiniLM-L6-H384-uncased", "architectures": ["BertModel"],
     "attention_probs_dropout_prob": 0.1, "gradient_checkpointing": false, "hidden_act": "gelu",
     "hidden_dropout_prob": 0.1, "hidden_size": 384, "initializer_range": 0.02, "intermediate_size": 1536,
     "layer_norm_eps": 1e-12, "max_position_embeddings": 512, "model_type": "bert", "num_attention_heads": 12,
     "num_hidden_layers": 6, "pad_token_id": 0, "position_embedding_type": "absolute",
     "transformers_version": "4.8.2", "type_vocab_size": 2, "use_cache": true, "vocab_size": 30522}
    """#,
    "bart-large-cnn": #"""
    {"_num_labels": 3, "activation_dropout": 0.0, "activation_function": "gelu", "add_final_layer_norm": false,
     "architectures": ["BartForConditionalGeneration"], "attention_dropout": 0.0, "bos_token_id": 0,
     "classif_dropout": 0.0, "classifier_dropout": 0.0, "d_model": 1024, "decoder_attention_heads": 16,
     "decoder_ffn_dim": 4096, "decoder_layerdrop": 0.0, "decoder_layers": 12, "decoder_start_token_id": 2,
     "dropout": 0.1, "early_stopping": true, "encoder_attention_heads": 16, "encoder_ffn_dim": 4096,
     "encoder_layerdrop": 0.0, "encoder_layers": 12, "eos_token_id": 2, "force_bos_token_to_be_generated": true,
     "forced_bos_token_id": 0, "forced_eos_token_id": 2, "gradient_checkpointing": false,
     "id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}, "init_std": 0.02, "is_encoder_decoder": true,
     "label2id": {"LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2}, "length_penalty": 2.0, "max_length": 142,
     "max_position_embeddings": 1024, "min_length": 56, "model_type": "bart", "no_repeat_ngram_size": 3,
     "normalize_before": false, "num_beams": 4, "num_hidden_layers": 12, "output_past": true, "pad_token_id": 1,
     "prefix": " ", "scale_embedding": false, "task_specific_params": {"summarization": {"early_stopping": true,
     "length_penalty": 2.0, "max_length": 142, "min_length": 56, "no_repeat_ngram_size": 3, "num_beams": 4}},
     "transformers_version": "4.7.0.dev0", "use_cache": true, "vocab_size": 50264}
    """#,
    "bart-large": #"""
    {"activation_dropout": 0.1, "activation_function": "gelu", "add_bias_logits": false,
     "add_final_layer_norm": false, "architectures": ["BartModel"], "attention_dropout": 0.1, "bos_token_id": 0,
     "classif_dropout": 0.1, "d_model": 1024, "decoder_attention_heads": 16, "decoder_ffn_dim": 4096,
     "decoder_layers": 12, "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layers": 12,
     "is_encoder_decoder": true, "max_position_embeddings": 1024, "model_type": "bart",
     "normalize_before": false, "num_hidden_layers": 12, "scale_embedding": false, "vocab_size": 50265}
    """#,
    "distilbart-cnn-12-6": #"""
    {"_num_labels": 3, "activation_dropout": 0.0, "activation_function": "gelu", "add_bias_logits": false,
     "add_final_layer_norm": false, "architectures": ["BartForConditionalGeneration"], "attention_dropout": 0.0,
     "bos_token_id": 0, "classif_dropout": 0.0, "d_model": 1024, "decoder_attention_heads": 16,
     "decoder_ffn_dim": 4096, "decoder_layerdrop": 0.0, "decoder_layers": 6, "decoder_start_token_id": 2,
     "dropout": 0.1, "encoder_attention_heads": 16, "encoder_ffn_dim": 4096, "encoder_layers": 12, "eos_token_id": 2,
     "eos_token_ids": [2], "extra_pos_embeddings": 2, "force_bos_token_to_be_generated": true, "init_std": 0.02,
     "is_encoder_decoder": true, "max_length": 142, "max_position_embeddings": 1024, "min_length": 56,
     "model_type": "bart", "normalize_before": false, "normalize_embedding": true, "num_beams": 4,
     "num_hidden_layers": 12, "output_past": true, "pad_token_id": 1, "prefix": " ", "replacing_rate": 0,
     "save_step": 58, "scale_embedding": false, "static_position_embeddings": false, "student_decoder_layers": null,
     "student_encoder_layers": null, "vocab_size": 50264}
    """#,
    "Llama-2-7b-hf": #"""
    {"_name_or_path": "meta-llama/Llama-2-7b-hf", "architectures": ["LlamaForCausalLM"], "bos_token_id": 1,
     "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 4096, "initializer_range": 0.02,
     "intermediate_size": 11008, "max_position_embeddings": 4096, "model_type": "llama", "num_attention_heads": 32,
     "num_hidden_layers": 32, "num_key_value_heads": 32, "pretraining_tp": 1, "rms_norm_eps": 1e-05,
     "rope_scaling": null, "tie_word_embeddings": false, "torch_dtype": "float16",
     "transformers_version": "4.31.0.dev0", "use_cache": true, "vocab_size": 32000}
    """#,
    "Llama-3.2-1B": #"""
    {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
     "bos_token_id": 128000, "eos_token_id": 128001, "head_dim": 64, "hidden_act": "silu", "hidden_size": 2048,
     "initializer_range": 0.02, "intermediate_size": 8192, "max_position_embeddings": 131072, "mlp_bias": false,
     "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 16, "num_key_value_heads": 8,
     "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": {"factor": 32.0, "high_freq_factor": 4.0,
     "low_freq_factor": 1.0, "original_max_position_embeddings": 8192, "rope_type": "llama3"},
     "rope_theta": 500000.0, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
     "transformers_version": "4.45.0.dev0", "use_cache": true, "vocab_size": 128256}
    """#,
    "Llama-3.2-1B, saved by transformers 5": #"""
    {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "dtype": "bfloat16",
     "head_dim": 64, "hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 8192,
     "max_position_embeddings": 131072, "mlp_bias": false, "model_type": "llama", "num_attention_heads": 32,
     "num_hidden_layers": 16, "num_key_value_heads": 8, "pad_token_id": null, "rms_norm_eps": 1e-05,
     "rope_parameters": {"factor": 32.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
     "original_max_position_embeddings": 8192, "rope_theta": 500000.0, "rope_type": "llama3"},
     "tie_word_embeddings": true, "transformers_version": "5.24.0", "use_cache": true, "vocab_size": 128256}
    """#,
    "TinyLlama-1.1B-Chat-v1.0": #"""
    {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "bos_token_id": 1, "eos_token_id": 2,
     "hidden_act": "silu", "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 5632,
     "max_position_embeddings": 2048, "model_type": "llama", "num_attention_heads": 32, "num_hidden_layers": 22,
     "num_key_value_heads": 4, "pretraining_tp": 1, "rms_norm_eps": 1e-05, "rope_scaling": null,
     "rope_theta": 10000.0, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
     "transformers_version": "4.35.0", "use_cache": true, "vocab_size": 32000}
    """#,
    "SmolLM2-135M": #"""
    {"architectures": ["LlamaForCausalLM"], "attention_bias": false, "attention_dropout": 0.0, "bos_token_id": 0,
     "eos_token_id": 0, "hidden_act": "silu", "hidden_size": 576, "initializer_range": 0.041666666666666664,
     "intermediate_size": 1536, "is_llama_config": true, "max_position_embeddings": 8192, "model_type": "llama",
     "num_attention_heads": 9, "num_hidden_layers": 30, "num_key_value_heads": 3, "pretraining_tp": 1,
     "rms_norm_eps": 1e-05, "rope_interleaved": false, "rope_scaling": null, "rope_theta": 100000,
     "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.40.1", "use_cache": true,
     "vocab_size": 49152}
    """#,
    "deepseek-coder-1.3b-base": #"""
    {"architectures": ["LlamaForCausalLM"], "bos_token_id": 32013, "eos_token_id": 32014, "hidden_act": "silu",
     "hidden_size": 2048, "initializer_range": 0.02, "intermediate_size": 5504, "max_position_embeddings": 16384,
     "model_type": "llama", "num_attention_heads": 16, "num_hidden_layers": 24, "num_key_value_heads": 16,
     "pretraining_tp": 1, "rms_norm_eps": 1e-06, "rope_scaling": {"factor": 4.0, "type": "linear"},
     "rope_theta": 100000, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
     "transformers_version": "4.33.1", "use_cache": true, "vocab_size": 32256}
    """#,
  ]
}
