import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// What an edit does, and what it leaves alone: every family, every site that can be changed.
@Suite struct EditRuleTests {
  /// A pass by request that asks for nothing else is a plain pass, to the bit.
  @Test(arguments: RuleModel.names) func plain(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(6)
    let (asked, run) = (try rules.trace(input), try rules.model.run(input, capturing: ["*"]))
    #expect(asked.entries.map(\.site) == run.entries.map(\.site))
    #expect(asked.differences(from: run, at: rules.catalog.sites) == [])
  }

  /// Setting what is there changes no bit of anything, whether as a tensor or as the same text again.
  @Test(arguments: RuleModel.names) func settingWhatIsThere(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(5)
    let plain = try rules.trace(input)
    for declaration in rules.editable {
      let site = declaration.site
      let edited = try rules.trace(
        input, [Edit(site.name, .set(.tensor("there")))], ["there": try #require(plain[site])])
      for entry in edited.entries {
        #expect(plain[entry.site].map(entry.tensor.isIdentical) == true, "\(site): \(entry.site)")
      }
      guard declaration.kind.access != .insideAttention else { continue }
      let again = try rules.trace(input, [Edit(site.name, .set(.text(0)))])
      #expect(again.differences(from: plain, at: rules.catalog.sites) == [], "\(site)")
    }
  }

  /// Times 1 and plus 0 change nothing, at all sites at once (−0 + 0 is 0, which is no change).
  @Test(arguments: RuleModel.names, [Edit.Change.scale(1), .add(.number(0))])
  func nothing(_ name: String, _ change: Edit.Change) throws {
    let rules = try RuleModel(name)
    let input = rules.text(7)
    let edited = try rules.trace(input, rules.editable.map { Edit($0.site.name, change) })
    #expect(edited.differences(from: try rules.trace(input), at: rules.catalog.sites) == [])
  }

  /// The stream behind a layer, replaced by that of another text, makes everything behind it that text's to the bit, and
  /// nothing before it.
  @Test(arguments: RuleModel.names) func replacing(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(6, seed: 1)
    let plain = try rules.trace(input)
    for declaration in rules.catalog.declarations where declaration.site.part == "residual.post" {
      let site = declaration.site
      // A decoder's text is read beside the encoder's, which stays; the other way round everything is the other text's.
      var other = rules.text(6, seed: 2)
      if site.stack == "decoder" { other.ids = input.ids }
      if site.stack == "encoder" { other.decoderIDs = input.decoderIDs }
      let theirs = try rules.trace(other)
      let edited = try rules.trace(
        input, [Edit(site.name, .set(.tensor("theirs")))], ["theirs": try #require(theirs[site])])
      #expect(edited.differences(from: theirs, at: rules.sites(behind: site)) == [], "\(site)")
      #expect(edited.differences(from: plain, at: rules.sites(before: site)) == [], "\(site)")
      #expect(edited[site] != plain[site])
    }
  }

  /// Lists of heads, positions and dimensions touch just those, and nothing before the site; what is behind it changes.
  @Test(arguments: RuleModel.names) func places(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(5, decoderLength: 4)
    let plain = try rules.trace(input)
    let last = try #require(rules.catalog.sites.last)
    for declaration in rules.editable {
      let site = declaration.site
      let shape = declaration.shape(over: input)
      let hasHeads = shape.count == 3
      let (rows, width) = (shape[shape.count - 2], shape[shape.count - 1])
      let edited = try rules.trace(
        input,
        [
          Edit(
            site.name, positions: IndexList(0, -1), heads: hasHeads ? IndexList(-1) : nil,
            dimensions: IndexList(0, 1), .set(.number(0.25)))
        ])
      let (before, after) = (try #require(plain[site]), try #require(edited[site]))
      #expect(before.shape == shape && after.shape == shape)
      let values = before.values
      let expected: [Float] = values.indices.map { index in
        let (head, row, column) = (index / width / rows, index / width % rows, index % width)
        let isMeant = (!hasHeads || head == shape[0] - 1) && (row == 0 || row == rows - 1) && column < 2
        let isHidden = site.part == "attention.scores" && declaration.isCausal && column > row
        return isHidden ? -.infinity : isMeant ? 0.25 : values[index]
      }
      #expect(after.values == expected, "\(site)")
      #expect(edited.differences(from: plain, at: rules.sites(before: site)) == [], "\(site)")
      if declaration.kind.stage != .head { #expect(edited[last] != plain[last], "\(site)") }
    }
  }

  /// Every operation does to the site what it says, and to nothing before it: number by number in double precision.
  @Test(arguments: RuleModel.names) func operations(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(5, decoderLength: 4)
    let plain = try rules.trace(input)
    for declaration in rules.editable where declaration.kind.access != .insideAttention {
      let site = declaration.site
      let before = try #require(plain[site])
      let (rows, width) = (before.shape[before.rank - 2], before.shape[before.rank - 1])
      let (row, added) = (Tensor.normal([width], seed: 4), Tensor.normal(before.shape, seed: 3))
      let (x, y, u) = (
        before.values.map(Double.init), added.values.map(Double.init), row.values.map(Double.init)
      )
      let square = u.reduce(0) { $0 + $1 * $1 }
      let dots = (0..<x.count / width).map { row in
        (0..<width).reduce(0) { $0 + x[row * width + $1] * u[$1] }
      }
      func along(_ index: Int) -> Double { dots[index / width] * u[index % width] / square }
      func mean(_ index: Int) -> Double {
        let (head, column) = (index / width / rows, index % width)
        return (0..<rows).reduce(0.0) { $0 + x[(head * rows + $1) * width + column] } / Double(rows)
      }
      let cases: [(Edit.Change, (Int) -> Double)] = [
        (.set(.number(-1.5)), { _ in -1.5 }), (.set(.tensor("row")), { u[$0 % width] }),
        (.add(.number(2)), { x[$0] + 2 }), (.add(.tensor("added")), { x[$0] + y[$0] }),
        (.scale(-0.75), { x[$0] * -0.75 }), (.mean(.positions), mean), (.mean(.texts), { x[$0] }),
        (.remove(.tensor("row")), { x[$0] - along($0) }), (.keep(.tensor("row")), along),
      ]
      for (change, expected) in cases {
        let edited = try rules.trace(
          input, [Edit(site.name, change)], ["row": row, "added": added],
          capturing: rules.sites(before: site).suffix(3).map(SitePattern.init) + [SitePattern(site)])
        let after = try #require(edited[site])
        #expect(
          farthest(after.values, from: x.indices.map(expected)) <= 1e-5 * max(1, before.spread),
          "\(site) \(change)")
        #expect(
          edited.differences(from: plain, at: rules.sites(before: site).suffix(3)) == [], "\(site) \(change)")
      }
    }
  }

  /// Edits apply in the order given: (x + 1) · 2 is not x · 2 + 1.
  @Test func order() throws {
    let rules = try RuleModel("gpt2")
    let input = rules.text(4)
    let site = "layers.1.mlp.output"
    let x = try #require(try rules.trace(input)[site])
    let (one, two) = (Edit(site, .add(.number(1))), Edit(site, .scale(2)))
    let sumFirst = try rules.trace(input, [one, two])[site]
    let productFirst = try rules.trace(input, [two, one])[site]
    #expect(sumFirst?.values == x.values.map { ($0 + 1) * 2 })
    #expect(productFirst?.values == x.values.map { $0 * 2 + 1 })
  }

  /// A direction a head: each head loses its own.
  @Test(arguments: ["layers.1.attention.mixed", "layers.0.attention.key"]) func directions(_ site: String)
    throws
  {
    let rules = try RuleModel("gpt2")
    let u = Tensor.normal([2, 8], seed: 9)
    let edited = try rules.trace(
      rules.text(4), [Edit(site, heads: IndexList(1, 4), .remove(.tensor("u")))], ["u": u])
    let found = try #require(edited[site])
    for (order, head) in [1, 4].enumerated() {
      for row in 0..<4 {
        let dot = zip(found.slice(head).slice(row).values, u.slice(order).values).reduce(0) {
          $0 + $1.0 * $1.1
        }
        #expect(abs(dot) < 1e-5)
      }
    }
  }

  /// What another text of the pass holds, what a pass over another text holds, and a tensor of the same are one.
  @Test(arguments: RuleModel.names) func otherTexts(_ name: String) throws {
    let rules = try RuleModel(name)
    let (own, words) = (rules.text(4, seed: 5, decoderLength: 1), "The keys to the cabinet")
    // What the program makes of words alone: one segment, and a decoder that reads its start.
    let theirs = ModelInput(ids: try rules.model.tokenize(words).map(\.id))
    let their = try rules.trace(try rules.model.readable(theirs))
    for declaration in rules.editable where declaration.kind.access != .insideAttention {
      let site = declaration.site
      let last = IndexList(-1)
      let values = try #require(their[site])
      let rows = values.shape[values.rank - 2]
      let row =
        values.rank == 2
        ? values.rows(rows - 1..<rows)
        : Tensor.stacking((0..<values.shape[0]).map { values.slice($0).rows(rows - 1..<rows) })
      let capture: [SitePattern] = [SitePattern(site), SitePattern(try #require(rules.catalog.sites.last))]
      let byTensor = try rules.trace(
        own, [Edit(site.name, positions: last, .set(.tensor("row")))], ["row": row], capturing: capture)
      let byWords = try rules.trace(
        own, [Edit(site.name, positions: last, .set(.otherText(words)))], capturing: capture)
      for entry in byTensor.entries {
        #expect(byWords[entry.site].map(entry.tensor.isIdentical) == true, "\(site): \(entry.site)")
      }
      let both = try rules.model.pass(
        PassRequest(
          inputs: [own, try rules.model.readable(theirs)], capture: [SitePattern(site)],
          edits: [Edit(site.name, texts: IndexList(0), positions: last, .set(.text(1)))])
      ).traces
      let (mine, other) = (try #require(both[0][site]), try #require(both[1][site]))
      func lastRow(_ tensor: Tensor) -> [Float] {
        let tensor = tensor.rank == 3 ? tensor.joinedHeads : tensor
        return tensor.slice(tensor.shape[0] - 1).values
      }
      #expect(lastRow(mine) == lastRow(other), "\(site)")
      #expect(other.largestDifference(from: values) <= 2e-5 * max(values.spread, 1), "\(site)")
    }
  }

  /// The mean over texts is that of what they hold, and all of them get it.
  @Test(arguments: RuleModel.names) func meanOverTexts(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = [rules.text(4, seed: 1), rules.text(6, seed: 2), rules.text(3, seed: 3)]
    for declaration in rules.editable where declaration.kind.access != .insideAttention {
      let site = declaration.site
      let rows = declaration.shape(over: inputs[0])[declaration.shape.count - 2]
      let places = rows > 1 ? IndexList(0, -1) : nil
      func pass(_ edits: [Edit]) throws -> [Tensor] {
        try rules.model.pass(PassRequest(inputs: inputs, capture: [SitePattern(site)], edits: edits)).traces
          .map { try #require($0[site]) }.map { $0.rank == 3 ? $0.joinedHeads : $0 }
      }
      let plain = try pass([])
      let edited = try pass([Edit(site.name, texts: IndexList(0, 2), positions: places, .mean(.texts))])
      #expect(edited[1] == plain[1])
      for (first, second) in [(0, 0), (plain[0].shape[0] - 1, plain[2].shape[0] - 1)] {
        let mean = zip(plain[0].slice(first).values, plain[2].slice(second).values).map { ($0 + $1) / 2 }
        #expect(edited[0].slice(first).values == mean, "\(site)")
        #expect(edited[2].slice(second).values == mean, "\(site)")
      }
    }
  }

  /// Edits of some texts leave the others as they are in the same pass without edits, to the bit.
  @Test(arguments: RuleModel.names) func texts(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = [rules.text(5, seed: 1), rules.text(3, seed: 2), rules.text(7, seed: 3, decoderLength: 2)]
    let plain = try rules.model.pass(PassRequest(inputs: inputs, capture: ["*"])).traces
    let last = try #require(rules.catalog.sites.last)
    for declaration in rules.editable {
      let site = declaration.site
      let edited = try rules.model.pass(
        PassRequest(
          inputs: inputs, capture: ["*"], edits: [Edit(site.name, texts: IndexList(1), .scale(-0.5))])
      ).traces
      for other in [0, 2] {
        #expect(edited[other].differences(from: plain[other], at: rules.catalog.sites) == [], "\(site)")
      }
      #expect(edited[1][site] != plain[1][site], "\(site)")
      if declaration.kind.stage != .head { #expect(edited[1][last] != plain[1][last], "\(site)") }
    }
  }
}
