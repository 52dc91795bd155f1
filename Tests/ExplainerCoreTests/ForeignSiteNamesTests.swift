import ExplainerCore
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
    ("ln_final.hook_normalized", "final_norm"),
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

  /// What there is no site for says why, with the layer in it.
  @Test(arguments: [
    ("blocks.3.ln1.hook_scale", "what a norm divides by is not kept"),
    ("hook_pos_embed", "embeddings of positions"),
    ("blocks.3.attn.hook_result", "`layers.3.attention.mixed` times"),
    ("hidden_states[-2]", "not counted from the end"),
    ("transformer.h.3.attn.c_attn", "`layers.3.attention.query`"),
    ("transformer.h.3.mlp.c_fc", "`layers.3.mlp.neurons`"),
    ("bert.pooler.dense", "before its tanh"), ("model.shared", "both stacks"),
    ("model.encoder.layers.2.fc1", "`encoder.layers.2.mlp.neurons`"),
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
    ("blocks.3.ln1.hook_normalized", "before the norm's gain"),
    ("blocks.3.attn.hook_q", "before the rotation"),
    ("hidden_states[3]", "final_norm"), ("last_hidden_state", "BERT and BART"),
    ("model.layers.3.post_attention_layernorm", "`layers.3.attention.contribution`"),
    ("classifier", "token_class_logits"),
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

  /// Every line of the table names a site that there is, and every name in it is found as that line says.
  @Test func consistent() throws {
    var seen: Set<String> = []
    for row in ForeignSiteNames.groups.flatMap(\.rows) {
      let sites = row.site.map { filled($0) }
      if let name = sites?.replacing("*", with: "4") {
        #expect(Self.parts.contains(try #require(Site(name)).part), "\(name)")
      }
      for name in row.names {
        #expect(seen.insert(name).inserted, "\(name) is there twice")
        switch ForeignSiteNames.meaning(of: filled(name)) {
        case .site(let pattern, let note)?:
          #expect(pattern.text == sites && note == row.note.map(filled), "\(name)")
        case .none(let reason)?: #expect(sites == nil && reason == row.note.map(filled), "\(name)")
        case nil: Issue.record("\(name) is not found")
        }
      }
      #expect(row.site != nil || row.note != nil)
    }
  }

  private func filled(_ text: String) -> String {
    text.replacing("{N-1}", with: "3").replacing("-{N}", with: "-4").replacing("{N}", with: "4")
      .replacing("{S}", with: "decoder")
  }

  /// The document's tables are the program's.
  @Test func documented() throws {
    let text = try String(contentsOfFile: "\(Fixtures.packageRoot)/Docs/sites.md", encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## If you know them under other names\n").last)
    #expect(section.contains(Self.tables), "Docs/sites.md should have:\n\(Self.tables)")
  }

  /// The tables as the document has them.
  static var tables: String {
    ForeignSiteNames.groups.map { group in
      let rows = group.rows.map { row in
        let names = row.names.map { "`\($0)`" }.joined(separator: ", ")
        return "| \(names) | \(row.site.map { "`\($0)`" } ?? "—") | \(row.note ?? "") |"
      }
      let table = ["| there | here | note |", "|---|---|---|"] + rows
      return "### \(group.title)\n\n\(group.preface)\n\n\(table.joined(separator: "\n"))\n"
    }.joined(separator: "\n").replacing("{N-1}", with: "N−1").replacing("{N}", with: "N").replacing(
      "{S}", with: "S")
  }

  /// What sites end with.
  static let parts = Set(SiteKind.all.map(\.part))
}
