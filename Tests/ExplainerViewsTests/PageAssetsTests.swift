import Testing

@testable import ExplainerViews

/// The script and style sheet that the build embeds.
struct PageAssetsTests {
  private static let all = [false, true].flatMap { isReport in
    [false, true].map { PageAssets.of(isReport: isReport, isFramed: $0) }
  }

  /// Nothing in them can end the element they stand in.
  @Test func safe() {
    for assets in Self.all {
      for word in ["</script", "<!--", "<script"] { #expect(!assets.script.contains(word)) }
      #expect(!assets.style.contains("</style"))
    }
  }

  /// All parts are there, and those of reports and of frames only where they are needed.
  @Test func whole() {
    for (index, assets) in Self.all.enumerated() {
      #expect(assets.script.contains("addEventListener"))
      #expect(assets.style.contains("color-scheme"))
      #expect(assets.script.contains("IntersectionObserver") == (index >= 2))
      #expect(assets.script.contains("iframe") == (index % 2 == 1))
    }
  }
}
