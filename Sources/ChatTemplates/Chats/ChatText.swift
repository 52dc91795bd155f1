/// What a template made of a conversation: the text a model reads, and who said which part of it.
package struct ChatText: Sendable, Hashable {
  /// The text.
  package let text: String
  /// What was said, in order; what is between comes from the template.
  package let parts: [ChatPart]

  /// Creates a rendered conversation.
  package init(text: String, parts: [ChatPart]) {
    self.text = text
    self.parts = parts
  }
}

/// A part of a rendered conversation that was said in it.
package struct ChatPart: Sendable, Hashable {
  /// Who said it: the role of the message, or `tools` or `documents`.
  package let role: String
  /// The bytes of it.
  package let bytes: Range<Int>

  /// Creates a part.
  package init(role: String, bytes: Range<Int>) {
    self.role = role
    self.bytes = bytes
  }
}
