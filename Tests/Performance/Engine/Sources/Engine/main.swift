import Checkpoints
import ExplainerCore
import Glibc
import Tensors
import TransformerModels

// Engine MODEL: loads a checkpoint and does what it reads, a line each, until its input ends:
//
//     plain TOKENS      one pass over so many tokens, scores of all
//     load              loads the checkpoint once more, and reads 8 tokens
//     texts one|all     64 texts of 10 to 30 tokens, one by one or in one pass
//     way there|back    one pass over 128 tokens and the score of one token; with the way back to all streams
//     sweep fresh|resumed   an edit in each layer, one pass each
//     memory TOKENS TEXTS SITES AT kept|recomputed   one pass with gradients AT, '-' for none
//
// Answers each with its seconds; memory with bytes: said before, data, resident.

#if KEEPING
  // As workers do.
  TensorMemory.keepFreed(upTo: 128 << 20)
#endif

let location = ModelLocation(id: "m", directory: CommandLine.arguments[1], revision: nil, origin: .directory)
let model = try ModelLoader.load(location)
let memory = ActivationCache(model, limit: 1 << 28)

func ids(_ count: Int, _ seed: Int = 1) -> [Int] {
  (0..<count).map { ($0 &* 7919 &+ seed &* 104_729) % (model.info.vocabularySize - 1000) + 500 }
}

func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let (whole, atto) = (ContinuousClock.now - start).components
  return Double(whole) + Double(atto) * 1e-18
}

#if BEFORE
  func special(_ words: [Substring]) throws -> Double { -1 }
#else
  let lengths = (0..<64).map { 10 + $0 * 37 % 21 }

  func special(_ words: [Substring]) throws -> Double {
    switch (words[0], words[1]) {
    case ("texts", "one"):
      return try seconds {
        for (index, length) in lengths.enumerated() {
          _ = try model.run(ModelInput(ids: ids(length, index)), capturing: ["layers.*.residual.post"])
        }
      }
    case ("texts", _):
      let inputs = lengths.enumerated().map { ModelInput(ids: ids($1, $0)) }
      return try seconds {
        _ = try model.pass(PassRequest(inputs: inputs, capture: ["layers.*.residual.post"]))
      }
    case ("way", let direction):
      let sites: [SitePattern] = direction == "back" ? ["layers.*.residual.post", "embeddings.tokens"] : []
      let objective = Objective(terms: [Objective.Term(.id(700))])
      return try seconds {
        _ = try model.pass(
          PassRequest(inputs: [ModelInput(ids: ids(128))], objective: objective, gradientsAt: sites))
      }
    case ("sweep", let way):
      let input = ModelInput(ids: ids(64, Int(words[2]) ?? 0))
      // As for a plugin that changes what flows (`TaskRunner`).
      let runner = way == "resumed" ? memory?.model(expecting: ["layers.*.residual.pre"]) ?? model : model
      return try seconds {
        _ = try runner.run(input, capturing: [SitePattern("layers.\(model.info.layers - 1).residual.post")])
        for layer in 0..<model.info.layers {
          let edit = Edit("layers.\(layer).attention.mixed", heads: IndexList(1), .set(.number(0)))
          _ = try runner.pass(
            PassRequest(
              inputs: [input], capture: [SitePattern("layers.\(model.info.layers - 1).residual.post")],
              edits: [edit]))
        }
      }
    default: return -1
    }
  }

  func memory(_ words: [Substring]) throws -> String {
    func sites(_ word: Substring) -> [SitePattern] { word == "-" ? [] : SitePattern.list(String(word)) }
    let (tokens, texts) = (Int(words[1]) ?? 1, Int(words[2]) ?? 1)
    var request = PassRequest(
      inputs: (0..<texts).map { ModelInput(ids: ids(tokens, $0)) }, capture: sites(words[3]))
    if words[4] != "-" {
      request.objective = Objective(terms: [Objective.Term(.id(700))])
      request.gradientsAt = sites(words[4])
      request.recomputes = words[5] == "recomputed"
    }
    guard let model = model as? TransformerModel else { return "" }
    // The library for large products takes its buffers now.
    _ = Tensor(shape: [20, 768], filling: { _ in }).multiplied(
      by: Tensor(shape: [768, 1024], filling: { _ in }))
    let sampler = MemorySampler()
    let result = try model.pass(request)
    let grown = sampler.stop()
    let said = try model.size(of: request).total
    return withExtendedLifetime(result) { "\(said) \(grown.data) \(grown.resident)" }
  }
#endif

while let line = readLine() {
  let words = line.split(separator: " ")
  let answer: Double
  switch words.first {
  #if !BEFORE
    case "memory":
      print(try memory(words))
      fflush(nil)
      continue
  #endif
  case "plain":
    let input = ModelInput(ids: ids(Int(words[1]) ?? 1))
    answer = try seconds { _ = try model.run(input, capturing: ["logits"]) }
  case "load":
    answer = try seconds {
      _ = try ModelLoader.load(location).run(ModelInput(ids: ids(8)), capturing: ["logits"])
    }
  default: answer = try special(words)
  }
  print(answer)
  fflush(nil)
}
