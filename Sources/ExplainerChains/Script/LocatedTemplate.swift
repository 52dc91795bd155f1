/// A template and where it stands in the script.
struct LocatedTemplate: Sendable, Hashable {
  let template: Template
  let path: [String]
}

/// An expression and where it stands in the script.
struct LocatedExpression: Sendable, Hashable {
  let expression: Expression
  let path: [String]
}
