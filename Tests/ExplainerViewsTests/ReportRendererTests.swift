import ExplainerCore
import ExplainerTestSupport
import JSON
import Testing

@testable import ExplainerViews

/// A study's page is one file that asks for nothing, leads to each of its parts and carries its report unharmed.
struct ReportRendererTests {
  private static func texts(_ page: String, between opening: String, and closing: String) -> [String] {
    page.ranges(of: opening).compactMap { range in
      let rest = page[range.upperBound...]
      return rest.firstRange(of: closing).map { String(rest[..<$0.lowerBound]) }
    }
  }

  private static func scripts(_ page: String, _ attribute: String) -> [String] {
    texts(page, between: "<script type=\"application/json\" \(attribute)>", and: "</script>")
  }

  /// The report stands in the page once: its frame in one place, each document in its own entry.
  @Test func embedding() throws {
    let report = SampleReport.report(HTMLRendererTests.evil)
    let page = ReportRenderer().render(report)
    let frame = try JSONValue(parsing: try #require(Self.scripts(page, "id=\"report\"").first))
    #expect(frame == report.json(withDocuments: false))
    let documents = try Self.scripts(page, "class=\"document\"").map { try JSONValue(parsing: $0) }
    #expect(documents == report.sections.flatMap(\.entries).compactMap { $0.document?.json() })
    #expect(documents.count == 2)
    // Two documents, three drawings, the report, the palette, the module, the page, and the line that keeps it still.
    #expect(page.components(of: "</script>") == 10)
    #expect(!page.contains("<!--"))
    #expect(!page.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  /// What the page saves of a figure is what the command line draws of it.
  @Test func drawings() throws {
    let report = SampleReport.report()
    let packed = Self.scripts(ReportRenderer().render(report), "class=\"drawings\"")
    #expect(packed.count == 3)
    let summary = try JSONValue(parsing: packed[0]).string
    let bytes = try #require(summary.flatMap { Inflate.bytes(of: Self.decode($0)) })
    let drawings = try JSONValue(parsing: String(decoding: bytes, as: UTF8.self))
    #expect(drawings == JSONValue(report.summary.map { SVGRenderer().render($0) }))
  }

  private static func decode(_ base64: String) -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var (bytes, bits, count): ([UInt8], Int, Int) = ([], 0, 0)
    for character in base64.utf8 {
      guard let value = alphabet.firstIndex(of: character) else { break }
      (bits, count) = (bits << 6 | value, count + 6)
      if count >= 8 {
        count -= 8
        bytes.append(UInt8(bits >> count & 0xFF))
      }
    }
    return bytes
  }

  /// Ids are unique, and every link leads somewhere on the page, also where steps are named alike or in no Latin letters.
  @Test func links() {
    let page = ReportRenderer().render(SampleReport.report("a b"))
    let ids = Self.texts(page, between: " id=\"", and: "\"")
    #expect(Set(ids).count == ids.count)
    let links = Self.texts(page, between: "href=\"#", and: "\"")
    #expect(Set(links).isSubset(of: ids))
    for key in ["missing", "summary", "s1", "s1-lens", "s1-lens-2", "s1-step", "s2", "s2-a-b", "provenance"] {
      #expect(links.contains(key), "\(key)")
    }
  }

  /// Steps whose ids differ only in what an address cannot say are told apart, whatever they are.
  @Test func keys() {
    let steps = ["lens", "lens", "lens-2", "LENS", "", "…", String(repeating: "x", count: 99)]
    let entries = steps.map { Report.Entry(step: $0, outcome: .skipped("")) }
    let page = ReportPage(
      Report(title: "", program: "", sections: [.init(heading: "", entries: entries)]))
    let keys = page.keys.flatMap(\.entries)
    #expect(Set(keys).count == steps.count)
    #expect(keys.allSatisfy { $0.utf8.count < 50 && $0.wholeMatch(of: /s1-[a-z0-9-]+/) != nil })
  }

  /// The policy stands before anything it has to hold for, and allows no request.
  @Test func policy() throws {
    let page = ReportRenderer().render(SampleReport.report())
    let policy = try #require(page.firstRange(of: "default-src 'none'")).lowerBound
    #expect(policy < (try #require(page.firstRange(of: "<style>")).lowerBound))
    for word in ["http:", "https:", "connect-src", "@import", "url("] {
      #expect(!page.replacing("http://www.w3.org/2000/svg", with: "").contains(word), "\(word)")
    }
  }

  /// The same report gives the same bytes.
  @Test func determinism() {
    #expect(ReportRenderer().render(SampleReport.report()) == ReportRenderer().render(SampleReport.report()))
  }

  /// What failed, what was left out and what is missing are said in words; hashes and the script are there.
  @Test func words() {
    let page = ReportRenderer().render(SampleReport.report("W"))
    for words in [
      "<b>Failed.</b> no such token W", "<b>Left out.</b> if: false W", "<li>Step “Lens” failed W.</li>",
      "1 failed, 1 left out", "2 explanations", String(repeating: "ab", count: 32), "steps:\n⇥- W",
      "explainer 0.1.0",
    ] {
      #expect(page.contains(words), "\(words)")
    }
  }

  /// Checks are counted over the whole study; the head leads to those that failed.
  @Test func checks() {
    let page = ReportRenderer().render(SampleReport.report())
    #expect(page.contains("checks: 2 failed"))
    #expect(
      page.contains("<b>Failed:</b> <a href=\"#s1-lens\">s1-lens</a>, <a href=\"#s2-plain\">s2-plain</a>"))
    #expect(page.contains(">2 of 2</td>"))
  }

  /// A long text as a heading is cut where it leads and where it heads, and stands there whole once.
  @Test func longHeading() {
    let text = String(repeating: "words and ", count: 40) + "end"
    let report = Report(
      title: "t", program: "p", sections: [.init(heading: text, texts: [text], entries: [])])
    let page = ReportRenderer().render(report)
    // Once for readers, and twice in the JSON: heading and text.
    #expect(page.components(of: text) == 3)
    #expect(page.components(of: "…</h2>") == 1 && page.components(of: "…</a>") == 1)
  }

  /// An empty study is a page.
  @Test func empty() {
    let page = ReportRenderer().render(Report(title: "", program: ""))
    #expect(page.contains("0 explanations"))
    #expect(!page.contains("id=\"summary\"") && !page.contains("id=\"missing\""))
  }

  // MARK: - Views of plugins

  private func page(_ documents: [ExplanationDocument]) -> String {
    let entries = documents.map { Report.Entry(step: "view", outcome: .explained($0)) }
    return ReportRenderer().render(
      Report(title: "t", program: "p", sections: [.init(heading: "h", entries: entries)]))
  }

  /// A module is there once, however many views use it.
  @Test func modules() {
    let one = SampleReport.view("one", script: "first", style: "i{}")
    let page = page([one, one, SampleReport.view("two", script: "second")])
    #expect(page.components(of: "<script type=\"module\" data-module=\"one\">") == 1)
    #expect(page.components(of: "<style data-module=\"one\">") == 1)
    #expect(page.components(of: "<script type=\"module\" data-module=\"two\">") == 1)
    #expect(page.components(of: "data-view=\"one\"") == 2)
  }

  /// Two modules of one name do not take each other's views.
  @Test func versions() throws {
    let page = page([SampleReport.view("one", script: "first"), SampleReport.view("one", script: "second")])
    #expect(page.contains("data-view=\"one~1\"") && page.contains("data-view=\"one~2\""))
    let first = try #require(page.firstRange(of: "\nfirst\n")).lowerBound
    let moved = try #require(page.firstRange(of: "all[\"one~1\"] = all[\"one\"]")).lowerBound
    let second = try #require(page.firstRange(of: "\nsecond\n")).lowerBound
    #expect(first < moved && moved < second)
  }

  /// A stranger's module never stands for one of the program, not even with its name and its script.
  @Test func strangers() throws {
    let page = page([
      SampleReport.view("one", script: "first"), SampleReport.view("one", script: "first", isBuiltIn: false),
    ])
    #expect(page.contains("data-view=\"one~1\"") && page.contains("data-view=\"one~2\""))
    // Its style and its script.
    #expect(page.components(of: "data-module=\"one\"") == 2)
    #expect(page.contains("{\"alias\":\"one~2\",\"name\":\"one\","))
  }

  /// A summary has no views of plugins, but the figures that stand for them.
  @Test func summary() throws {
    let report = Report(title: "t", program: "p", summary: [SampleFigures.view])
    let page = ReportRenderer().render(report)
    #expect(page.components(of: "class=\"mount\"") == 0)
    #expect(report.json()["summary"]?.array?.count == 2)
    #expect(page.contains("id=\"fsummary_1\""))
  }
}
