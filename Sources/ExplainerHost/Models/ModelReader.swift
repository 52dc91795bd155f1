package import ChatTemplates
public import Checkpoints
public import Diagnostics
public import ExplainerCore
package import JSON
package import PluginHost
public import PluginRegistry
public import Sandbox
package import TransformerModels

/// Reads models, their tokenizers and texts for the commands that need no plugin: in a copy of this process that has a
/// worker's walls and limits, for all of them may be strangers'.
///
/// For programs of one thread (`worker_copy`).
public struct ModelReader: Sendable {
  private let installation: Installation
  private let limits: Limits

  /// A reader within these limits.
  public init(_ installation: Installation, limits: Limits = Limits()) {
    self.installation = installation
    self.limits = limits
  }

  /// What the model at `location` is.
  ///
  /// - Throws: `badData`, `badShape` or `unsupported` for a checkpoint that cannot be run, `limitReached`.
  public func info(of location: ModelLocation) throws(ExplainerError) -> ModelInfo {
    var found: ModelInfo?
    try read(location) { message throws(ExplainerError) in
      if case .model(let info) = message { found = info }
    } doing: { _, _ in
    }
    guard let found else {
      throw ExplainerError(.internalFault, "nothing was said of the model", at: [location.id])
    }
    return found
  }

  /// How many tokens the model at `location` cuts `text` into.
  ///
  /// - Throws: as `info`.
  public func tokenCount(of text: String, on location: ModelLocation) throws(ExplainerError) -> Int {
    var count: Int?
    try readTokenizer(location) { message throws(ExplainerError) in
      if case .answer(let number) = message { count = number.int }
    } doing: { tokenizer, channel in
      channel.answer(.integer(tokenizer.tokenize(text).count))
    }
    guard let count else {
      throw ExplainerError(.internalFault, "nothing was said of the text", at: [location.id])
    }
    return count
  }

  /// Does `work` with the tokenizer at `location`, loaded by itself.
  ///
  /// - Parameters:
  ///   - location: of the model.
  ///   - receive: gets warnings, and then what `work` sends.
  ///   - work: what is done in the copy; nothing but what it sends comes back.
  /// - Throws: `badData` or `unsupported` for a tokenizer that cannot be read, `limitReached`, and what `receive` and
  ///   `work` throw.
  package func readTokenizer(
    _ location: ModelLocation, receive: (WorkerMessage) throws(ExplainerError) -> Void,
    doing work: (ModelTokenizer, ModelReaderChannel) throws -> Void
  ) throws(ExplainerError) {
    try run(location, files: [], receive: receive) { send in
      let tokenizer = try ModelTokenizer(location)
      for warning in tokenizer.warnings { send(.log(.warning, "\(location.id): \(warning)")) }
      try work(tokenizer, ModelReaderChannel(send: send))
    }
  }

  /// Does `work` with the model at `location`, loaded.
  ///
  /// - Parameters:
  ///   - location: of the model.
  ///   - tellsStages: whether `receive` also gets how long each stage took.
  ///   - receive: gets what the model is, and then what `work` sends.
  ///   - work: what is done in the copy; nothing but what it sends comes back.
  /// - Throws: as `info`, and what `receive` and `work` throw.
  package func read(
    _ location: ModelLocation, tellsStages: Bool = false,
    receive: (WorkerMessage) throws(ExplainerError) -> Void,
    doing work: (any Model, ModelReaderChannel) throws -> Void
  ) throws(ExplainerError) {
    try run(location, files: [], receive: receive) { send in
      let model = try ModelLoader.load(location) { news in
        if case .stage = news, !tellsStages { return }
        send(WorkerMessage(news))
      }
      send(.model(model.info))
      try work(model, ModelReaderChannel(send: send))
    }
  }

  /// What the model at `location` reads of a conversation: its chat template is a stranger's program.
  ///
  /// - Throws: as `ModelChatTemplates`, `limitReached`.
  package func text(of chat: Chat, on location: ModelLocation) throws(ExplainerError) -> ChatText {
    let answer = try ask(of: location) { try ModelChatTemplates(location).text(of: chat).json }
    do { return try ChatText(json: answer) } catch {
      throw error.inValue("conversation", code: .internalFault)
    }
  }

  /// Has `work`, which reads the files of the model at `location`, done in a copy; gives what it says.
  ///
  /// - Parameter files: what else it may read, beside what a model is made of.
  /// - Throws: `limitReached`, and what `work` throws.
  package func ask(
    of location: ModelLocation, files: [String] = [], _ work: () throws -> JSONValue
  ) throws(ExplainerError) -> JSONValue {
    var answer = JSONValue.null
    try run(location, files: files) { message throws(ExplainerError) in
      if case .answer(let json) = message { answer = json }
    } doing: { send in
      send(.answer(try work()))
    }
    return answer
  }

  private func run(
    _ location: ModelLocation, files: [String], receive: (WorkerMessage) throws(ExplainerError) -> Void,
    doing work: (@escaping @Sendable (WorkerMessage) -> Void) throws -> Void
  ) throws(ExplainerError) {
    let policy = SandboxPolicy(ofCall: limits)
    var failure: ExplainerError?
    try withoutActuallyEscaping(receive) { receive throws(ExplainerError) in
      let client = WorkerClient(
        executable: installation.executable, environment: installation.environment, limits: limits,
        receive: { message in
          guard failure == nil else { return }
          do throws(ExplainerError) { try receive(message) } catch { failure = error }
        },
        echo: { _ in })
      try client.run(
        WorkerSubject(model: location.id), readingModels: location.folders, files: files, within: policy,
        work)
    }
    if let failure { throw failure }
  }
}
