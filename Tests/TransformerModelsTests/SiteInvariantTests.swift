import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// What sites hold, and how they follow from each other and the weights: every family, every layer.
@Suite struct SiteInvariantTests {
  /// The stacks of a model, and what a pass over one text left.
  private func setUp(_ name: String) throws -> (stacks: [Stack], catalog: SiteCatalog, trace: Trace) {
    let rules = try RuleModel(name)
    let trace = try rules.model.run(rules.text(7, decoderLength: 5), capturing: ["*"])
    let stacks = [rules.model.parts.encoder, rules.model.parts.stack].compactMap { $0 }
    return (stacks, rules.catalog, trace)
  }

  /// Scores are made of queries and keys and where they stand, the pattern is their softmax, and mixes the values: a head of
  /// keys serves as many heads as share it.
  @Test(arguments: RuleModel.names) func attention(_ name: String) throws {
    let (stacks, catalog, trace) = try setUp(name)
    func held(_ site: SiteID) throws -> Tensor { try #require(trace[catalog.sites[site.index]]) }
    var seen = 0
    for half in stacks.flatMap(\.blocks).flatMap(\.halves) {
      guard case .attention(let part) = half.work else { continue }
      let (query, key, value) = (
        try held(part.sites.query), try held(part.sites.key), try held(part.sites.value)
      )
      let (scores, pattern, mixed) = (
        try held(part.sites.scores), try held(part.sites.pattern), try held(part.sites.mixed)
      )
      let (H, K, T, S, d) = (query.shape[0], key.shape[0], query.shape[1], key.shape[1], query.shape[2])
      let dv = value.shape[2]
      let scale = Double(try held(part.sites.scale)[flat: 0])
      #expect(H == part.attend.heads && K == part.attend.keyHeads && value.shape == [K, S, dv])
      for head in 0..<H {
        let (q, k, v) = (
          query.slice(head).values, key.slice(head * K / H).values, value.slice(head * K / H).values
        )
        var made: (scores: [Double], pattern: [Double], mixed: [Double]) = ([], [], [])
        for t in 0..<T {
          let window = part.attend.window ?? S
          let shown = max(0, t + 1 - window)..<(part.isCausal ? t + 1 : min(S, t + window))
          let row: [Double] = (0..<S).map { s -> Double in
            guard shown.contains(s) else { return 0 }
            var score = (0..<d).reduce(0.0) { $0 + Double(q[t * d + $1]) * Double(k[s * d + $1]) } * scale
            switch part.attend.bias {
            case .slopes(let slopes): score += Double(slopes[head]) * Double(s)
            case .roundedSlopes(let slopes, let scale):
              score += Double(scale * PositionBias.rounded(slope: slopes[head], key: s))
            case .table(let table, let buckets): score += Double(table[buckets.bucket(of: s - t), head])
            case nil: break
            }
            if let met = part.positions {
              let row = met.buckets.row(of: t - s)
              for column in 0..<d {
                if let keys = met.keys {
                  score += Double(q[t * d + column]) * Double(keys[row, head * K / H * d + column]) * scale
                }
                if let queries = met.queries {
                  score += Double(k[s * d + column]) * Double(queries[row, head * d + column]) * scale
                }
              }
            }
            guard let cap = part.attend.softcap.map(Double.init) else { return score }
            return cap * tangent(score / cap)
          }
          let exponentials: [Double] = row.indices.map { shown.contains($0) ? exponential(row[$0]) : 0 }
          let sink = part.attend.sinks.map { exponential(Double($0[flat: head])) } ?? 0
          let total = exponentials.reduce(sink, +)
          made.scores += row
          made.pattern += exponentials.map { $0 / total }
          for column in 0..<dv {
            made.mixed.append(
              (0..<S).reduce(0.0) { $0 + exponentials[$1] / total * Double(v[$1 * dv + column]) })
          }
        }
        let visible = scores.slice(head).values.map { $0 == -.infinity ? 0 : $0 }
        #expect(farthest(visible, from: made.scores) <= 2e-5 * max(1, scores.spread))
        #expect(farthest(pattern.slice(head).values, from: made.pattern) <= 1e-5)
        #expect(farthest(mixed.slice(head).values, from: made.mixed) <= 2e-5 * max(1, value.spread))
      }
      var given = mixed.joinedHeads
      if part.gate != nil {
        var gates = try held(part.sites.gate).joinedHeads
        gates.apply(.sigmoid)
        given *= gates
      }
      #expect(part.output(given) == (try held(part.sites.output)))
      seen += 1
    }
    #expect(seen == catalog.sites.count { $0.part.hasSuffix("attention.scores") })
  }

  /// Heads with states read of them what is said at the sites before, which is normed and gated before the last map.
  @Test(arguments: RuleModel.names) func states(_ name: String) throws {
    let (stacks, catalog, trace) = try setUp(name)
    func held(_ site: SiteID) throws -> Tensor { try #require(trace[catalog.sites[site.index]]) }
    for half in stacks.flatMap(\.blocks).flatMap(\.halves) {
      guard case .deltaNet(let part) = half.work else { continue }
      let found = part.rule(
        DeltaRule.Rows(
          queries: try held(part.sites.query).joinedHeads.matrix,
          keys: try held(part.sites.key).joinedHeads.matrix,
          values: try held(part.sites.value).joinedHeads.matrix, decays: try held(part.sites.decay),
          strengths: try held(part.sites.strength)))
      #expect(try held(part.sites.state) == found.states)
      #expect(try held(part.sites.read).joinedHeads == found.read)
      var gates = try held(part.sites.gate)
      gates.apply(.silu)
      var mixed = part.readNorm(found.read)
      mixed *= gates
      #expect(try held(part.sites.mixed) == mixed)
      #expect(try held(part.sites.output) == part.output(mixed))
    }
  }

  /// The halves read the stream, normed where a norm stands before them, and give what their last map makes of what was
  /// mixed or of the neurons; the stream behind is the sum, or its norm.
  @Test(arguments: RuleModel.names) func stream(_ name: String) throws {
    let (stacks, catalog, trace) = try setUp(name)
    func held(_ site: SiteID) throws -> Tensor { try #require(trace[catalog.sites[site.index]]) }
    for stack in stacks {
      var stream = try held(stack.embedding.site)
      for block in stack.blocks {
        #expect(try held(block.input) == stream)
        let entered = stream
        for half in block.halves {
          let source = half.readsEntry ? entered : stream
          let read = half.inputNorm.map { $0(source) } ?? source
          #expect((half.inputNorm == nil) == (half.normed == .none))
          if half.inputNorm != nil { #expect(try held(half.normed) == read) }
          if case .feedForward(let part) = half.work {
            var hidden = (part.gate ?? part.up)(read)
            if part.gate != nil { #expect(try held(part.gateSite) == hidden) }
            hidden.apply(part.activation)
            if part.gate != nil { hidden *= part.up(read) }
            #expect(try held(part.neurons) == hidden)
            #expect(part.down(hidden) == (try held(part.output)))
            var added = try held(part.output)
            if let norm = half.outputNorm { added = norm(added) }
            if let factor = half.multiplier { added.scale(by: factor) }
            #expect(added == (try held(half.contribution)))
          }
          if case .gatedConvolution(let part) = half.work {
            #expect(try held(part.inputSite) == part.values(read) * part.entryGate(read))
            #expect(try held(part.gateSite) == part.gate(read))
            let made = gathered(try held(part.inputSite), by: part.convolution)
            let mixed = try held(part.mixedSite)
            #expect(
              farthest(mixed.values, from: zip(made, try held(part.gateSite).values).map { $0 * Double($1) })
                < 1e-4)
            #expect(part.output(mixed) == (try held(part.outputSite)))
          }
          if case .attention(let part) = half.work, case .latent(let maps) = part.projections {
            let queries = try maps.queryLatent.map { try held($0.site) }
            #expect(queries == maps.queryLatent.map { $0.norm($0.map(read)) })
            #expect(try held(maps.site) == maps.norm(maps.latent(read)))
            #expect(try held(part.sites.value).joinedHeads == maps.value(try held(maps.site)))
            // The end of every head's key is the same.
            let (keys, shared) = (try held(part.sites.key), maps.sharedKey.weight.outputs)
            let ends = (0..<keys.shape[0]).map { head in
              keys.slice(head).columns(keys.shape[2] - shared..<keys.shape[2]).dense
            }
            #expect(ends.allSatisfy { $0 == ends[0] })
          }
          if case .convolution(let part) = half.work {
            stream += convolved(read, by: part)
          } else {
            stream += try held(half.contribution)
          }
          if let norm = half.streamNorm { stream = norm(stream) }
          if half.stream != .none { #expect(try held(half.stream) == stream) }
        }
      }
      if let last = stack.finalNorm { #expect(try held(last.site) == last.norm(stream)) }
    }
  }

  /// What a convolution gathers of the tokens up to each, by its definition.
  private func gathered(_ x: Tensor, by convolution: CausalConvolution) -> [Double] {
    let (W, width) = (convolution.width, x.shape[1])
    return (0..<x.shape[0]).flatMap { row in
      (0..<width).map { column in
        (0..<min(W, row + 1)).reduce(Double(convolution.bias?[flat: column] ?? 0)) {
          $0 + Double(convolution.taps[W - 1 - $1, column]) * Double(x[row - $1, column])
        }
      }
    }
  }

  /// What a convolution gives, by its definition: each row with those beside it, zeros where there are none.
  private func convolved(_ x: Tensor, by part: Convolution) -> Tensor {
    let (rows, width) = (x.shape[0], x.shape[1])
    let beside = (0..<rows).flatMap { row in
      (row - part.count / 2...row + part.count / 2).flatMap { place in
        (0..<rows).contains(place) ? x.slice(place).values : [Float](repeating: 0, count: width)
      }
    }
    var given = part.map(Tensor(shape: [rows, part.count * width], values: beside))
    given.apply(part.activation)
    return given
  }

  /// What attributions are taken at: the rows of the token table, scaled where the family does so; positions, segments and
  /// a norm come behind.
  @Test(arguments: RuleModel.names) func embeddings(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(6, decoderLength: 4)
    let trace = try rules.model.run(input, capturing: ["*"])
    for stack in [rules.model.parts.encoder, rules.model.parts.stack].compactMap({ $0 }) {
      let embedding = stack.embedding
      let ids = stack.name == "decoder" ? input.decoderIDs ?? [] : input.ids
      var tokens = embedding.tokens.gatheringRows(ids)
      if let scale = embedding.scale { tokens.scale(by: scale) }
      #expect(trace[rules.catalog.sites[embedding.tokensSite.index]] == tokens)
      var sum = tokens
      if let segments = embedding.segments { sum += segments.gatheringRows(input.segments ?? []) }
      if let positions = embedding.positions {
        sum += positions.gatheringRows(ids.indices.map { $0 + embedding.positionOffset })
      }
      if let norm = embedding.norm { sum = norm(sum) }
      #expect(trace[rules.catalog.sites[embedding.site.index]] == sum)
    }
    #expect(name != "bart_scaled" || rules.model.parts.stack.embedding.scale != nil)
  }

  /// A pass that begins with the stream before a layer has the bits of the whole pass from there on, of one text and of
  /// several.
  @Test(arguments: RuleModel.names, [1, 3]) func resuming(_ name: String, _ texts: Int) throws {
    let rules = try RuleModel(name)
    let inputs = try (0..<texts).map {
      try rules.model.readable(rules.text(4 + $0, seed: UInt64($0), decoderLength: 3 + $0))
    }
    let whole = try rules.model.pass(PassRequest(inputs: inputs, capture: ["*"])).traces
    let stack = rules.model.parts.stack
    for layer in stack.blocks.indices {
      let first = rules.catalog.sites[stack.blocks[layer].input.index]
      let streams = try whole.map { try #require($0[first]) }
      let behind = Set(rules.sites(behind: first)).union([first])
      var plan = PassPlan(over: inputs, capturing: behind)
      plan.start = PassPlan.Start(layer: layer, stream: Tensor.joiningRows(streams))
      var pass = Pass(plan, in: rules.catalog)
      _ = rules.model.run(&pass)
      let traces = pass.traces
      for text in inputs.indices {
        #expect(Set(traces[text].entries.map(\.site)) == behind)
        #expect(traces[text].differences(from: whole[text], at: behind) == [], "layer \(layer)")
      }
    }
  }

  private func tangent(_ x: Double) -> Double { 1 - 2 / (exponential(2 * x) + 1) }

  /// eˣ in double precision, by halving the argument: no library for one function.
  private func exponential(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    let small = x / 1024
    for index in 1...12 {
      term *= small / Double(index)
      sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
  }
}
