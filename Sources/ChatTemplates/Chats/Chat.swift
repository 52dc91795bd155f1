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

  /// Creates a conversation.
  ///
  /// - Parameters:
  ///   - messages: the messages.
  ///   - tools: the tools.
  ///   - documents: the documents.
  ///   - variables: what else the template is told.
  ///   - template: the name of the template.
  package init(
    messages: [JSONObject], tools: [JSONValue]? = nil, documents: [JSONValue]? = nil,
    variables: JSONObject = [:], template: String? = nil
  ) {
    self.messages = messages
    self.tools = tools
    self.documents = documents
    self.variables = variables
    self.template = template
  }

  /// Whether the last message is the model's, so that its text goes on.
  package var continuesLast: Bool { messages.last?["role"]?.string == "assistant" }
}
