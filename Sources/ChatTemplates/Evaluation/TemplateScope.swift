/// The names that hold in a part of a template.
struct TemplateScope {
  /// The values of them.
  var values: [String: TemplateValue] = [:]
  /// The scope around it.
  let parent: Int?
  /// Which scope of all that ever were it is.
  let number: Int
}

/// A macro together with where it was written.
struct TemplateClosure {
  let macro: TemplateMacro
  let scope: Int
  let scopeNumber: Int
  /// What it is to call where it is called by `call`.
  var caller: TemplateValue?
}

/// Where a loop is.
struct TemplateLoopState {
  let elements: [TemplateValue]
  var index = 0
  let depth: Int
  /// What is run again where a recursive loop calls itself.
  let loop: TemplateLoop?
  /// What `changed` was asked last.
  var last: [TemplateValue]?
}

/// How the statements of a body ended.
enum TemplateFlow {
  case through, stop, next
}
