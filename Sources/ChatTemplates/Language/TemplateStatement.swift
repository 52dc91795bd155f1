/// A statement of a template, or what stands as it is, with its line.
struct TemplateStatement {
  indirect enum Kind {
    case data(TemplateText)
    case output(TemplateExpression)
    case loop(TemplateLoop)
    /// Branches, of which the first whose condition holds is taken; the last may have none.
    case branches([(condition: TemplateExpression?, body: [TemplateStatement])])
    case set(TemplateTarget, TemplateExpression)
    /// What a block says, through a filter where there is one.
    case setBlock(TemplateTarget, filter: TemplateExpression?, body: [TemplateStatement])
    case macro(TemplateMacro)
    case call(TemplateExpression, TemplateMacro)
    case filter(TemplateExpression, body: [TemplateStatement])
    case with([(TemplateTarget, TemplateExpression)], body: [TemplateStatement])
    /// What the model is to have said.
    case generation([TemplateStatement])
    case stop
    case next
  }

  var kind: Kind
  var line: Int
}

/// A `for`.
struct TemplateLoop {
  var target: TemplateTarget
  var sequence: TemplateExpression
  var condition: TemplateExpression?
  var isRecursive: Bool
  var body: [TemplateStatement]
  /// What stands where there was nothing to walk.
  var otherwise: [TemplateStatement]
}

/// What a value is given to.
indirect enum TemplateTarget {
  case name(String)
  case member(String, String)
  case several([TemplateTarget])
}

/// A `macro`, or the body of a `call`.
struct TemplateMacro {
  var name: String
  var parameters: [String]
  /// The defaults of the last parameters.
  var defaults: [TemplateExpression]
  var body: [TemplateStatement]
}
