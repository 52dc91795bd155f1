import Diagnostics
@testable import ExplainerCore
import ExplainerTestSupport
import Foundation
import Testing

@Suite struct SiteTests {
  /// An address reads back as it was written.
  @Test(arguments: [
    "embeddings", "final_norm", "logits", "layers.0.residual.pre", "layers.11.attention.pattern",
    "encoder.layers.3.mlp.neurons", "decoder.layers.0.cross_attention.scores",
  ])
  func roundTrip(_ name: String) throws {
    #expect(try #require(Site(name)).name == name)
  }

  /// What is no address is none.
  @Test(arguments: [
    "", "layers", "layers.", "layers.x.residual.pre", "layers.-1.mlp.output", "layers.1", "a..b",
  ])
  func malformed(_ name: String) {
    #expect(Site(name) == nil)
  }

  /// A star matches within one word; alone it matches everything.
  @Test(arguments: [
    ("layers.*.residual.post", "layers.10.residual.post", true),
    ("layers.*.residual.post", "layers.1.residual.pre", false),
    ("*", "layers.1.attention.pattern", true), ("layers.*", "layers.1.residual.post", false),
    ("layers.1*.mlp.output", "layers.12.mlp.output", true),
    ("layers.1*.mlp.output", "layers.2.mlp.output", false),
    ("layers.3.*.*", "layers.3.attention.key", true), ("logits", "logits", true), ("log*s", "logits", true),
    ("*.*", "logits", false), ("l*g*s", "logits", true), ("*its*", "logits", true), ("**", "logits", true),
    ("*x*", "logits", false), ("l*t", "logits", false), ("*gi*gi*", "logits", false),
  ])
  func globs(_ pattern: String, _ name: String, _ expected: Bool) throws {
    #expect(SitePattern(pattern).matches(try #require(Site(name))) == expected)
  }

  /// Many stars take no longer than few: each only goes on from the last, or this would not end.
  @Test func manyStars() throws {
    let word = String(repeating: "a", count: 2000)
    let site = Site(part: word)
    #expect(!SitePattern(String(repeating: "a*", count: 500) + "b").matches(site))
    #expect(SitePattern(String(repeating: "*a", count: 500) + "*").matches(site))
  }

  /// A list is cut at commas, blanks around its words do not count.
  @Test func list() {
    #expect(
      SitePattern.list(" layers.*.mlp.output , logits").map(\.text) == ["layers.*.mlp.output", "logits"])
    #expect(SitePattern.list("").isEmpty)
  }

  /// A pattern that matches nothing is an error that names the nearest site.
  @Test func resolve() throws {
    let sites = ["embeddings", "layers.0.residual.post", "logits"].compactMap(Site.init)
    #expect(try SitePattern.list("log*,embeddings").resolve(among: sites) == Set([sites[0], sites[2]]))
    #expect(
      throws: ExplainerError(
        .badParameter, "no site of this model matches 'logit'", remedy: "did you mean 'logits'?")
    ) {
      try SitePattern.list("logits,logit").resolve(among: sites)
    }
  }

  /// Sites that other documents speak of are sites.
  @Test(arguments: ["neighbours.md", "tutorial.md", "write-a-plugin.md", "plain-functions.md", "models.md"])
  func named(_ document: String) throws {
    let text = try String(contentsOfFile: "\(Fixtures.packageRoot)/Docs/\(document)", encoding: .utf8)
    for name in text.matches(of: /layers\.[0-9N*]+\.([a-z_]+\.[a-z_]+)/) {
      #expect(SiteKind.of(part: String(name.1)) != nil, "\(name.0)")
    }
  }

  /// Cross-attention has what attention has in models with two stacks; alike names stand together in one line.
  @Test func kinds() {
    func parts(_ head: String) -> [String] {
      SiteKind.all.map(\.part).filter { $0.hasPrefix(head) }.map { String($0.dropFirst(head.count)) }
    }
    #expect(
      parts("cross_attention.") == parts("attention.").filter { !SiteKind.ofOneStack.contains($0) })
    #expect(parts("attention.").count == 14 && parts("cross_attention.").count == 11)
    #expect(Set(SiteKind.all.map(\.part)).count == SiteKind.all.count)
    #expect(
      SiteKind.names(in: [.beginning, .layer])
        == "embeddings.tokens, embeddings, layers.N.residual.pre|mid|post, "
        + "layers.N.attention.normed|query_latent|latent|query|key|value|value_norms|scale|scores|pattern|mixed|gate|"
        + "output|contribution, "
        + "layers.N.mixer.normed|input|query|key|value|strength|decay|state|read|gate|mixed|output|contribution, "
        + "layers.N.mlp.normed|gate|neurons|output|contribution, layers.N.router.scores|chosen|weights"
    )
  }
}
