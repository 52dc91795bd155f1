import Diagnostics
import JSON

/// Finds where the last message ends in what a template makes of it, as transformers does: with a word put behind it.
struct ChatEnding {
  private static let tag = "CONTINUE_FINAL_MESSAGE_TAG"
  /// The last message with the word behind it.
  let tagged: JSONObject
  private let content: TemplateText

  /// - Throws: `badParameter` where the last message has no text, or the template takes none.
  init(of messages: [JSONObject], in source: String) throws(ExplainerError) {
    var message = messages[messages.count - 1]
    let remedy = "leave the last message out, or let a message of the user follow"
    guard source.contains("content") else {
      throw ExplainerError(
        .badParameter, "the chat template reads no 'content' to go on with", remedy: remedy)
    }
    if let text = message["content"]?.string {
      content = TemplateText(text)
      message["content"] = .string(text + Self.tag + " ")
    } else if case .array(var blocks)? = message["content"],
      let index = blocks.lastIndex(where: { $0["text"] != nil }), let text = blocks[index]["text"]?.string,
      case .object(var block) = blocks[index]
    {
      content = TemplateText(text)
      block["text"] = .string(text + Self.tag + " ")
      blocks[index] = .object(block)
      message["content"] = .array(blocks)
    } else {
      throw ExplainerError(
        .badParameter, "the last message is the model's, and has no text to go on with", remedy: remedy)
    }
    tagged = message
  }

  /// The text up to the end of the last message.
  func cut(_ text: TemplateText) throws(ExplainerError) -> TemplateText {
    let tag = Array(Self.tag.utf8)
    guard text.firstIndex(of: content.stripped().bytes) != nil, let place = text.lastIndex(of: tag) else {
      throw ExplainerError(
        .badParameter,
        "the chat template leaves out the end of the last message, which is to be gone on with",
        remedy: "leave that message out")
    }
    let isWhole = text.bytes[(place + tag.count)...].first == UInt8(ascii: " ")
    let kept = text[0..<place]
    return isWhole ? kept : kept.stripped(left: false)
  }
}
