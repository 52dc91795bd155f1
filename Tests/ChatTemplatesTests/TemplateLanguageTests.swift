import ExplainerTestSupport
import Foundation
import ExplainerCore
import JSON
import Testing
@testable import ChatTemplates

/// The language of templates, snippet by snippet, as transformers renders it (`record_language.py`).
@Suite struct TemplateLanguageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let template: String
    /// Nil where it fails.
    let expected: String?
    var testDescription: String { template }
  }

  private static let document = try? JSONValue(
    parsing: Array(Data(contentsOf: URL(fileURLWithPath: "\(Fixtures.root)/ChatTemplates/language.json"))))

  static let cases: [Case] = (document?["cases"]?.array ?? []).map {
    Case(template: $0["template"]?.string ?? "", expected: $0["expected"]?.string)
  }

  static let chat: Chat = {
    var chat = Chat(messages: (document?["messages"]?.array ?? []).compactMap(\.object))
    chat.variables = document?["variables"]?.object ?? [:]
    return chat
  }()

  static let tokens: JSONObject = [
    "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>",
  ]
  static let now = TemplateDate(year: 2026, month: 3, day: 5, hour: 14, minute: 7, second: 9)

  @Test func thereAreSnippets() { #expect(Self.cases.count > 100) }

  @Test(arguments: cases) func aSnippetSaysWhatTransformersSays(_ snippet: Case) {
    let found = try? ChatTemplate(snippet.template).text(of: Self.chat, tokens: Self.tokens, now: Self.now)
      .text
    // (By its bytes: strings are equal where they are only equivalent.)
    #expect(found.map { Array($0.utf8) } == snippet.expected.map { Array($0.utf8) })
  }
}
