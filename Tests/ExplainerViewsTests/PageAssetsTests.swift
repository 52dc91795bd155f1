import Testing

@testable import ExplainerViews

/// The script and style sheet that the build embeds.
struct PageAssetsTests {
  /// Nothing in them can end the element they stand in.
  @Test func safe() {
    for word in ["</script", "<!--", "<script"] { #expect(!PageAssets.script.contains(word)) }
    #expect(!PageAssets.style.contains("</"))
  }

  /// All parts are there.
  @Test func whole() {
    #expect(PageAssets.script.contains("addEventListener"))
    #expect(PageAssets.style.contains("color-scheme"))
  }
}
