import Testing

@testable import ExplainerViews

/// The script and style sheet in the binary are the files of the repository.
struct PageAssetsTests {
  /// `Page/generate.py` has to be run after a change.
  @Test(arguments: [
    ("page.css", PageAssets.style), ("words.js", PageAssets.words), ("views.js", PageAssets.views),
    ("page.js", PageAssets.page), ("save.js", PageAssets.save),
  ])
  func generated(_ file: String, _ text: String) throws {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(
      separator: "/")
    #expect(try TextFile.read("\(root)/Sources/ExplainerViews/Page/\(file)") == text)
  }

  /// Nothing in them can end the element they stand in.
  @Test func safe() {
    for word in ["</script", "<!--", "<script"] { #expect(!PageAssets.script.contains(word)) }
    #expect(!PageAssets.style.contains("</"))
  }
}
