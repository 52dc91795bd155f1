@testable import Checkpoints
import Testing

/// The weights an adapter names are found in a checkpoint that was saved with other words before all of its names.
@Suite struct AdaptedNamesTests {
  /// Names stay, lose words, or get words.
  ///
  /// As they are; without words that the checkpoint has not; with words that the adapter has not. Heads and what is nowhere are
  /// not found, and no name is taken for one that only ends alike.
  @Test(arguments: [
    (["h.0.a", "h.1.a"], ["h.0.a", "h.1.a", "x"], ["h.0.a", "h.1.a"]),
    (["transformer.h.0.a", "lm_head"], ["h.0.a", "wte"], ["h.0.a", nil]),
    (
      ["layer.0.q", "layer.1.q"], ["bert.layer.0.q", "bert.layer.1.q", "cls.x"],
      ["bert.layer.0.q", "bert.layer.1.q"]
    ),
    (["base.model.h.0.a", "base.model.h.9.a"], ["h.0.a", "h.1.a"], ["h.0.a", nil]),
    (["layers.0.q"], ["encoder.layers.0.q", "decoder.layers.0.q"], [nil]),
    (["a.b.c.h.0.a"], ["h.0.a"], [nil]),
    (["model.layers.0.q", "model.layers.0.v"], ["layers.0.q", "other.layers.0.v"], ["layers.0.q", nil]),
  ])
  func places(_ wanted: [String], _ stored: [String], _ found: [String?]) {
    let names = AdaptedNames(wanted, among: Set(stored))
    #expect(wanted.map { names[$0] } == found)
  }
}
