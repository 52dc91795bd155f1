/// The activation functions Hugging Face configurations name (`ACT2FN`).
public enum Activation: String, Sendable, Hashable, CaseIterable {
  /// x·Φ(x), Φ the normal distribution by erf.
  case gelu
  /// GELU by tanh, as GPT-2 was trained.
  case geluNew = "gelu_new"
  /// The same function as `gelu_new`.
  case geluTanh = "gelu_pytorch_tanh"
  /// The same function as `gelu_new`.
  case geluFast = "gelu_fast"
  /// x·σ(1.702·x).
  case geluQuick = "quick_gelu"
  /// max(x, 0).
  case relu
  /// max(x, 0)².
  case reluSquared = "relu2"
  /// x·σ(x).
  case silu
  /// The same function as `silu`.
  case swish
  /// tanh x.
  case tanh
  /// σ(x).
  case sigmoid
  /// x itself.
  case linear
}

extension Activation {
  /// The function a configuration names, or nil for one that is not known here.
  public init?(named name: String) {
    switch name {
    case "gelu_python": self = .gelu
    case "gelu_accurate": self = .geluNew
    default: self.init(rawValue: name)
    }
  }
}
