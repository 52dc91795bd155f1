/// What a checkpoint calls the tensors of a GGUF file.
///
/// Keys are names without `.weight` and `.bias`, which stay as they are; a whole name counts before.
struct GGUFNames: Sendable {
  /// Tensors outside layers.
  var outer = ["token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"]
  /// What stands before the number of a layer.
  var layers = "model.layers"
  /// Tensors of a layer, by what follows its number.
  ///
  /// In place of a `#` stands an index of the first extent: such a tensor is as many of the checkpoint's as that extent says.
  var inner: [String: String]

  /// Tensors that are matrices of a checkpoint, and that the converter writes with one extent where they have one row.
  private static let matrices: Set<String> = ["ffn_gate_inp_shexp", "token_types"]

  /// Where tensors lie that Llama's block has, in the words of most families.
  static let attention = [
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
  ]
  static let gated = [
    "ffn_norm": "post_attention_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
  ]
  static let headNorms = ["attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm"]
  static let experts = [
    "ffn_gate_inp": "mlp.gate", "ffn_gate_exps": "mlp.experts.#.gate_proj",
    "ffn_up_exps": "mlp.experts.#.up_proj", "ffn_down_exps": "mlp.experts.#.down_proj",
  ]

  /// Names of which some are of a layer.
  init(_ inner: [String: String]..., outer: [String: String] = [:]) {
    self.inner = inner.reduce(into: [:]) { $0.merge($1) { _, last in last } }
    self.outer.merge(outer) { _, last in last }
  }

  /// What the checkpoint has in place of a tensor, or several that lie in it; nil where there is none such.
  func entries(for tensor: StoredTensor) -> [StoredTensor]? {
    var words = tensor.name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var names = outer
    var path = ""
    if words.count > 2, words[0] == "blk", let layer = Int(words[1]), "\(layer)" == words[1] {
      (names, path) = (inner, "\(layers).\(layer).")
      words.removeFirst(2)
    }
    if let name = names[words.joined(separator: ".")] { return [tensor.named(path + name)] }
    guard let kind = words.popLast(), ["weight", "bias"].contains(kind),
      let name = names[words.joined(separator: ".")]
    else { return nil }
    let whole = "\(path)\(name).\(kind)"
    guard let mark = whole.firstIndex(of: "#") else {
      let isRow = Self.matrices.contains(words[0]) && kind == "weight" && tensor.shape.count == 1
      return [tensor.named(whole, shape: isRow ? [1] + tensor.shape : tensor.shape)]
    }
    return tensor.slices.enumerated().map { index, slice in
      slice.named("\(whole[..<mark])\(index)\(whole[whole.index(after: mark)...])")
    }
  }
}

extension StoredTensor {
  /// The same numbers under another name.
  fileprivate func named(_ name: String, shape: [Int]? = nil) -> StoredTensor {
    StoredTensor(
      name: name, typeName: typeName, shape: shape ?? self.shape, bytes: bytes, strides: strides,
      blocks: blocks)
  }

  /// What lies under each index of the first extent; a tensor of one extent or none has no such parts.
  fileprivate var slices: [StoredTensor] {
    guard shape.count > 1, let count = shape.first, count > 0 else { return [] }
    let size = bytes.count / count
    return (0..<count).map { index in
      let start = bytes.lowerBound + index * size
      return StoredTensor(
        name: name, typeName: typeName, shape: Array(shape.dropFirst()), bytes: start..<start + size,
        blocks: blocks)
    }
  }
}
