import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// Gradients against differences of passes, and against each other: every family, every site.
///
/// Passes are in single precision, so a difference has an error of its own, of the order of the scores' rounding by the
/// step. Errors are told as shares of the gradient's length, which is what the slope along a direction of normal numbers
/// is about as large as; a wrong rule makes them of the order of 1.
@Suite struct GradientRuleTests {
  /// How far one goes for a difference, as a share of the site's spread, and how near the slope comes then.
  ///
  /// Smooth functions: measured with steps from 5e-4 to 0.3; at 0.02, where rounding and curvature are about even, the
  /// worst of 250 sites is off by 4e-4. With kinks (`relu`, experts chosen, numbers cut off) what a step crosses counts: the smaller the better, until
  /// rounding shows. At 1e-3 the worst is off by 4e-2 and the median by 2e-3. Norms of what halves give and caps of scores
  /// (gemma2), and products of gates (lfm2), bend more: a quarter of the step; norms of what is read of states (qwen3_5): half of it.
  private static func bounds(_ name: String) -> (step: Float, each: Double, median: Double) {
    switch name {
    case "gpt2_inverse_scale", "bart_scaled", "gpt_oss": (1e-3, 0.1, 5e-3)
    case "gemma2", "lfm2": (5e-3, 2e-3, 2e-4)
    case "qwen3_5": (0.01, 2e-3, 2e-4)
    default: (0.02, 2e-3, 2e-4)
    }
  }

  /// - Parameter shares: how much of a direction each text goes, in each of several trials.
  private func expectSlopes(
    _ slopes: GradientCase, at sites: [Site], shares: [[Float]] = [[1]],
    _ bounds: (step: Float, each: Double, median: Double), _ words: String = ""
  ) throws {
    let result = try slopes.gradients(at: sites.map(SitePattern.init))
    let plain = try slopes.rules.model.pass(
      PassRequest(
        inputs: slopes.inputs, capture: sites.map(SitePattern.init), edits: slopes.edits,
        tensors: slopes.tensors))
    var errors: [Double] = []
    for site in sites {
      let gradients = try result.gradients.map { try #require($0[site]) }
      let values = try plain.traces.map { try #require($0[site]) }
      #expect(gradients.map(\.shape) == values.map(\.shape))
      for shares in shares {
        let texts = shares.indices.filter { shares[$0] != 0 }
        // Where nothing depends on the site, rounding is all there is.
        let length = max(texts.map { gradients[$0].length * Double(shares[$0].magnitude) }.max() ?? 0, 0.05)
        let direction = Tensor.normal(values[texts[0]].shape, seed: UInt64(errors.count))
        let expected = texts.reduce(0.0) { $0 + gradients[$1].dot(direction) * Double(shares[$1]) }
        let found = try slopes.slope(
          along: direction, at: site, shares: shares,
          step: bounds.step * Float(max(values[texts[0]].spread, 0.05)))
        let error = abs(found - expected) / length
        #expect(error <= bounds.each, "\(words) \(site) in texts \(texts): length \(length)")
        errors.append(error)
      }
    }
    errors.sort()
    #expect(errors[errors.count / 2] <= bounds.median, "\(words)")
  }

  /// The gradient at every site is the slope along any direction.
  @Test(arguments: RuleModel.names) func differences(_ name: String) throws {
    let slopes = try GradientCase(name)
    // (At an expert that was not chosen the slope is left out.)
    let sites = slopes.rules.editable.map(\.site).filter { $0.part != "router.weights" }
    try expectSlopes(slopes, at: sites, Self.bounds(name))
  }

  /// So it is with edits on the way, at the site that is edited and at those before and behind it.
  ///
  /// (Not where edits move tokens to other experts within the step: a jump is no slope.)
  @Test(arguments: RuleModel.names.filter { $0 != "gpt_oss" }) func edits(_ name: String) throws {
    let rules = try RuleModel(name)
    var slopes = try GradientCase(name, inputs: [rules.text(4, seed: 1), rules.text(4, seed: 2)])
    let stacks: [String?] = rules.model.info.encoder == nil ? [nil] : ["encoder", "decoder"]
    for stack in stacks {
      let layer = rules.model.info.attention.layers?.first ?? 0
      func site(_ part: String) -> Site { Site(stack: stack, layer: layer, part: part) }
      let isCausal = rules.catalog[site("attention.scores")]?.isCausal == true
      let mixed = try #require(rules.catalog[site("attention.mixed")]).shape(over: slopes.inputs[0])
      let query = try #require(rules.catalog[site("attention.query")]).shape(over: slopes.inputs[0])
      slopes.tensors = [
        "heads": .normal(mixed, seed: 3, deviation: 0.5),
        "width": .normal([rules.model.info.hiddenSize], seed: 4),
        "head": .normal([mixed[2]], seed: 5), "query": .normal([query[2]], seed: 7),
        "tokens": .normal([4], seed: 6, deviation: 0.3),
      ]
      let (stream, heads) = ("residual.post", "attention.mixed")
      let last = IndexList(-1)
      let cases: [(String, [Edit])] = [
        (stream, [Edit("", .scale(-0.5))]), (heads, [Edit("", heads: IndexList(0), .scale(3))]),
        (stream, [Edit("", positions: IndexList(1), dimensions: IndexList(3, 5), .set(.number(0.5)))]),
        (heads, [Edit("", texts: IndexList(1), heads: last, .set(.tensor("head")))]),
        ("attention.key", [Edit("", .add(.tensor("query"))), Edit("", heads: last, .mean(.positions))]),
        ("attention.value", [Edit("", positions: IndexList(0, 2), .mean(.texts))]),
        (stream, [Edit("", .mean(.texts))]),
        (stream, [Edit("", positions: IndexList(1, 2), .mean(.positions))]),
        (stream, [Edit("", .remove(.tensor("width")))]),
        (heads, [Edit("", heads: last, .remove(.tensor("head")))]),
        ("attention.query", [Edit("", .keep(.tensor("query")))]),
        ("mlp.output", [Edit("", dimensions: IndexList(0, 2, 4, 6), .keep(.tensor("tokens")))]),
        (stream, [Edit("", texts: IndexList(0), .set(.text(1)))]),
        (
          "attention.query",
          [Edit("", texts: IndexList(0), positions: IndexList(2), heads: last, .set(.text(1)))]
        ),
        // Text 1 takes of itself as well.
        (stream, [Edit("", .add(.text(1)))]), (heads, [Edit("", .set(.text(0)))]),
        (stream, [Edit("", .scale(0.5)), Edit("", .add(.text(0))), Edit("", .mean(.texts))]),
        ("attention.scores", [Edit("", heads: last, .scale(2)), Edit("", .add(.number(0.25)))]),
        ("attention.scores", [Edit("", positions: last, dimensions: IndexList(0), .set(.number(-6)))]),
        (
          "attention.scores",
          isCausal ? [] : [Edit("", .mean(.positions)), Edit("", .keep(.tensor("tokens")))]
        ),
        (
          "attention.pattern",
          [Edit("", heads: IndexList(0), .scale(0.5)), Edit("", .add(.tensor("tokens")))]
        ),
        ("attention.pattern", [Edit("", texts: IndexList(0), .set(.tensor("tokens")))]),
        (
          "attention.pattern",
          [Edit("", .mean(.positions)), Edit("", heads: last, .remove(.tensor("tokens")))]
        ),
        (
          "attention.pattern",
          [
            Edit("", dimensions: IndexList(0), .scale(0.25), renormalises: true),
            Edit("", positions: IndexList(2, 3), .add(.tensor("tokens"))),
            Edit("", positions: last, .scale(0.5), renormalises: true),
          ]
        ),
      ]
      for (part, edits) in cases where !edits.isEmpty {
        let edited = site(part)
        slopes.edits = edits.map { edit in
          var edit = edit
          edit.site = edited.name
          return edit
        }
        // (Experts have no neurons of the layer.)
        let behind = rules.model.info.experts == nil ? "mlp.neurons" : "mlp.output"
        let sites = [Site(stack: stack, part: "embeddings"), edited, site(behind)]
        var bounds = Self.bounds(name)
        // Few sites, of which no median is told.
        (bounds.each, bounds.median) = (4 * bounds.each, 4 * bounds.each)
        try expectSlopes(slopes, at: sites, shares: [[1, -0.5]], bounds, "\(slopes.edits)")
      }
    }
  }

  /// Edits at sites that are looked at across, of the encoder's tokens.
  @Test(arguments: ["bart", "bart_scaled"]) func crossing(_ name: String) throws {
    let rules = try RuleModel(name)
    var slopes = try GradientCase(
      name, inputs: [rules.text(5, seed: 1, decoderLength: 3), rules.text(4, seed: 2, decoderLength: 2)])
    slopes.edits = [
      Edit("decoder.layers.0.cross_attention.key", positions: IndexList(0, -1), .mean(.texts)),
      Edit(
        "decoder.layers.0.cross_attention.value", texts: IndexList(0), positions: IndexList(1), .set(.text(1))
      ),
      Edit(
        "decoder.layers.1.cross_attention.pattern", dimensions: IndexList(2), .scale(0), renormalises: true),
      Edit("decoder.layers.1.cross_attention.scores", .scale(1.5)),
    ]
    let parts = ["key", "value", "query", "scores", "pattern", "mixed"]
    var sites = [Site(stack: "encoder", part: "embeddings"), Site(stack: "decoder", part: "embeddings")]
    for layer in 0...1 {
      sites += parts.map { Site(stack: "decoder", layer: layer, part: "cross_attention.\($0)") }
    }
    var bounds = Self.bounds(name)
    bounds.each *= 4
    bounds.median *= 4
    try expectSlopes(slopes, at: sites, shares: [[1, 0], [0, 1]], bounds)
  }
}

// MARK: - What needs no differences

extension GradientRuleTests {
  /// The gradient of a sum is the sum of gradients; twice the objective has twice the gradient, to the bit.
  @Test(arguments: RuleModel.names) func linearity(_ name: String) throws {
    var slopes = try GradientCase(name)
    let objective = slopes.objective
    func gradients(_ terms: [Objective.Term]) throws -> Trace {
      slopes.objective.terms = terms
      return try slopes.gradients(at: ["*"]).gradients[0]
    }
    let other = Objective.Term(.site(name: slopes.rules.sum, index: [3]), weight: 0.3, position: 1)
    let (first, second) = (try gradients(objective.terms), try gradients([other]))
    let sum = try gradients(objective.terms + [other])
    let twice = try gradients(
      objective.terms.map { term in
        var term = term
        term.weight *= 2
        return term
      })
    let none = try gradients(
      objective.terms.flatMap { [$0, Objective.Term($0.target, weight: -$0.weight, position: $0.position)] })
    for entry in first.entries {
      let other = try #require(second[entry.site])
      let expected = zip(entry.tensor.values, other.values).map { Double($0) + Double($1) }
      let tolerance = 1e-5 * max(entry.tensor.length, other.length)
      #expect(farthest(try #require(sum[entry.site]).values, from: expected) <= tolerance, "\(entry.site)")
      #expect(twice[entry.site]?.values == entry.tensor.values.map { $0 * 2 }, "\(entry.site)")
      #expect(none[entry.site]?.values.allSatisfy { $0 == 0 } == true, "\(entry.site)")
    }
  }

  /// Where nothing depends on a site its gradient is 0, and a note says so; a text without terms has gradients of 0.
  @Test(arguments: RuleModel.names) func independence(_ name: String) throws {
    let rules = try RuleModel(name)
    var slopes = try GradientCase(name, inputs: [rules.text(4, seed: 1), rules.text(3, seed: 2)])
    slopes.objective = Objective(terms: [.init(.site(name: rules.sum, index: [3]), text: 1)])
    let result = try slopes.gradients(at: ["*"])
    let (behind, own) = (rules.sites(behind: Site(rules.sum) ?? Site(part: "")), rules.catalog)
    let idle = behind.filter { own[$0]?.kind.access != .derived }
    #expect(result.objectiveValues[0] == 0 && result.objectiveValues[1] != 0)
    #expect(result.notes.count == 1 && result.notes[0].contains("does not depend on \(idle[0].name)"))
    for entry in result.gradients[0].entries { #expect(entry.tensor.values.allSatisfy { $0 == 0 }) }
    for site in idle { #expect(result.gradients[1][site]?.values.allSatisfy { $0 == 0 } == true, "\(site)") }
    let first = rules.catalog.sites[0]
    #expect((result.gradients[1][first]?.length ?? 0) > 0)
    // At the objective's own site it is the weights.
    let gradient = try #require(result.gradients[1][rules.sum])
    #expect(
      gradient.values.indices.filter { gradient[flat: $0] != 0 } == [2 * rules.model.info.hiddenSize + 3])
    #expect(gradient[2, 3] == 1)
    // Asked for with what does depend, nothing is noted.
    #expect(try slopes.gradients(at: [SitePattern(first)]).notes == [])
  }

  /// A site that holds what the objective's site holds, but stands behind it, has no part in the objective.
  @Test func sameNumbers() throws {
    var slopes = try GradientCase("gpt2")
    slopes.objective = Objective(terms: [
      .init(.site(name: "layers.0.attention.output", index: [3])),
      .init(.site(name: "embeddings", index: [1])),
      .init(.site(name: "layers.0.residual.post", index: [2])),
    ])
    let gradients = try slopes.gradients(at: ["*"]).gradients[0]
    #expect(gradients["layers.1.residual.pre"]?.length == 0)
    let sum = try #require(gradients["layers.0.residual.mid"])
    #expect(gradients["layers.0.attention.contribution"] == sum)
    var output = sum.values
    output[4 * 40 + 3] += 1
    #expect(gradients["layers.0.attention.output"]?.values == output)
    var embeddings = try #require(gradients["layers.0.residual.pre"]).values
    embeddings[4 * 40 + 1] += 1
    #expect(gradients["embeddings"]?.values == embeddings)
  }

  /// An objective has its value without gradients too, the same to the bit, and nothing is kept for a way back.
  @Test(arguments: RuleModel.names) func valuesAlone(_ name: String) throws {
    var slopes = try GradientCase(name)
    let query = try #require(
      slopes.rules.catalog.sites.first {
        $0.part == "attention.query" || $0.name.hasSuffix(".attention.query")
      })
    slopes.objective.terms.append(.init(.site(name: query.name, index: [1, 2]), weight: 3))
    let request = PassRequest(inputs: slopes.inputs, objective: slopes.objective)
    let alone = try slopes.rules.model.pass(request)
    #expect(alone.gradients.isEmpty && alone.notes.isEmpty && alone.traces.map(\.entries.count) == [0])
    let derived = try slopes.gradients(at: [SitePattern(slopes.rules.catalog.sites[0])])
    #expect(alone.objectiveValues == derived.objectiveValues && alone.objectiveValues != [0])
    #expect(Pass(try slopes.rules.model.plan(request), in: slopes.rules.catalog).tape == nil)
  }

  /// What is asked for beside a gradient does not change it, nor does the gradient what is captured.
  @Test(arguments: RuleModel.names) func alone(_ name: String) throws {
    let slopes = try GradientCase(name)
    let all = try slopes.gradients(at: ["*"])
    let plain = try slopes.rules.trace(slopes.inputs[0])
    for declaration in slopes.rules.editable {
      let site = declaration.site
      let result = try slopes.gradients(at: [SitePattern(site)])
      let (one, other) = (try #require(result.gradients[0][site]), try #require(all.gradients[0][site]))
      #expect(one.isIdentical(to: other), "\(site)")
      #expect(result.objectiveValues == all.objectiveValues)
    }
    let captured = try slopes.rules.model.pass(
      PassRequest(inputs: slopes.inputs, capture: ["*"], objective: slopes.objective, gradientsAt: ["*"]))
    #expect(captured.traces[0].differences(from: plain, at: slopes.rules.catalog.sites) == [])
    for entry in all.gradients[0].entries {
      // (The head then multiplies all rows in place of a few, so that the last digits may differ.)
      let found = try #require(captured.gradients[0][entry.site])
      #expect(
        found.largestDifference(from: entry.tensor) <= 1e-5 * max(entry.tensor.length, 1e-3), "\(entry.site)")
    }
  }

  /// Gradients of several texts in one pass are those of each alone, but for rounding.
  @Test(arguments: RuleModel.names) func texts(_ name: String) throws {
    let rules = try RuleModel(name)
    let inputs = (0..<4).map { rules.text(3 + 2 * $0, seed: UInt64($0), decoderLength: 5 - $0) }
    let slopes = try GradientCase(name, inputs: inputs)
    var objective = slopes.objective
    for index in objective.terms.indices where objective.terms[index].position != nil {
      objective.terms[index].position = 0
    }
    func pass(_ inputs: [ModelInput]) throws -> PassResult {
      try rules.model.pass(PassRequest(inputs: inputs, objective: objective, gradientsAt: ["*"]))
    }
    let together = try pass(inputs)
    for (text, input) in inputs.enumerated() {
      let alone = try pass([input])
      #expect(abs(together.objectiveValues[text] - alone.objectiveValues[0]) <= 1e-4)
      for entry in alone.gradients[0].entries {
        let found = try #require(together.gradients[text][entry.site])
        #expect(
          found.largestDifference(from: entry.tensor) <= 1e-4 * max(entry.tensor.length, 1e-3),
          "\(entry.site)")
      }
    }
  }

  /// What follows from attention being products: Σ x·∂x is one number for the pattern, values and mixtures, and one for
  /// scores, queries and keys where nothing is added to scores or keeps them small; and from the softmax: rows of ∂scores
  /// add up to 0 where no sink takes a part.
  @Test(arguments: RuleModel.names) func attentionIdentities(_ name: String) throws {
    let slopes = try GradientCase(name)
    let rules = slopes.rules
    let gradients = try slopes.gradients(at: ["*"]).gradients[0]
    let trace = try rules.trace(slopes.inputs[0])
    for site in rules.catalog.sites where site.part.hasSuffix("attention.pattern") {
      func sums(_ word: String) throws -> [Double] {
        var other = site
        other.part = site.part.dropLast("pattern".count) + word
        let (x, gradient) = (try #require(trace[other]), try #require(gradients[other]))
        return (0..<x.shape[0]).map { x.slice($0).dot(gradient.slice($0)) }
      }
      let part = try #require(rules.attention(at: site))
      let attention = part.attend
      let areProducts = attention.bias == nil && attention.softcap == nil && part.positions == nil
      for (words, scale) in [(["query", "key"], "scores"), (["value", "mixed"], "pattern")]
      where scale == "pattern" || areProducts {
        let heads = try sums(scale)
        let tolerance = 1e-4 * max(1, heads.map(abs).max() ?? 0)
        for word in words {
          // A head of keys and values has the sums of all heads that share it.
          let found = try sums(word)
          let group = heads.count / found.count
          let expected = found.indices.map { heads[$0 * group..<($0 + 1) * group].reduce(0, +) }
          #expect(farthest(found.map(Float.init), from: expected) <= tolerance, "\(site) \(word)")
        }
      }
      var scores = site
      scores.part = site.part.dropLast("pattern".count) + "scores"
      let gradient = try #require(gradients[scores])
      if attention.sinks != nil { continue }
      for row in gradient.reshaped([gradient.shape[0] * gradient.shape[1], gradient.shape[2]]).rowSums {
        #expect(abs(row) <= 1e-5 * max(1, gradient.length))
      }
    }
  }

  /// What is added to a stream has the gradient of the sum; and behind a norm of layers a gradient is orthogonal to what
  /// the norm takes out, the mean and the length.
  @Test(arguments: RuleModel.names) func streamIdentities(_ name: String) throws {
    let slopes = try GradientCase(name)
    let rules = slopes.rules
    let gradients = try slopes.gradients(at: ["*"]).gradients[0]
    let trace = try rules.trace(slopes.inputs[0])
    for stack in [rules.model.parts.encoder, rules.model.parts.stack].compactMap({ $0 }) {
      for block in stack.blocks {
        var before = block.input
        for half in block.halves {
          let sites = rules.catalog.sites
          // (What a convolution adds is nowhere.)
          guard half.contribution != .none else { continue }
          let added = sites[half.contribution.index]
          let gradient = try #require(gradients[added])
          if half.streamNorm == nil {
            // (Halves side by side have no stream between them.)
            if half.stream != .none {
              #expect(gradients[sites[half.stream.index]] == gradient, "\(added)")
            }
          } else {
            var sum = try #require(trace[added])
            sum += try #require(trace[sites[before.index]])
            for (row, total) in gradient.rowSums.enumerated() {
              let (x, g) = (sum.slice(row), gradient.slice(row))
              let mean = x.values.reduce(0.0) { $0 + Double($1) } / Double(x.count)
              #expect(abs(total) <= 2e-5 * max(1, gradient.length), "\(added)")
              #expect(abs(x.dot(g) - mean * total) <= 1e-4 * max(1, g.length * x.length), "\(added)")
            }
          }
          before = half.stream
        }
      }
    }
  }

  /// Of what is a linear map away from the scores, the product with its gradient is the objective, but for biases.
  @Test(arguments: ["gpt2", "gpt2_inverse_scale", "llama3"]) func head(_ name: String) throws {
    let slopes = try GradientCase(name)
    let result = try slopes.gradients(at: ["final_norm"])
    let last = try #require(try slopes.rules.trace(slopes.inputs[0])["final_norm"])
    let product = try #require(result.gradients[0]["final_norm"]).dot(last)
    #expect(abs(product - result.objectiveValues[0]) <= 1e-5 * max(1, abs(product)))
  }

  /// The gradient at a site is that of what it holds behind its edits: of what is set it is there, before it is 0.
  @Test(arguments: RuleModel.names) func behindEdits(_ name: String) throws {
    var slopes = try GradientCase(name)
    let plain = try slopes.gradients(at: [SitePattern(slopes.rules.sum)]).gradients[0][slopes.rules.sum]
    let value = try #require(try slopes.rules.trace(slopes.inputs[0])[slopes.rules.sum])
    slopes.tensors = ["there": value]
    slopes.edits = [Edit(slopes.rules.sum, .set(.tensor("there")))]
    let first = slopes.rules.catalog.sites[0]
    let result = try slopes.gradients(at: [SitePattern(slopes.rules.sum), SitePattern(first)]).gradients[0]
    #expect(result[slopes.rules.sum] == plain)
    if first.stack != "encoder" { #expect(result[first]?.length == 0) }
  }
}

extension RuleModel {
  /// A site of the stream in the middle of the stack that makes predictions.
  fileprivate var sum: String {
    Site(stack: model.info.encoder == nil ? nil : "decoder", layer: 0, part: "residual.post").name
  }
}

extension Tensor {
  /// The sum of each row, `[R, C]` → R numbers.
  fileprivate var rowSums: [Double] {
    (0..<shape[0]).map { slice($0).values.reduce(0.0) { $0 + Double($1) } }
  }
}
