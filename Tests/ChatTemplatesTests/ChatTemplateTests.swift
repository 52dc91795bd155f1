import Diagnostics
import ExplainerCore
import JSON
import Testing
@testable import ChatTemplates

/// Conversations through a template: who said what, where an answer begins, where a message goes on.
@Suite struct ChatTemplateTests {
  private static let template = """
    {{ bos_token }}{% for message in messages %}<|{{ message.role }}|>
    {{ message.content | trim }}{{ eos_token }}
    {% endfor %}{% if add_generation_prompt %}<|assistant|>
    {% endif %}
    """

  private static func chat(_ messages: (role: String, content: String)...) -> Chat {
    Chat(messages: messages.map { ["role": .string($0.role), "content": .string($0.content)] })
  }

  private static func text(_ chat: Chat, _ template: String = template) throws -> ChatText {
    try ChatTemplate(template).text(of: chat, tokens: ["bos_token": "<s>", "eos_token": "</s>"])
  }

  /// What each role said, in order.
  private static func said(_ text: ChatText) -> [String] {
    let bytes = Array(text.text.utf8)
    return text.parts.map { "\($0.role): \(String(decoding: bytes[$0.bytes], as: UTF8.self))" }
  }

  @Test func anAnswerBeginsBehindTheLastMessageOfAUser() throws {
    let text = try Self.text(Self.chat(("system", "Be brief."), ("user", "  Why? ")))
    #expect(text.text == "<s><|system|>\nBe brief.</s>\n<|user|>\nWhy?</s>\n<|assistant|>\n")
    #expect(Self.said(text) == ["system: Be brief.", "user: Why?"])
  }

  @Test func theLastMessageOfTheModelGoesOn() throws {
    let text = try Self.text(Self.chat(("user", "Why?"), ("assistant", "Because")))
    #expect(text.text == "<s><|user|>\nWhy?</s>\n<|assistant|>\nBecause")
    #expect(Self.said(text) == ["user: Why?", "assistant: Because"])
  }

  @Test func aTemplateThatLeavesTheLastMessageOutCannotGoOnWithIt() {
    #expect { try Self.text(Self.chat(("assistant", "Because")), "{{ messages[0].content[:2] }}") } throws: {
      ($0 as? ExplainerError)?.code == .badParameter
    }
  }

  @Test(arguments: [
    ("{{ messages[0].content.split('-')|join('+') }}", ["user: a", "user: b"]),
    ("{{ messages[0].content|upper }}!", ["user: A-B"]),
    ("{{ '<' + messages[0].content[1:] ~ '>' }}", ["user: -b"]),
    ("{{ messages[0].content|replace('-', ' to ') }}", ["user: a", "user: b"]),
    ("{% set x %}{{ messages[0].content }}{% endset %}[{{ x }}]", ["user: a-b"]),
    ("{% macro m(c) %}({{ c }}){% endmacro %}{{ m(messages[0].content) }}", ["user: a-b"]),
    ("{{ messages[0].content|tojson }}", ["user: \"a-b\""]),
    ("{{ messages[0].role }}: {{ 'a-b' }}", []),
    ("{{ '%s!' % messages[0].content }}", ["user: a-b"]),
  ])
  func whatIsSaidIsKnownHoweverItGotThere(template: String, said: [String]) throws {
    #expect(try Self.said(Self.text(Self.chat(("user", "a-b")), template)) == said)
  }

  @Test func toolsAndDocumentsAreSaidByNobodyInTheConversation() throws {
    var chat = Self.chat(("user", "Hi"))
    chat.tools = [["name": "clock"]]
    chat.documents = [["text": "Sky"]]
    let text = try Self.text(chat, "{{ tools[0].name }} {{ documents[0].text }} {{ messages[0].content }}")
    #expect(Self.said(text) == ["tools: clock", "documents: Sky", "user: Hi"])
  }

  @Test func tokensSayWhoSaidThem() throws {
    let text = try Self.text(Self.chat(("user", "Why?")))
    let tokens = [0..<3, 3..<12, 12..<14, 14..<17].map { Token(id: 0, text: "", piece: "", byteRange: $0) }
    #expect(text.marked(tokens).map(\.role) == ["template", "template", "user", "user"])
    #expect(text.marked([Token(id: 0, text: "", piece: "")]).map(\.role) == [nil])
  }

  @Test func aTemplateMayRefuseAConversation() {
    let template = "\n{% if messages[0].role != 'system' %}{{ raise_exception('No system!') }}{% endif %}"
    #expect { try Self.text(Self.chat(("user", "Hi")), template) } throws: {
      let error = $0 as? ExplainerError
      return error?.code == .badParameter && error?.found == "No system!" && error?.location.last == "line 2"
    }
  }

  @Test func aTextOfAConversationReadsBackAsWritten() throws {
    let text = try Self.text(Self.chat(("user", "Why?")))
    #expect(try ChatText(json: text.json) == text)
    #expect(throws: JSONReadingError.self) {
      try ChatText(json: ["text": "ab", "parts": [["role": "user", "start": 1, "end": 3]]])
    }
  }
}
