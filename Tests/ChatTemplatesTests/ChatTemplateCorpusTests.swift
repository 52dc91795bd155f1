import Foundation
import ExplainerCore
import JSON
import Testing
@testable import ChatTemplates

/// Templates of real models, which belong to their makers and are not kept here: `EXPLAINER_TEMPLATES` names what
/// `record_templates.py` wrote of them.
@Suite struct ChatTemplateCorpusTests {
  private static let path = ProcessInfo.processInfo.environment["EXPLAINER_TEMPLATES"]

  @Test(.enabled(if: path != nil, "set EXPLAINER_TEMPLATES to what record_templates.py wrote"))
  func realTemplatesSayWhatTransformersSays() throws {
    let file = URL(fileURLWithPath: try #require(Self.path))
    let cases = try #require(try JSONValue(parsing: Array(Data(contentsOf: file))).array)
    #expect(!cases.isEmpty)
    for entry in cases {
      var chat = Chat(messages: (entry["messages"]?.array ?? []).compactMap(\.object))
      chat.tools = entry["tools"]?.array
      chat.documents = entry["documents"]?.array
      chat.variables = entry["variables"]?.object ?? [:]
      chat.addsAnswer = entry["add"]?.bool ?? false
      chat.continuesLast = entry["continue"]?.bool ?? false
      let found = try? ChatTemplate(entry["template"]?.string ?? "").text(
        of: chat, tokens: entry["tokens"]?.object ?? [:], now: TemplateLanguageTests.now
      ).text
      #expect(
        found.map { Array($0.utf8) } == entry["expected"]?.string.map { Array($0.utf8) },
        "\(entry["name"]?.string ?? "")")
    }
  }
}
