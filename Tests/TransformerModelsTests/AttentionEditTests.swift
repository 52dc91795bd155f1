import ExplainerCore
import ExplainerTestSupport
import Glibc
import Tensors
import Testing

@testable import TransformerModels

/// Edits inside of attention, against numbers made by hand of what a plain pass left.
@Suite struct AttentionEditTests {
  /// The sites of one attention: where it stands, and its last words.
  private struct Place {
    let site: Site

    init?(_ declaration: SiteDeclaration) {
      guard declaration.site.part.hasSuffix("attention.pattern") else { return nil }
      site = declaration.site
    }

    func callAsFunction(_ word: String) -> Site {
      var other = site
      other.part = String(site.part.dropLast("pattern".count)) + word
      return other
    }
  }

  private func places(of rules: RuleModel) -> [Place] {
    rules.declarations { $0 == .insideAttention }.compactMap(Place.init)
  }

  /// pattern · value of a head, in double precision.
  private func mixed(_ pattern: Tensor, _ value: Tensor, head: Int) -> [Double] {
    let (T, S, d) = (pattern.shape[1], pattern.shape[2], value.shape[2])
    let p = pattern.slice(head).values.map(Double.init)
    let v = value.slice(head * value.shape[0] / pattern.shape[0]).values.map(Double.init)
    var sums = [Double](repeating: 0, count: T * d)
    for t in 0..<T {
      for s in 0..<S {
        for column in 0..<d { sums[t * d + column] += p[t * S + s] * v[s * d + column] }
      }
    }
    return sums
  }

  private func expectMixed(_ trace: Trace, _ place: Place, _ pattern: Tensor) throws {
    let value = try #require(trace[place("value")])
    let found = try #require(trace[place("mixed")])
    for head in 0..<pattern.shape[0] {
      let expected = mixed(pattern, value, head: head)
      #expect(
        farthest(found.slice(head).values, from: expected) <= 1e-5 * max(1, value.spread),
        "\(place.site) head \(head)")
    }
  }

  /// A key that no token may look at: its score is far below all others, its weight 0, and the others share what it had.
  @Test(arguments: RuleModel.names) func hiddenKey(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(6, decoderLength: 5)
    let plain = try rules.trace(input)
    for place in places(of: rules) {
      let edited = try rules.trace(
        input,
        [
          Edit(
            place("scores").name, positions: IndexList(2, -1), heads: IndexList(-1), dimensions: IndexList(1),
            .set(.number(-1e30)))
        ])
      let (before, after) = (try #require(plain[place.site]), try #require(edited[place.site]))
      let (H, T, S) = (before.shape[0], before.shape[1], before.shape[2])
      var expected = before.values
      for t in [2, T - 1] {
        let row = ((H - 1) * T + t) * S
        let rest = 1 - Double(before.values[row + 1])
        for s in 0..<S { expected[row + s] = s == 1 ? 0 : Float(Double(expected[row + s]) / rest) }
        #expect(after[H - 1, t, 1] == 0)
        #expect(edited[place("scores")]?[H - 1, t, 1] == -1e30)
      }
      #expect(
        after.largestDifference(from: Tensor(shape: before.shape, values: expected)) < 1e-6, "\(place.site)")
      try expectMixed(edited, place, after)
    }
  }

  /// A pattern that is set is what values are mixed by, hidden tokens included; scores are as they were.
  @Test(arguments: RuleModel.names) func pattern(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(5, decoderLength: 4)
    let plain = try rules.trace(input)
    for place in places(of: rules) {
      let before = try #require(plain[place.site])
      let (H, S) = (before.shape[0], before.shape[2])
      let given = Tensor.normal(before.shape, seed: 6)
      let edited = try rules.trace(input, [Edit(place.site.name, .set(.tensor("p")))], ["p": given])
      #expect(edited[place.site] == given)
      #expect(edited[place("scores")] == plain[place("scores")])
      try expectMixed(edited, place, given)

      // As a row, of one head, of one token.
      let row = Tensor.normal([S], seed: 7)
      let one = try rules.trace(
        input,
        [Edit(place.site.name, positions: IndexList(1), heads: IndexList(0), .set(.tensor("row")))],
        ["row": row])
      var expected = before.values
      for s in 0..<S { expected[S + s] = row[flat: s] }
      #expect(H > 1)
      #expect(one[place.site] == Tensor(shape: before.shape, values: expected), "\(place.site)")
      try expectMixed(one, place, try #require(one[place.site]))
    }
  }

  /// Rows that are brought back to a sum of 1, and no others.
  @Test(arguments: RuleModel.names) func renormalising(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(5, decoderLength: 4)
    let plain = try rules.trace(input)
    for place in places(of: rules) {
      let before = try #require(plain[place.site])
      let (H, T, S) = (before.shape[0], before.shape[1], before.shape[2])
      let edit = Edit(
        place.site.name, positions: IndexList(1, -1), dimensions: IndexList(0), .scale(0.25),
        renormalises: true)
      let edited = try rules.trace(input, [edit])
      let after = try #require(edited[place.site])
      let expected = (0..<H * T).flatMap { index in
        let row = before.slice(index / T).slice(index % T).values.map(Double.init)
        guard index % T == 1 || index % T == T - 1 else { return row }
        // (A sink's part is not given to the others.)
        let changed = (0..<S).map { row[$0] * ($0 == 0 ? 0.25 : 1) }
        return changed.map { $0 / changed.reduce(0, +) }
      }
      #expect(farthest(after.values, from: expected) < 1e-6, "\(place.site)")
      try expectMixed(edited, place, after)
      // Without being asked to, the weight is gone.
      var loose = edit
      loose.renormalises = false
      let found = try #require(try rules.trace(input, [loose])[place.site])
      #expect(found[0, 1, 0] == before[0, 1, 0] * 0.25 && found[0, 1, 1] == before[0, 1, 1])
    }
  }

  /// The mean over tokens, a direction taken out of each row, and numbers added.
  @Test(arguments: RuleModel.names) func patternOperations(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(4, decoderLength: 3)
    let plain = try rules.trace(input)
    for place in places(of: rules) {
      let before = try #require(plain[place.site])
      let (H, T, S) = (before.shape[0], before.shape[1], before.shape[2])
      let u = Tensor.normal([S], seed: 8)
      let square = u.values.reduce(0.0) { $0 + Double($1) * Double($1) }
      func along(_ h: Int, _ t: Int, _ s: Int) -> Double {
        (0..<S).reduce(0.0) { $0 + Double(before[h, t, $1]) * Double(u[flat: $1]) } * Double(u[flat: s])
          / square
      }
      let cases: [(Edit.Change, (Int, Int, Int) -> Double)] = [
        (.mean(.positions), { h, _, s in (0..<T).reduce(0.0) { $0 + Double(before[h, $1, s]) } / Double(T) }),
        (.remove(.tensor("u")), { h, t, s in Double(before[h, t, s]) - along(h, t, s) }),
        (.keep(.tensor("u")), along),
        (.add(.tensor("u")), { h, t, s in Double(before[h, t, s] + u[flat: s]) }),
      ]
      for (change, expected) in cases {
        let edited = try rules.trace(input, [Edit(place.site.name, change)], ["u": u])
        let after = try #require(edited[place.site])
        let all = (0..<H * T * S).map { expected($0 / S / T, $0 / S % T, $0 % S) }
        #expect(farthest(after.values, from: all) < 1e-6, "\(place.site) \(change)")
        try expectMixed(edited, place, after)
      }
    }
  }

  /// Edits of scores and of the pattern of one attention follow each other, in the texts and heads they name.
  @Test(arguments: RuleModel.names) func several(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = [rules.text(4, seed: 1), rules.text(6, seed: 2)]
    for place in places(of: rules) {
      let traces = try rules.model.pass(
        PassRequest(
          inputs: inputs, capture: ["*"],
          edits: [
            Edit(place("scores").name, texts: IndexList(1), .scale(0)),
            Edit(place.site.name, texts: IndexList(1), heads: IndexList(0), .scale(2)),
            Edit(place.site.name, texts: IndexList(1), heads: IndexList(0), .add(.number(0.5))),
          ])
      ).traces
      let plain = try rules.model.pass(PassRequest(inputs: inputs, capture: ["*"])).traces
      #expect(traces[0].differences(from: plain[0], at: rules.catalog.sites) == [])
      let after = try #require(traces[1][place.site])
      let (H, T, S) = (after.shape[0], after.shape[1], after.shape[2])
      let isCausal = rules.catalog[place.site]?.isCausal == true
      let attention = try #require(rules.attention(at: place.site)).attend
      let window = attention.window ?? S
      let expected = (0..<H * T * S).map { index in
        let (h, t, s) = (index / S / T, index / S % T, index % S)
        // All scores 0: each token that is seen has as much weight, beside what a sink takes.
        let shown = max(0, t + 1 - window)..<(isCausal ? t + 1 : min(S, t + window))
        let sink = attention.sinks.map { Glibc.exp(Double($0[flat: h])) } ?? 0
        let even = shown.contains(s) ? 1 / (Double(shown.count) + sink) : 0
        return h == 0 ? even * 2 + 0.5 : even
      }
      #expect(farthest(after.values, from: expected) < 1e-6, "\(place.site)")
      try expectMixed(traces[1], place, after)
    }
  }
}
