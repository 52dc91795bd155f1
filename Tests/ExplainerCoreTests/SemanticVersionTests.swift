import ExplainerCore
import Testing

@Suite struct SemanticVersionTests {
  /// The order of <https://semver.org>, section 11, and of numbers longer than one digit.
  @Test func order() {
    let ordered = [
      "0.9.9", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
      "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.10", "1.2.0",
    ].compactMap(SemanticVersion.init)
    #expect(ordered.count == 11)
    for (index, version) in ordered.enumerated() {
      for later in ordered[(index + 1)...] { #expect(version < later && !(later < version)) }
      #expect(!(version < version))
    }
  }

  /// What is no version is refused.
  @Test(arguments: [
    "", "1", "1.2", "1.2.3.4", "1.2.x", "v1.2.3", "1.2.3-", "1.2.3-a..b", "1.2.-3", "１.2.3", "1.2.3+",
  ])
  func refused(_ text: String) { #expect(SemanticVersion(text) == nil) }

  /// Build metadata does not count.
  @Test func build() { #expect(SemanticVersion("1.2.3+abc") == SemanticVersion("1.2.3")) }
}
