package import JSON

/// A conversation, and what else a template is told.
package struct Chat: Sendable, Hashable {
  /// The messages: objects with `role`, and mostly `content`.
  package var messages: [JSONObject]
  /// The tools a model may call, as JSON schemas; nil where there are none.
  package var tools: [JSONValue]?
  /// The documents a model may quote; nil where there are none.
  package var documents: [JSONValue]?
  /// What else the template is told, such as `enable_thinking`.
  package var variables: JSONObject
  /// The name of the template, where a model has several.
  package var template: String?
  /// Whether the text ends where the last message does, so that it goes on.
  package var continuesLast: Bool
  /// Whether the beginning of an answer stands behind the messages.
  package var addsAnswer: Bool

  /// Creates a conversation, whose last message goes on where it is the model's, and which else is to be answered.
  package init(messages: [JSONObject]) {
    self.messages = messages
    variables = [:]
    continuesLast = messages.last?["role"]?.string == "assistant"
    addsAnswer = !continuesLast
  }
}
