import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing

@testable import TransformerModels

/// A text that is continued with edits is what whole passes with the same edits, and no cache, make of it: every family,
/// every site, the greatest score taken, drawn at random and searched with beams.
@Suite struct EditedGenerationTests {
  static let names = ["gpt2", "gpt2_inverse_scale", "bart", "bart_scaled", "llama3"]
  private func tensors(_ site: SiteDeclaration) -> [String: Tensor] {
    guard case .size(let width)? = site.shape.last else {
      return ["two": .normal([2], seed: 5), "three": .normal([3], seed: 6)]
    }
    return ["row": .normal([width], seed: 4)]
  }

  /// What is tried at a site: prompts have three tokens and up to four more are passed; an encoder reads four.
  private func cases(_ site: SiteDeclaration) -> [[Edit]] {
    let name = site.site.name
    func list(_ places: Int...) -> IndexList? {
      try? IndexList(places.filter { site.grows(along: site.positionsExtent) || $0 < 4 })
    }
    guard site.kind.access == .insideAttention else {
      let heads = site.kind.access == .heads ? IndexList(-1) : nil
      return [
        [Edit(name, .scale(-0.5))], [Edit(name, .remove(.tensor("row")))],
        [
          Edit(name, positions: list(1, 4, 5), .add(.tensor("row"))),
          Edit(
            name, positions: list(0, 3, 6), heads: heads, dimensions: IndexList(0, 1), .set(.number(0.25))),
        ], [Edit(name, positions: list(0, 2), .mean(.positions)), Edit(name, .add(.number(0.1)))],
      ]
    }
    if site.site.part.hasSuffix("scores") {
      return [
        [Edit(name, .add(.number(0.7))), Edit(name, heads: IndexList(1), .scale(2))],
        [
          Edit(name, dimensions: IndexList(0, 1), .add(.tensor("two"))),
          Edit(name, positions: list(1, 4), dimensions: IndexList(0, 3), .set(.number(1.5))),
        ],
      ]
    }
    return [
      [Edit(name, dimensions: IndexList(0, 3), .set(.number(0)), renormalises: true)],
      [Edit(name, .scale(0.5))],
      [
        Edit(
          name, positions: list(3, 5), heads: IndexList(0), dimensions: IndexList(1, 3), .set(.number(0.4)))
      ],
      [
        Edit(name, positions: list(0, 2), .mean(.positions)),
        Edit(name, positions: list(0, 1, 2), dimensions: IndexList(0, 1, 2), .remove(.tensor("three"))),
      ],
    ]
  }

  @Test(arguments: names) func everySite(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(rules.model.info.encoder == nil ? 3 : 4, seed: 3, decoderLength: 3)
    let options = GenerationOptions(maximumNewTokens: 5)
    let plain = try rules.model.generate(input, options: options, capturing: [])
    var (moved, count) = (0, 0)
    for site in rules.editable {
      for edits in cases(site) {
        let request = GenerationRequest(
          inputs: [input], options: options, capture: [SitePattern(site.site), "logits"], edits: edits,
          tensors: tensors(site))
        let found = try rules.model.generate(request)[0]
        try expect(found, WholePasses(rules, request), "\(edits)")
        count += 1
        if found.steps != plain.steps { moved += 1 }
      }
    }
    // (Some change nothing: what is added to all scores of a softmax.)
    #expect(moved > count * 3 / 4)
  }

  @Test(
    arguments: names,
    [
      GenerationOptions(maximumNewTokens: 5, samples: true, temperature: 2, seed: 7),
      GenerationOptions(maximumNewTokens: 5, beams: 3), GenerationOptions(maximumNewTokens: 1),
    ])
  func otherWays(_ name: String, _ options: GenerationOptions) throws {
    let rules = try RuleModel(name)
    let input = rules.text(3, seed: 3)
    let stack = rules.model.parts.stack.name.map { "\($0)." } ?? ""
    let request = GenerationRequest(
      inputs: [input], options: options, capture: ["*"],
      edits: [
        Edit("\(stack)layers.*.residual.post", .add(.tensor("row"))),
        Edit("\(stack)layers.0.attention.pattern", dimensions: IndexList(0), .set(.number(0))),
        Edit("logits", dimensions: IndexList(7, 9), .add(.number(0.5))),
      ], tensors: ["row": .normal([rules.model.info.hiddenSize], seed: 4, deviation: 0.5)])
    try expect(try rules.model.generate(request)[0], WholePasses(rules, request), name)
  }

  /// Negative positions count from the end of the prompt, however long the text becomes.
  @Test(arguments: names) func endOfPrompt(_ name: String) throws {
    let rules = try RuleModel(name)
    let input = rules.text(4, seed: 1)
    let site = (rules.model.parts.stack.name.map { "\($0)." } ?? "") + "layers.1.mlp.output"
    func steps(_ positions: IndexList) throws -> [Generation.Step] {
      try rules.model.generate(
        GenerationRequest(
          inputs: [input], options: .init(maximumNewTokens: 6),
          edits: [Edit(site, positions: positions, .set(.number(3)))])
      )[0].steps
    }
    let last = try steps(IndexList(-1))
    #expect(try steps(IndexList(3)) == last)
    #expect(try steps(IndexList(3, 4, 5)) != last)
    #expect(try steps(IndexList("-1-8")) == steps(IndexList(3, 4, 5, 6, 7, 8)))
  }

  /// An edit of a text is remembered by nobody: what comes after it are the bits of plain passes.
  @Test(arguments: names) func isForgotten(_ name: String) throws {
    let rules = try RuleModel(name)
    let (input, options) = (rules.text(4), GenerationOptions(maximumNewTokens: 4))
    let memory = try #require(ActivationCache(rules.model, limit: 1 << 28)).model(expecting: ["*"])
    let plain = try rules.model.generate(input, options: options, capturing: ["*"])
    for _ in 0..<2 {
      let edited = try memory.generate(
        GenerationRequest(
          inputs: [input], options: options, capture: ["*"], edits: [Edit("logits", .scale(-1))]))[0]
      #expect(edited.steps != plain.steps)
      let again = try memory.generate(input, options: options, capturing: ["*"])
      #expect(again.steps == plain.steps)
      #expect(again.trace.differences(from: plain.trace, at: rules.catalog.sites) == [])
    }
  }

  private func expect(_ found: Generation, _ reference: WholePasses, _ what: String) throws {
    let steps = try reference.steps()
    #expect(found.steps.map(\.id) == steps.map(\.id), "\(what)")
    for (one, other) in zip(found.steps, steps) {
      #expect(abs(one.probability - other.probability) <= 1e-4, "\(what)")
    }
    let trace = try reference.trace(behind: steps.dropLast().map(\.id))
    #expect(found.trace.entries.map(\.site) == trace.entries.map(\.site))
    #expect(found.trace.differences(from: trace, at: trace.entries.map(\.site)) == [], "\(what)")
  }
}

/// A text continued by one whole pass a token, in which edits have those of their places that are there.
private struct WholePasses {
  let rules: RuleModel
  let request: GenerationRequest

  init(_ rules: RuleModel, _ request: GenerationRequest) {
    self.rules = rules
    self.request = request
  }

  func trace(behind added: [Int], capturing sites: [SitePattern]? = nil) throws -> Trace {
    let input = rules.model.adding(added[...], to: request.inputs[0])
    return try rules.trace(
      input, request.edits.compactMap { try part(of: $0, over: input) }, request.tensors,
      capturing: sites ?? request.capture)
  }

  func steps() throws -> [Generation.Step] {
    let (model, input) = (rules.model, request.inputs[0])
    let prompt = model.prompt(of: input)
    var text = try Continuation(
      of: prompt, reading: input.ids, request.options, Sampler(request.options),
      settings: model.generation.get())
    var read: [Int] = []
    while !text.unread.isEmpty {
      read += text.unread
      let added = Array(read.dropFirst(prompt.count))
      try text.go(on: try scores(behind: added)) { decoder(behind: [], hasReadPrompt: false) }
    }
    return text.result.steps
  }

  private func scores(behind added: [Int]) throws -> Tensor {
    let logits = try #require(try trace(behind: added, capturing: ["logits"])["logits"])
    return logits.slice(logits.shape[0] - 1)
  }

  private func decoder(behind added: [Int], hasReadPrompt: Bool) -> TokenDecoder {
    var (added, hasReadPrompt) = (added, hasReadPrompt)
    return TokenDecoder { ids in
      if hasReadPrompt { added += ids }
      hasReadPrompt = true
      return try scores(behind: added)
    } fork: {
      decoder(behind: added, hasReadPrompt: hasReadPrompt)
    }
  }

  /// The part of an edit that a text has room for.
  private func part(of edit: Edit, over input: ModelInput) throws -> Edit? {
    guard let site = try rules.catalog.resolve([edit.pattern]).first, let declaration = rules.catalog[site]
    else { return edit }
    let shape = declaration.shape(over: input)
    func present(_ list: IndexList?, _ count: Int) throws -> [Int]? {
      try list?.resolve(count: 100, of: "places").filter { $0 < count }
    }
    let positions = try present(edit.positions, shape[shape.count - 2])
    let dimensions = try present(edit.dimensions, shape[shape.count - 1])
    guard positions != [], dimensions != [] else { return nil }
    var part = edit
    part.positions = try positions.map { try IndexList($0) }
    part.dimensions = try dimensions.map { try IndexList($0) }
    return part
  }
}
