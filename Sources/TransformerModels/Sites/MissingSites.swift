import Diagnostics
import ExplainerCore

/// Why a model has not got sites that others have.
struct MissingSites: Sendable {
  let info: ModelInfo
  /// What its family is called in messages.
  let title: String
  /// The sites there are.
  let known: Set<Site>

  /// Why no site fits a pattern that would fit one of another model; nil where it fits none of any.
  func reason(for pattern: SitePattern) -> ExplainerError? {
    if let site = Site(pattern.text), let reason = noLayer(site) { return reason }
    let stacks = [nil, "encoder", "decoder"]
    for kind in SiteKind.all {
      let layers = [.layer, .crossing].contains(kind.stage) ? (0..<info.layers).map(Optional.some) : [nil]
      for stack in stacks {
        for layer in layers {
          let site = Site(stack: stack, layer: layer, part: kind.part)
          if pattern.matches(site), let reason = reason(site) { return inStack(site) ?? reason }
        }
      }
    }
    return nil
  }

  /// That a site has to be asked for in one of two stacks; nil where neither has it.
  private func inStack(_ site: Site) -> ExplainerError? {
    guard site.stack == nil else { return nil }
    let stacks = ["decoder", "encoder"].map { Site(stack: $0, layer: site.layer, part: site.part) }
    guard let own = stacks.first(where: known.contains) else { return nil }
    return ExplainerError(
      .badParameter, "\(title) has two stacks: of which is '\(site.name)' meant?",
      remedy: "Use '\(own.name)'")
  }

  private func noLayer(_ site: Site) -> ExplainerError? {
    let count = (site.stack == "encoder" ? info.encoder?.layers : nil) ?? info.layers
    guard let layer = site.layer, layer >= count, SiteKind.of(part: site.part) != nil else { return nil }
    return ExplainerError(
      .badParameter, "no site of this model matches '\(site.name)': there is no layer \(layer)",
      expected: "a layer from 0 to \(count - 1)", found: "\(layer)")
  }

  /// That tokens are mixed in a layer in another way than by what the site is of; nil where that is not why it is missing.
  private func otherMixer(_ site: Site) -> ExplainerError? {
    let isAttention = site.part.hasPrefix("attention.")
    guard isAttention || site.part.hasPrefix("mixer.") else { return nil }
    func output(of mixer: String) -> Site {
      Site(stack: site.stack, layer: site.layer, part: "\(mixer).output")
    }
    let layer = site.layer.map { "layer \($0)" } ?? "this layer"
    let (own, other) = isAttention ? ("attention", "mixer") : ("mixer", "attention")
    if known.contains(output(of: other)) {
      return ExplainerError(
        .badParameter,
        isAttention
          ? "\(layer) has no attention: something else mixes tokens there" : "\(layer) has attention",
        remedy: "Use '\(output(of: other).name)'")
    }
    guard !isAttention, known.contains(output(of: own)) else { return nil }
    return ExplainerError(
      .badParameter, "what mixes tokens in \(layer) has no '\(site.part)'",
      remedy: "Use '\(output(of: own).name)'")
  }

  private func reason(_ site: Site) -> ExplainerError? {
    let stack = site.stack.map { "\($0)." } ?? ""
    let layer = site.layer.map { "layers.\($0)." } ?? ""
    let thisLayer = site.layer.map { "layer \($0)" } ?? "this layer"
    func asItIs(_ reader: String, _ stream: String) -> ExplainerError {
      let isElsewhere = known.contains { $0.stack == site.stack && $0.part == site.part }
      return ExplainerError(
        .badParameter,
        "\(isElsewhere ? thisLayer : title) has no norm before \(reader): it reads the stream as it is",
        remedy: "Use '\(stack)\(layer)residual.\(stream)'")
    }
    if let reason = otherMixer(site) { return reason }
    switch site.part {
    case "logits": return info.lacksLanguageModel
    case "pooler": return ExplainerError(.unsupported, "this checkpoint has no pooler")
    case "class_logits": return ExplainerError(.unsupported, "this checkpoint is no sequence classifier")
    case "token_class_logits": return ExplainerError(.unsupported, "this checkpoint is no token classifier")
    case "span_logits": return ExplainerError(.unsupported, "this checkpoint does not mark answers in texts")
    case "final_norm":
      let isEncoder = site.stack == "encoder" && info.encoder != nil
      let last = Site(
        stack: info.encoder == nil ? nil : isEncoder ? "encoder" : "decoder",
        layer: (isEncoder ? info.encoder?.layers ?? 1 : info.layers) - 1, part: "residual.post")
      return ExplainerError(
        .badParameter, "\(title) has no final norm: every layer's output is normed",
        remedy: "Use '\(last.name)', the last state")
    case "attention.normed": return asItIs("attention", "pre")
    case "attention.latent", "attention.query_latent":
      return ExplainerError(
        .badParameter, "\(title) makes these of what attention reads: nothing narrower stands between",
        remedy: "Use '\(stack)\(layer)attention.normed'")
    case "cross_attention.normed": return asItIs("cross-attention", "mid")
    case "mlp.normed":
      return asItIs("the MLP", info.encoder == nil || site.stack == "encoder" ? "mid" : "cross")
    case "attention.gate", "cross_attention.gate":
      return ExplainerError(
        .badParameter, "the attention of \(title) has no gate",
        remedy: "Use '\(stack)\(layer)\(site.part.replacing("gate", with: "mixed"))'")
    case "router.scores", "router.chosen", "router.weights":
      return ExplainerError(
        .badParameter, info.experts == nil ? "\(title) has no experts" : "\(thisLayer) has no experts",
        remedy: "Use '\(stack)\(layer)mlp.neurons'")
    case "mlp.gate" where info.experts != nil, "mlp.neurons" where info.experts != nil:
      return ExplainerError(
        .badParameter, "\(thisLayer) has experts, of which each token has its own neurons",
        remedy: "Use '\(stack)\(layer)router.weights' and '\(stack)\(layer)mlp.output'")
    case "residual.mid":
      return ExplainerError(
        .badParameter, "attention and the MLP of \(title) read the same stream: there is none between them",
        remedy: "Use '\(stack)\(layer)residual.pre' or '\(stack)\(layer)attention.contribution'")
    case "mlp.gate":
      return ExplainerError(
        .badParameter, "the MLPs of \(title) have no gate", remedy: "Use '\(stack)\(layer)mlp.neurons'")
    default: return nil
    }
  }
}
