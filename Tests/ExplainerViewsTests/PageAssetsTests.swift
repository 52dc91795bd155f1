import Testing

@testable import ExplainerViews

/// The script and style sheet that the build embeds.
struct PageAssetsTests {
  /// Nothing in them can end the element they stand in.
  @Test func safe() {
    for script in [PageAssets.script, PageAssets.reportScript] {
      for word in ["</script", "<!--", "<script"] { #expect(!script.contains(word)) }
    }
    for style in [PageAssets.style, PageAssets.reportStyle] { #expect(!style.contains("</")) }
  }

  /// All parts are there.
  @Test func whole() {
    #expect(PageAssets.script.contains("addEventListener"))
    #expect(PageAssets.style.contains("color-scheme"))
    #expect(
      PageAssets.reportScript.contains("IntersectionObserver")
        && !PageAssets.script.contains("IntersectionObserver"))
  }
}
