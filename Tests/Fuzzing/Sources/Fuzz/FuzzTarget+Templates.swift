@testable import ChatTemplates
import Diagnostics
import ExplainerCore
import JSON

extension FuzzTarget {
  /// A chat template, run on a conversation within small limits.
  static let template = FuzzTarget("template") { bytes in
    guard let text = try? chatTemplate(String(decoding: bytes, as: UTF8.self)) else { return }
    var end = 0
    for part in text.parts {
      let isInside = end <= part.bytes.lowerBound && part.bytes.upperBound <= text.text.utf8.count
      promise(isInside, "parts lie in order")
      end = part.bytes.upperBound
    }
    let tokens = (0..<min(64, text.text.utf8.count)).map {
      Token(id: 0, text: "", piece: "", byteRange: $0..<$0 + 1)
    }
    promise(text.marked(tokens).allSatisfy { $0.role != nil }, "tokens have roles")
  }

  private static func chatTemplate(_ source: String) throws(ExplainerError) -> ChatText {
    var limits = TemplateLimits()
    (limits.steps, limits.text) = (100_000, 1 << 18)
    return try ChatTemplate(source, limits: limits).text(
      of: chat, tokens: ["bos_token": "<s>"], now: TemplateDate(year: 2026, month: 3, day: 5))
  }

  private static let chat: Chat = {
    var chat = Chat(messages: [
      ["role": "system", "content": "Be \u{1F642}."],
      ["role": "user", "content": [["type": "text", "text": "a"]]],
      [
        "role": "assistant", "content": "",
        "tool_calls": [["function": ["name": "f", "arguments": ["x": 1.5]]]],
      ],
      ["role": "user", "content": " Why?\n"],
    ])
    chat.tools = [["name": "f", "parameters": ["x": ["type": "number"]]]]
    chat.variables = ["n": 3, "big": .integer(.max), "list": [1, "b", .null, 2.5, true], "none": .null]
    return chat
  }()
}
