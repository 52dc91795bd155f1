package import Diagnostics
package import ExplainerCore
package import JSON

/// A model's template of conversations, read: a program in the language of Jinja.
package struct ChatTemplate {
  /// The template as it is written.
  package let source: String
  private let statements: [TemplateStatement]
  private let limits: TemplateLimits

  /// Reads a template.
  ///
  /// - Parameters:
  ///   - source: the template.
  ///   - limits: how much it may do.
  /// - Throws: `badData` that names the line, `unsupported`, `limitReached`.
  package init(_ source: String, limits: TemplateLimits = TemplateLimits()) throws(ExplainerError) {
    guard source.utf8.count <= limits.source else {
      throw ExplainerError(
        .limitReached, "the chat template is too large", expected: "at most \(limits.source) bytes",
        found: "\(source.utf8.count)")
    }
    self.source = source
    self.limits = limits
    do { statements = try TemplateParser.statements(of: source, nesting: limits.nesting) } catch {
      throw error.asExplainerError
    }
  }

  /// Renders a conversation, as `apply_chat_template` of transformers does.
  ///
  /// - Parameters:
  ///   - chat: the conversation.
  ///   - tokens: the model's special tokens by their names (`bos_token`); variables of the same name win.
  ///   - now: what day it is.
  /// - Returns: the text, and who said what in it.
  /// - Throws: `badParameter` where the template refuses the conversation or the conversation is none; `badData` where it
  ///   fails; `unsupported`; `limitReached`.
  package func text(
    of chat: Chat, tokens: JSONObject = [:], now: TemplateDate = .now()
  ) throws(ExplainerError) -> ChatText {
    guard !chat.messages.isEmpty else {
      throw ExplainerError(.badParameter, "the conversation has no messages")
    }
    var origins = ChatOrigins()
    var variables: [String: TemplateValue] = [:]
    for (name, value) in tokens.members { variables[name] = TemplateValue(value) }
    for (name, value) in chat.variables.members { variables[name] = TemplateValue(value) }
    let messages = chat.messages.map { $0.asTemplateMessage }
    let ending = chat.continuesLast ? try ChatEnding(of: messages, in: source) : nil
    variables["messages"] = .list(
      messages.enumerated().map { index, message in
        let isLast = index == messages.count - 1
        return TemplateValue(message: isLast ? ending?.tagged ?? message : message, origins: &origins)
      })
    variables["tools"] =
      chat.tools.map { TemplateValue(.array($0), origin: origins.add("tools")) } ?? .some(.none)
    variables["documents"] =
      chat.documents.map { TemplateValue(.array($0), origin: origins.add("documents")) } ?? .some(.none)
    variables["add_generation_prompt"] = .bool(chat.addsAnswer)
    var evaluator = TemplateEvaluator(variables: variables, limits: limits, now: now)
    do {
      var text = try evaluator.text(of: statements)
      if let ending { text = try ending.cut(text) }
      return ChatText(
        text: text.string,
        parts: text.marks.map { ChatText.Part(role: origins.roles[$0.origin], bytes: $0.range) })
    } catch let problem as TemplateProblem {
      throw problem.asExplainerError
    } catch { throw ExplainerError.wrapping(error) }
  }
}

extension TemplateProblem {
  /// The same, for those who asked.
  fileprivate var asExplainerError: ExplainerError {
    let place = ["the chat template"] + (line.map { ["line \($0)"] } ?? [])
    switch kind {
    case .syntax: return ExplainerError(.badData, message, at: place)
    case .failure:
      return ExplainerError(
        .badData, message, at: place, remedy: "the template may need what the conversation does not have")
    case .raised:
      return ExplainerError(.badParameter, "it refuses the conversation", at: place, found: message)
    case .unsupported: return ExplainerError(.unsupported, message, at: place)
    case .limit: return ExplainerError(.limitReached, message, at: place)
    }
  }
}
