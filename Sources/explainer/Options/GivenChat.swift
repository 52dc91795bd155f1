import ChatTemplates
import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import JSON

/// The conversation of a command: `--chat`, `--system` and `--tools`.
enum GivenChat {
  /// Bytes of the largest file of messages or tools.
  private static let bounds = DocumentBounds.chat
  private static let form = #"a list of {"role": …, "content": …}, or an object with it as "messages""#

  /// The conversation, or nil where none is given.
  ///
  /// - Parameters:
  ///   - given: what was given.
  ///   - hasTexts: whether texts were given, too.
  /// - Throws: `badParameter` where it was given with texts, or only what goes with it; `notFound`, `badData`.
  static func chosen(_ given: GivenArguments, hasTexts: Bool) throws(ExplainerError) -> Chat? {
    guard let words = given["chat"] else {
      if let other = ["system", "tools"].first(where: { given[$0] != nil }) {
        throw ExplainerError(.badParameter, "--\(other) goes with --chat", remedy: "add --chat \"…\"")
      }
      return nil
    }
    guard !hasTexts else {
      throw ExplainerError(
        .badParameter, "texts were given in two ways", remedy: "give either --chat or --text")
    }
    var chat: Chat
    if words.hasPrefix("@") {
      chat = try Self.chat(inFile: String(words.dropFirst()))
    } else {
      let text = try GivenTexts.read([words], keepingNewline: given.isOn("keep-newline"))[0]
      chat = Chat(messages: [["role": "user", "content": .string(text)]])
    }
    if let system = given["system"] {
      guard chat.messages.first?["role"]?.string != "system" else {
        throw ExplainerError(
          .badParameter, "what the system says was given in two ways", remedy: "leave out --system")
      }
      chat.messages.insert(["role": "system", "content": .string(system)], at: 0)
    }
    if let file = given["tools"] {
      guard chat.tools == nil else {
        throw ExplainerError(.badParameter, "tools were given in two ways", remedy: "leave out --tools")
      }
      chat.tools = try list(try json(file), of: "tools", at: [file])
    }
    return chat
  }

  private static func json(_ file: String) throws(ExplainerError) -> JSONValue {
    let bytes = try FileSystem.read(file, limit: bounds.bytes, allowsStreams: true)
    do { return try JSONValue(parsing: bytes, memory: bounds.memory) } catch { throw error.inFile(file) }
  }

  private static func chat(inFile file: String) throws(ExplainerError) -> Chat {
    let json = try json(file)
    var others = json.object ?? [:]
    let messages = json.array ?? others["messages"]?.array
    guard let messages else {
      throw ExplainerError(
        .badData, "there are no messages", at: [file], expected: form, found: json.kindName)
    }
    var chat = Chat(
      messages: try messages.enumerated().map { index, message throws(ExplainerError) in
        guard let object = message.object, object["role"]?.string != nil else {
          throw ExplainerError(
            .badData, "a message has no role", at: [file, "message \(index)"], expected: form,
            found: message.kindName)
        }
        return object
      })
    guard !chat.messages.isEmpty else {
      throw ExplainerError(.badData, "there are no messages", at: [file], expected: form)
    }
    chat.tools = try others["tools"].map { value throws(ExplainerError) in
      try list(value, of: "tools", at: [file, "tools"])
    }
    chat.documents = try others["documents"].map { value throws(ExplainerError) in
      try list(value, of: "documents", at: [file, "documents"])
    }
    if let name = others["chat_template"] {
      guard let name = name.string else {
        throw ExplainerError(
          .badData, "a chat template is named by a string", at: [file, "chat_template"], found: name.kindName)
      }
      chat.template = name
    }
    if let adds = try flag("add_generation_prompt", others, file) { chat.addsAnswer = adds }
    if let continues = try flag("continue_final_message", others, file) {
      chat.continuesLast = continues
      if others["add_generation_prompt"] == nil { chat.addsAnswer = !continues }
    }
    guard !(chat.continuesLast && chat.addsAnswer) else {
      throw ExplainerError(
        .badData, "the last message cannot go on where an answer begins behind it", at: [file],
        remedy: "leave out add_generation_prompt, or say continue_final_message: false")
    }
    for name in [
      "messages", "tools", "documents", "chat_template", "add_generation_prompt", "continue_final_message",
    ] { others[name] = nil }
    chat.variables = others
    return chat
  }

  private static func list(_ value: JSONValue, of what: String, at place: [String]) throws(ExplainerError)
    -> [JSONValue]
  {
    guard let list = value.array, list.allSatisfy({ $0.object != nil }) else {
      throw ExplainerError(
        .badData, "\(what) are a list of objects", at: place, found: value.kindName)
    }
    return list
  }

  private static func flag(_ name: String, _ object: JSONObject, _ file: String) throws(ExplainerError)
    -> Bool?
  {
    guard let value = object[name] else { return nil }
    guard let flag = value.bool else {
      throw ExplainerError(
        .badData, "is true or false", at: [file, name], found: value.kindName)
    }
    return flag
  }
}
