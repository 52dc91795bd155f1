import ChatTemplates
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing
@testable import TransformerModels

/// Where a model's chat templates lie, which of them counts, and how what they make is cut into tokens.
@Suite struct ModelChatTemplatesTests {
  private static func chat(_ change: (inout Chat) -> Void = { _ in }) -> Chat {
    var chat = Chat(messages: [["role": "user", "content": "Why?"]])
    change(&chat)
    return chat
  }

  /// What a copy of the fixture with these files makes of a conversation.
  private static func text(
    _ files: [(String, String)], _ chat: Chat = chat(), fixture: String = "llama3"
  ) throws -> String {
    let checkpoint = AlteredCheckpoint(fixture)
    let directory = try checkpoint.prepare(without: ["tokenizer_config.json"])
    try FileSystem.makeFolder("\(directory)/additional_chat_templates")
    for (name, text) in files { checkpoint.folder.write(text, to: name) }
    let location = ModelLocation(id: "copy", directory: directory, origin: .directory)
    return try ModelChatTemplates(location).text(of: chat).text
  }

  private static let config = ("tokenizer_config.json", #"{"chat_template": "config"}"#)
  private static let named = (
    "tokenizer_config.json",
    #"{"chat_template": [{"name": "default", "template": "a"}, {"name": "tool_use", "template": "b"}]}"#
  )
  private static let file = ("chat_template.jinja", "file")
  private static let other = ("additional_chat_templates/rag.jinja", "other")
  private static let legacy = ("chat_template.json", #"{"chat_template": "legacy"}"#)

  @Test(arguments: [
    ([config], "config"), ([config, file], "file"), ([file, other], "file"), ([legacy], "legacy"),
    ([config, legacy], "config"), ([named], "a"), ([named, file], "file"),
  ])
  func theFileThatTransformersReadsCounts(files: [(String, String)], text: String) throws {
    #expect(try Self.text(files) == text)
  }

  @Test func aTemplateMayBeNamedAndOneIsForTools() throws {
    #expect(try Self.text([Self.named], Self.chat { $0.template = "tool_use" }) == "b")
    #expect(try Self.text([Self.named], Self.chat { $0.tools = [["name": "f"]] }) == "b")
    #expect(try Self.text([Self.file, Self.other], Self.chat { $0.template = "rag" }) == "other")
  }

  @Test(
    arguments: [
      ([], nil, ErrorCode.unsupported), ([config, other], nil, .badParameter), ([named], "x", .badParameter),
      ([("tokenizer_config.json", #"{"chat_template": [{"name": "a"}]}"#)], nil, .badData),
      ([("tokenizer_config.json", "{")], nil, .badData),
    ] as [([(String, String)], String?, ErrorCode)])
  func whatIsNoTemplateIsSaidOnce(files: [(String, String)], name: String?, code: ErrorCode) throws {
    #expect { try Self.text(files, Self.chat { $0.template = name }) } throws: {
      ($0 as? ExplainerError)?.code == code
    }
  }

  @Test func aTemplateKnowsTheSpecialTokens() throws {
    let settings =
      #"{"bos_token": "<s>", "chat_template": "[{{ bos_token }}{{ mask_token }}]"}"#
    #expect(try Self.text([("tokenizer_config.json", settings)]) == "[<s>]")
  }

  @Test func aGGUFFileHasItsOwn() throws {
    func field(_ text: String) -> [UInt8] {
      (0..<8).map { UInt8(truncatingIfNeeded: text.utf8.count >> (8 * $0)) } + Array(text.utf8)
    }
    var bytes = try FileSystem.read("\(Fixtures.root)/GGUF/llama3.f16.gguf")
    var template = "{{ messages[0].content }}!"
    // (What stands behind stays where it is aligned.)
    while (field("tokenizer.chat_template") + [8, 0, 0, 0] + field(template)).count % 32 != 0 {
      template += " "
    }
    bytes.insert(contentsOf: field("tokenizer.chat_template") + [8, 0, 0, 0] + field(template), at: 24)
    bytes[16] += 1
    let folder = TemporaryFolder("gguf")
    let path = "\(folder.path)/a.gguf"
    try FileSystem.write(bytes, to: path)
    let location = ModelLocation(id: "a", directory: path, origin: .directory)
    let text = try ModelChatTemplates(location).text(of: Self.chat()).text
    #expect(text.hasPrefix("Why?!"))
  }

  @Test func noTokensArePutAroundAConversation() throws {
    let location = ModelLocation(
      id: "llama3", directory: Fixtures.model("llama3"), origin: .directory)
    let tokenizer = try ModelTokenizer(location)
    let model = try #require(try ModelLoader.load(location) as? TransformerModel)
    let first = try #require(tokenizer.tokenize("Why?").first)
    #expect(first.isSpecial && first.byteRange == nil)
    let chat = ChatText(
      text: "\(first.piece) Why?",
      parts: [.init(role: "user", bytes: first.piece.utf8.count..<first.piece.utf8.count + 5)])
    let reading = ChatReadingModel(model, reader: model, chats: [chat])
    let tokens = try reading.tokenize(chat.text)
    #expect(tokens == tokenizer.tokenize(chat))
    #expect(tokens.map(\.id).count { $0 == first.id } == 1 && tokens.first?.id == first.id)
    #expect(tokens.first?.role == ChatText.template && tokens.dropFirst().allSatisfy { $0.role == "user" })
    // Other texts are read as ever.
    #expect(try reading.tokenize("Why?") == model.tokenize("Why?"))
    #expect(try reading.tokenize("Why?").allSatisfy { $0.role == nil })
  }
}
