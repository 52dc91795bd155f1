/// Something that reads what comes from outside.
///
/// A target feeds a reader and uses what it gives as the program would. What it throws is as it should be; a trap, a hang,
/// memory without end or a broken promise is found by libFuzzer.
struct FuzzTarget: Sendable {
  /// Its name, that of its seeds and of its dictionary too.
  let name: String
  /// The longest input that is tried, in bytes.
  let largest: Int
  /// Reads an input.
  let feed: @Sendable ([UInt8]) -> Void

  init(_ name: String, largest: Int = 4096, _ feed: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.largest = largest
    self.feed = feed
  }

  /// All of them.
  static let all = [
    json, channel, safetensors, configuration, tokenizer, sentencepiece, settings, texts, registry, package,
    descriptor,
    table,
    explanation, script, expression, session, hub, torch, pickle, shards, adapter,
    gguf, quantised, template,
  ]
}

/// Ends the program where a promise is broken.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError("promise broken: \(what())") }
}
