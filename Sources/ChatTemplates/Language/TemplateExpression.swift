/// An expression of a template.
indirect enum TemplateExpression {
  case constant(TemplateValue)
  case name(String)
  case list([TemplateExpression])
  case tuple([TemplateExpression])
  case dictionary([(key: TemplateExpression, value: TemplateExpression)])
  case attribute(TemplateExpression, String)
  case item(TemplateExpression, TemplateExpression)
  case slice(TemplateExpression?, TemplateExpression?, TemplateExpression?)
  case call(TemplateExpression, TemplateArguments)
  /// What is piped into a filter; nothing where a block is.
  case filter(TemplateExpression?, String, TemplateArguments)
  case test(TemplateExpression, String, TemplateArguments)
  case negated(TemplateExpression)
  case signed(TemplateExpression, isNegative: Bool)
  case both(TemplateExpression, TemplateExpression)
  case either(TemplateExpression, TemplateExpression)
  case choice(TemplateExpression, condition: TemplateExpression, otherwise: TemplateExpression?)
  case comparison(TemplateExpression, [(TemplateComparison, TemplateExpression)])
  case arithmetic(TemplateExpression, TemplateOperator, TemplateExpression)
  case joined([TemplateExpression])
}

/// What is between the parentheses of a call.
struct TemplateArguments {
  var values: [TemplateExpression] = []
  var named: [(name: String, value: TemplateExpression)] = []
  /// What is handed over with `*` and `**`.
  var spread: TemplateExpression?
  var spreadNamed: TemplateExpression?
}

/// What compares two values.
enum TemplateComparison: String {
  case equal = "==", unequal = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">="
  case contained = "in", notContained = "not in"
}

/// What computes with two values.
enum TemplateOperator: String {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%", power = "**"
}
