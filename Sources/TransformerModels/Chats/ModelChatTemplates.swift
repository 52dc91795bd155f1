package import ChatTemplates
public import Checkpoints
public import Diagnostics
package import ExplainerCore
import Files
import JSON
import Tokenization

/// The chat templates of a model, and the special tokens they are told.
///
/// Which file counts is as in transformers 5.24.0: `chat_template.jinja` and `additional_chat_templates`, else
/// `chat_template` of `tokenizer_config.json`; where there is neither, `chat_template.json`, which processors read. A GGUF
/// file has its own.
public struct ModelChatTemplates: Sendable {
  /// The name of the template that is used where none is named.
  private static let standard = "default"
  /// The template that is used where there are tools, by its name.
  private static let forTools = "tool_use"

  private let location: ModelLocation
  /// The templates by name.
  private let sources: [String: String]
  /// The special tokens by the names templates know them by.
  private let tokens: JSONObject

  /// Reads the templates of the model at `location`.
  ///
  /// - Throws: `badData` for files that cannot be read; a model without a template is no error yet.
  public init(_ location: ModelLocation) throws(ExplainerError) {
    self.location = location
    if location.isGGUF {
      let file = try GGUFFile(path: location.directory)
      sources = file.chatTemplates
      tokens = Self.roles(of: try Tokenizer(file.vocabulary(), path: location.directory))
      return
    }
    sources = try Self.sources(in: location.directory)
    var tokens = Self.roles(of: try Tokenizer(directory: location.directory))
    for (name, token) in try Self.otherTokens(in: location.directory) where tokens[name] == nil {
      tokens[name] = .string(token)
    }
    self.tokens = tokens
  }

  /// Renders a conversation.
  ///
  /// - Parameter chat: the conversation.
  /// - Throws: `unsupported` for a model without a template, `badParameter` where there are several and none is meant; as
  ///   `ChatTemplate`.
  package func text(of chat: Chat) throws(ExplainerError) -> ChatText {
    do { return try ChatTemplate(try source(for: chat)).text(of: chat, tokens: tokens) } catch {
      throw error.located(in: location.id)
    }
  }

  private func source(for chat: Chat) throws(ExplainerError) -> String {
    if let name = chat.template, let source = sources[name] { return source }
    if chat.template == nil {
      if chat.tools != nil, let source = sources[Self.forTools] { return source }
      if let source = sources[Self.standard] { return source }
    }
    guard !sources.isEmpty else {
      throw ExplainerError(
        .unsupported, "the model has no chat template",
        remedy:
          "give --text with the text as the model reads it, or use a model that was made for conversations")
    }
    let names = sources.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
    throw ExplainerError(
      .badParameter,
      chat.template.map { "there is no chat template '\($0)'" }
        ?? "none of its chat templates is for everything",
      expected: names, remedy: "name one in the file of messages: {\"chat_template\": …, \"messages\": […]}")
  }

  /// The templates in a folder, by name.
  private static func sources(in folder: String) throws(ExplainerError) -> [String: String] {
    var sources: [String: String] = [:]
    if let text = try text(of: "\(folder)/chat_template.jinja") { sources[standard] = text }
    let others = "\(folder)/additional_chat_templates"
    for name in FileSystem.entries(of: others) where name.hasSuffix(".jinja") {
      sources[String(name.dropLast(6))] = try text(of: "\(others)/\(name)")
    }
    if !sources.isEmpty { return sources }
    for file in ["tokenizer_config.json", "chat_template.json"] {
      let path = "\(folder)/\(file)"
      switch try settings(path)?["chat_template"] {
      case .string(let text)?: return [standard: text]
      case .array(let list)?:
        for entry in list {
          guard let name = entry["name"]?.string, let text = entry["template"]?.string else {
            throw ExplainerError(
              .badData, "a chat template is none", at: [path, "chat_template"],
              expected: #"{"name": …, "template": …}"#, found: entry.kindName)
          }
          sources[name] = text
        }
        return sources
      case .object(let object)?:
        return object.members.reduce(into: [:]) { $0[$1.key] = $1.value.string }
      default: continue
      }
    }
    return sources
  }

  /// The tokens that `tokenizer_config.json` gives names of their own, such as `image_token`.
  private static func otherTokens(in folder: String) throws(ExplainerError) -> [(String, String)] {
    let settings = try settings("\(folder)/tokenizer_config.json")?.object ?? [:]
    let named =
      settings.members.filter { $0.key.hasSuffix("_token") && SpecialTokenRole(rawValue: $0.key) == nil }
      + (settings["extra_special_tokens"]?.object?.members ?? [])
    return named.compactMap { name, token in
      (token.string ?? token["content"]?.string).map { (name, $0) }
    }
  }

  private static func settings(_ path: String) throws(ExplainerError) -> JSONValue? {
    let bounds = DocumentBounds.settings
    guard let bytes = try FileSystem.readIfPresent(path, limit: bounds.bytes) else { return nil }
    do { return try JSONValue(parsing: bytes, dialect: .python, memory: bounds.memory) } catch {
      throw error.inFile(path)
    }
  }

  private static func text(of path: String) throws(ExplainerError) -> String? {
    guard let bytes = try FileSystem.readIfPresent(path, limit: TemplateLimits().source) else { return nil }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw ExplainerError(.badData, "the chat template is not UTF-8 text", at: [path])
    }
    return text
  }

  /// The tokens with a part to play, by the names that templates know them by.
  private static func roles(of tokenizer: Tokenizer) -> JSONObject {
    JSONObject(
      SpecialTokenRole.allCases.compactMap { role in
        tokenizer.id(of: role).flatMap(tokenizer.piece).map { (role.rawValue, .string($0)) }
      })
  }
}

extension GGUFFile {
  /// The chat templates in the file, by name.
  fileprivate var chatTemplates: [String: String] {
    var templates: [String: String] = [:]
    templates["default"] = self["tokenizer.chat_template"]?.string
    for name in self["tokenizer.chat_templates"]?.strings ?? [] {
      templates[name] = self["tokenizer.chat_template.\(name)"]?.string
    }
    return templates
  }
}
