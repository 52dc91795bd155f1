@testable import ExplainerCore
import ExplainerTestSupport
import Foundation
import Testing

@Suite struct ForeignSiteNamesTests {
  typealias Meaning = ForeignSiteNames.Meaning

  /// Names of others and the sites meant, layers as number, in brackets and as a star.
  @Test(arguments: [
    ("blocks.3.hook_resid_pre", "layers.3.residual.pre"),
    ("blocks.*.hook_resid_post", "layers.*.residual.post"),
    ("blocks.0.attn.hook_z", "layers.0.attention.mixed"),
    ("blocks.11.mlp.hook_post", "layers.11.mlp.neurons"),
    ("blocks.3.hook_attn_out", "layers.3.attention.contribution"), ("hook_embed", "embeddings.tokens"),
    ("blocks.3.attn.hook_attn_scores", "layers.3.attention.scores"),
    ("ln_final.hook_out", "final_norm"),
    ("transformer.h.3.attn.c_proj", "layers.3.attention.output"),
    ("transformer.h.3.mlp", "layers.3.mlp.output"),
    ("transformer.h[3].attn.output", "layers.3.attention.output"),
    ("transformer.h[3]", "layers.3.residual.post"),
    ("transformer.h[3].attn.output[0]", "layers.3.attention.output"),
    ("h.3.mlp.c_proj.input", "layers.3.mlp.neurons"),
    ("transformer.h.3.input[0]", "layers.3.residual.pre"), ("wte", "embeddings.tokens"),
    ("lm_head", "logits"),
    ("lm_head.output", "logits"), ("transformer.ln_f.output", "final_norm"),
    ("model.layers.3.self_attn.o_proj", "layers.3.attention.output"),
    ("model.layers.3.self_attn.o_proj.input", "layers.3.attention.mixed"),
    ("model.layers.3.mlp.down_proj", "layers.3.mlp.output"),
    ("model.layers.3.mlp.gate_proj", "layers.3.mlp.gate"),
    ("model.layers[3].mlp.output", "layers.3.mlp.output"),
    ("model.layers.3.input_layernorm", "layers.3.attention.normed"),
    ("model.layers.3.post_attention_layernorm", "layers.3.mlp.normed"), ("model.norm", "final_norm"),
    ("model.language_model.layers.3.mlp", "layers.3.mlp.output"), ("model.embed_tokens", "embeddings.tokens"),
    ("base_model.model.model.layers.3.mlp", "layers.3.mlp.output"),
    ("gpt_neox.layers.3.attention.dense", "layers.3.attention.output"),
    ("bert.encoder.layer.3.attention.self.query", "layers.3.attention.query"),
    ("bert.encoder.layer.3.attention.output.dense", "layers.3.attention.output"),
    ("encoder.layer.3.attention.output.LayerNorm", "layers.3.residual.mid"),
    ("bert.encoder.layer.3.attention.output", "layers.3.residual.mid"),
    ("bert.encoder.layer[3].output", "layers.3.residual.post"),
    ("roberta.encoder.layer.3.output.dense", "layers.3.mlp.output"), ("bert.pooler", "pooler"),
    ("classifier", "class_logits"), ("qa_outputs", "span_logits"),
    ("model.encoder.layers.0.self_attn.q_proj", "encoder.layers.0.attention.query"),
    ("decoder.layers.0.encoder_attn.out_proj", "decoder.layers.0.cross_attention.output"),
    ("model.decoder.layers.*.fc2", "decoder.layers.*.mlp.output"),
    ("model.decoder.layers.1.fc1.input", "decoder.layers.1.residual.cross"),
    ("model.encoder.layers.1.fc1.input", "encoder.layers.1.residual.mid"),
    ("model.encoder.layernorm_embedding", "encoder.embeddings"),
    ("hidden_states[0]", "embeddings"), ("hidden_states[3]", "layers.2.residual.post"),
    ("hidden_states[*]", "layers.*.residual.post"), ("hidden_states[-1]", "final_norm"),
    ("attentions[3]", "layers.3.attention.pattern"),
    ("encoder_hidden_states[1]", "encoder.layers.0.residual.post"),
    ("cross_attentions[0]", "decoder.layers.0.cross_attention.pattern"), ("last_hidden_state", "final_norm"),
    ("pooler_output", "pooler"), ("resid_post.10", "layers.10.residual.post"),
    ("z.7", "layers.7.attention.mixed"),
    ("layers_output[5]", "layers.5.residual.post"), ("ln_final.output", "final_norm"),
    ("block_output", "layers.*.residual.post"), ("attention_value_output", "layers.*.attention.mixed"),
  ])
  func meant(_ name: String, _ site: String) throws {
    guard case .site(let pattern, _) = try #require(ForeignSiteNames.meaning(of: name)) else {
      Issue.record("'\(name)' has no site")
      return
    }
    #expect(pattern.text == site)
  }

  /// Modules of one name hold other things in other families; what depends on the number of layers or on the head does so.
  @Test(arguments: [
    ("llama", "model.layers.3.post_attention_layernorm", "layers.3.mlp.normed"),
    ("gemma2", "model.layers.3.post_attention_layernorm", "layers.3.attention.contribution"),
    ("olmo2", "model.layers.3.self_attn.input", "layers.3.residual.pre"),
    ("qwen3_moe", "model.layers.3.mlp.gate", "layers.3.router.scores"),
    ("gpt2", "blocks.3.attn.hook_q", "layers.3.attention.query"),
    ("bert", "blocks.3.ln2.hook_out", "layers.3.residual.post"),
    ("bloom", "transformer.h.3.mlp", "layers.3.residual.post"),
    ("gpt2", "transformer.h.3.mlp", "layers.3.mlp.output"),
    ("opt", "model.decoder.layers.3.fc2", "layers.3.mlp.output"),
    ("bart", "model.decoder.layers.3.fc2", "decoder.layers.3.mlp.output"),
    ("pegasus", "model.encoder.layers.3.fc1.input", "encoder.layers.3.mlp.normed"),
    ("gpt2", "hidden_states[9]", "final_norm"), ("bert", "hidden_states[9]", "layers.8.residual.post"),
    ("gpt2", "hidden_states[8]", "layers.7.residual.post"),
    ("t5", "decoder.block.3.layer.2.DenseReluDense.wo", "decoder.layers.3.mlp.output"),
    ("bert", "last_hidden_state", "layers.8.residual.post"),
    ("bart", "lm_head.input", "decoder.layers.8.residual.post"),
    ("gpt2", "hidden_states[-2]", "layers.7.residual.post"),
    ("gpt2", "transformer.ln_f.input", "layers.8.residual.post"),
    ("pegasus", "model.encoder", "encoder.final_norm"),
  ])
  func meant(_ family: String, _ name: String, _ site: String) {
    guard case .site(let pattern, _)? = ForeignSiteNames.meaning(of: name, in: model(family)) else {
      Issue.record("'\(name)' has no site in \(family)")
      return
    }
    #expect(pattern.text == site)
  }

  /// Where a family holds another value under a name than a site does, there is none; names of another family's are told.
  @Test(arguments: [
    ("electra", "electra.embeddings", "`embeddings_project`"),
    ("llama", "model.layers.3.self_attn.q_proj", "before the rotation"),
    ("llama", "blocks.3.attn.hook_q", "before the rotation"),
    ("bert", "blocks.3.hook_resid_mid", "the sum before its norm"),
    ("granite", "lm_head", "before its cap or multiplier"), ("t5", "lm_head.input", "in some T5"),
    ("albert", "encoder.albert_layer_groups.0.albert_layers.0.ffn_output", "`layers.*.mlp.output`"),
    ("llama", "transformer.h.3.mlp", "GPT-2, GPT-Neo', and this is a model of 'llama'"),
    ("llama", "transformer.h.3.mlp", "`layers.3.mlp.output`"),
  ])
  func nothing(_ family: String, _ name: String, _ words: String) {
    guard case .none(let reason)? = ForeignSiteNames.meaning(of: name, in: model(family)) else {
      Issue.record("'\(name)' has a site in \(family)")
      return
    }
    #expect(reason.contains(words), "\(reason)")
  }

  private func model(_ family: String, _ head: ModelHead = .languageModel) -> ModelInfo {
    ModelInfo(
      id: "m", family: family, kind: .causal, dtype: "F32", layers: 9, heads: 2, hiddenSize: 8,
      feedForwardSize: 16,
      vocabularySize: 10, contextLength: 20,
      encoder: ModelInfo.Stack(layers: 9, heads: 2, feedForwardSize: 16), outputHeads: [head])
  }

  /// What there is no site for says why, with the layer in it.
  @Test(arguments: [
    ("blocks.3.ln1.hook_scale", "what a norm divides by is not kept"),
    ("hook_pos_embed", "embeddings of positions"),
    ("blocks.3.attn.hook_result", "`layers.3.attention.mixed` times"),
    ("transformer.h.3.attn.c_attn", "`attention.query`"),
    ("transformer.h.3.mlp.c_fc", "`mlp.neurons`"), ("blocks.3.ln1.hook_normalized", "before the norm's gain"),
    ("bert.pooler.dense", "before its tanh"), ("model.shared", "both stacks"),
    ("model.encoder.layers.2.fc1", "`mlp.neurons`"),
    ("model.layers.3.mlp.up_proj", "activated gate"),
  ])
  func nothing(_ name: String, _ words: String) throws {
    guard case .none(let reason) = try #require(ForeignSiteNames.meaning(of: name)) else {
      Issue.record("'\(name)' has a site")
      return
    }
    #expect(reason.contains(words), "\(reason)")
    #expect(!reason.contains("{"))
  }

  /// Names that differ a little say so.
  @Test(arguments: [
    ("blocks.3.attn.hook_z", "there [T, H, d]"),
    ("model.layers.3.self_attn.v_proj", "side by side"), ("start_logits", "first column"),
  ])
  func noted(_ name: String, _ words: String) throws {
    guard case .site(_, let note) = try #require(ForeignSiteNames.meaning(of: name)) else {
      Issue.record("'\(name)' has no site")
      return
    }
    #expect(note?.contains(words) == true, "\(note ?? "no note")")
  }

  /// What nobody calls anything is not recognised.
  @Test(arguments: [
    "", ".", "[", "nonsense", "blocks.x.hook_resid_pre", "blocks.-1.hook_resid_pre", "blocks..hook_resid_pre",
    "blocks.3.hook_resid_pree", "model.middle.layers.0.fc1", "hidden_states[-0]", "hidden_states[]",
    "blocks.99999999999999999999.hook_resid_pre", String(repeating: "model.", count: 100),
  ])
  func unknown(_ name: String) {
    #expect(ForeignSiteNames.meaning(of: name) == nil)
  }

  /// Our own names are not somebody else's.
  @Test(arguments: [nil, "encoder", "decoder"])
  func own(_ stack: String?) {
    for part in Self.parts {
      for layer in [nil, 3] {
        let name = Site(stack: stack, layer: layer, part: part).name
        if case .site(let pattern, _) = ForeignSiteNames.meaning(of: name) { #expect(pattern.text == name) }
        #expect(ForeignSiteNames.meaning(of: name) == nil, "\(name)")
      }
    }
  }

  /// Every line of the table names a site that there is, and says what its names mean in some family.
  @Test func consistent() throws {
    let families = Set(ForeignSiteNames.groups.flatMap(\.families)).sorted()
    for group in ForeignSiteNames.groups {
      var needed: Set<ForeignSiteNames.Row> = []
      let models = (group.families.isEmpty ? families : group.families).flatMap { family in
        [ModelHead.languageModel, .tokenClassification].map { model(family, $0) }
      }
      for name in Set(group.rows.flatMap(\.names)) {
        for model in models {
          let meaning = ForeignSiteNames.meaning(of: filled(name), in: model)
          guard let row = group.rows.first(where: { $0.names.contains(name) && $0.scope.covers(model) })
          else { continue }
          needed.insert(row)
          switch meaning {
          case .site(let pattern, let note)?:
            #expect(
              pattern.text == row.site.map(filled) && note == row.note.map(filled),
              "\(name) of \(model.family)")
          case .none(let reason)?:
            #expect(row.site == nil && reason == row.note.map(filled), "\(name) of \(model.family)")
          case nil: Issue.record("\(name) is not found in \(model.family)")
          }
        }
      }
      for row in group.rows {
        #expect(needed.contains(row), "no model needs \(row.names)")
        #expect(row.site != nil || row.note != nil)
        if let name = row.site.map(filled)?.replacing("*", with: "4") {
          #expect(Self.parts.contains(try #require(Site(name)).part), "\(name)")
        }
      }
    }
  }

  private func filled(_ text: String) -> String {
    text.replacing("{N-1}", with: "3").replacing("-{N}", with: "-4").replacing("{N}", with: "4")
      .replacing("{S}", with: "decoder").replacing("{L}", with: "9").replacing("{L-1}", with: "8")
      .replacing("{L-N}", with: "5")
  }

  /// The document's tables are the program's.
  @Test func documented() throws {
    let text = try String(contentsOfFile: "\(Fixtures.packageRoot)/Docs/sites.md", encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## If you know them under other names\n").last)
    #expect(section.contains(Self.tables), "Docs/sites.md should have:\n\(Self.tables)")
  }

  /// The tables as the document has them.
  static var tables: String {
    let called = ForeignSiteNames.called.map { "- \($0.name): \(code($0.families))" }.joined(separator: "\n")
    return called + "\n\n"
      + ForeignSiteNames.groups.map { group in
        let rows = group.rows.map { row in
          "| \(code(row.names)) | \(row.site.map { "`\($0)`" } ?? "—") | \(words(row.scope)) | \(row.note ?? "") |"
        }
        let table = ["| there | here | of | note |", "|---|---|---|---|"] + rows
        let families = group.families.isEmpty ? "" : "Of \(code(group.families))."
        let preface = [families, group.preface].filter { !$0.isEmpty }.joined(separator: " ")
        return "### \(group.title)\n\n\(preface)\n\n\(table.joined(separator: "\n"))\n"
      }.joined(separator: "\n").replacing("{N-1}", with: "N−1").replacing("{N}", with: "N").replacing(
        "{S}", with: "S"
      ).replacing("{L}", with: "L").replacing("{L-1}", with: "L−1").replacing("{L-N}", with: "L−N")
  }

  private static func code(_ words: [String]) -> String {
    words.map { "`\($0)`" }.joined(separator: ", ")
  }

  private static func words(_ families: [String]) -> String {
    ForeignSiteNames.called.first { $0.families == families }?.name ?? code(families)
  }

  private static func words(_ scope: ForeignSiteNames.Scope) -> String {
    switch scope {
    case .all: ""
    case .only(let families): words(families)
    case .but(let families): "all but \(words(families))"
    case .head(let head): "models with a head for \(head.rawValue.replacing("-", with: " "))"
    }
  }

  /// What sites end with.
  static let parts = Set(SiteKind.all.map(\.part))
}
