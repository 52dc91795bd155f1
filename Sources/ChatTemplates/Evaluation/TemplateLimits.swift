/// How much a template may do, which is a stranger's program.
package struct TemplateLimits: Sendable, Hashable {
  /// Bytes of a template.
  package var source = 1 << 20
  /// How deep what is written may stand in one another, and how long a chain may be.
  package var nesting = 100
  /// What is done: an expression, a statement, a step of a loop, 64 bytes of text, an element of a list.
  package var steps = 20_000_000
  /// How deep macros and what they call may be in one another while it runs.
  package var depth = 300
  /// Bytes of any one text, the answer too.
  package var text = 1 << 25
  /// Numbers of a `range`, as in Jinja's sandbox.
  package var range = 100_000

  package init() {}
}
