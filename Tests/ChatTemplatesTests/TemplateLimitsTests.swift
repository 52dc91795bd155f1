import Diagnostics
import ExplainerCore
import JSON
import Testing
@testable import ChatTemplates

/// A template is a stranger's program: what it may do has an end, and one error says which.
@Suite struct TemplateLimitsTests {
  private static func limits(
    _ change: (inout TemplateLimits) -> Void = { _ in }
  ) -> TemplateLimits {
    var limits = TemplateLimits()
    change(&limits)
    return limits
  }

  private static let small = limits {
    $0.steps = 20_000
    $0.text = 10_000
    $0.depth = 60
    $0.range = 1000
    $0.nesting = 30
  }

  private static func deep(_ open: String, _ close: String) -> String {
    "{{ " + String(repeating: open, count: 40) + "1" + String(repeating: close, count: 40) + " }}"
  }

  @Test(arguments: [
    ("{% for a in range(900) %}{% for b in range(900) %}{% endfor %}{% endfor %}", "steps"),
    ("{{ 'ab' * 1000000000000 }}", "bytes"),
    ("{{ 'ab' * 9000000000000000000 }}", "bytes"),
    ("{{ [1] * 1000000000 }}", "steps"),
    ("{{ 'a'.ljust(1000000000) }}", "bytes"),
    ("{{ 'a'|center(1000000000) }}", "bytes"),
    ("{{ 'a'|indent(1000000000) }}", "bytes"),
    ("{{ {'a': 1}|tojson(indent=1000000000) }}", "bytes"),
    ("{{ [1]|batch(1000000000, 2)|list }}", "steps"),
    ("{{ ('a' * 9000)|replace('a', 'b' * 9000) }}", "bytes"),
    ("{{ (['a' * 9000] * 9)|join }}", "bytes"),
    ("{{ [['a' * 9000] * 9] }}", "bytes"),
    (
      "{% set ns = namespace(t='a') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}{% endfor %}",
      "bytes"
    ),
    ("{% set ns = namespace(t=[]) %}{% for i in range(99) %}{% set ns.t = [ns.t] %}{% endfor %}", "nested"),
    (
      "{% set ns = namespace(t=[]) %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t + [1] %}{% endfor %}",
      "steps"
    ),
    ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "deep"),
    ("{{ range(1001) }}", "range"),
    (deep("(", ")"), "deep"),
    (deep("[", "]"), "deep"),
    (deep("not ", ""), "deep"),
    (deep("-", ""), "deep"),
    (deep("1 + ", ""), "links"),
    (deep("1 ~ (", ")"), "deep"),
    (deep("x.a[", "]"), "deep"),
    ("{{ 1" + String(repeating: "|abs", count: 40) + " }}", "links"),
    ("{{ x" + String(repeating: ".a", count: 40) + " }}", "links"),
    (String(repeating: "{% if 1 %}", count: 40), "deep"),
  ])
  func aLimitEndsIt(template: String, words: String) {
    #expect {
      _ = try ChatTemplate(template, limits: Self.small).text(of: Chat(messages: [["role": "user"]]))
    } throws: {
      let error = $0 as? ExplainerError
      return error?.code == .limitReached && error?.message.contains(words) == true
        && error?.location.contains("line 1") == true
    }
  }

  @Test func aTemplateThatIsTooLargeIsNotRead() {
    #expect {
      _ = try ChatTemplate(String(repeating: "a", count: 100), limits: Self.limits { $0.source = 99 })
    } throws: { ($0 as? ExplainerError)?.code == .limitReached }
  }

  @Test(arguments: [
    "{{ table.pop('a') }}", "{{ table.update({}) }}", "{{ list.append(1) }}", "{{ list.clear() }}",
    "{{ ''.__class__.__mro__ }}", "{{ raise_exception.__globals__.os }}", "{{ range.__self__.x }}",
    "{% set table.a = 2 %}", "{% set ns = namespace(_a=1) %}", "{{ messages[0].update({}) }}",
  ])
  func aTemplateChangesNothingAndReachesNothing(template: String) throws {
    var chat = Chat(messages: [["role": "user", "content": "Hi"]])
    chat.variables = ["table": ["a": 1], "list": [1]]
    #expect(throws: ExplainerError.self) { _ = try ChatTemplate(template).text(of: chat) }
  }

  @Test func theLimitsOfTheProgramLetLongConversationsThrough() throws {
    let chat = Chat(
      messages: (0..<2000).map {
        [
          "role": .string($0 % 2 == 0 ? "user" : "assistant"),
          "content": .string(String(repeating: "word ", count: 400)),
        ]
      } + [["role": "user", "content": "?"]])
    let template = "{% for m in messages %}{% set c = m.content|trim %}{{ m.role ~ ': ' + c }}\n{% endfor %}"
    #expect(try ChatTemplate(template).text(of: chat).parts.count == 2001)
  }
}
