import ExplainerCore
import JSON
import Testing

@testable import ExplainerViews

/// A report's JSON has everything that its page shows.
struct ReportJSONTests {
  /// Each entry says how it ended; what explained has its document.
  @Test func outcomes() throws {
    let report = SampleReport.report()
    let json = report.json()
    #expect(json["schema"]?.string == "explainer/report/1")
    let entries = try #require(json["sections"]?[0]?["entries"]?.array)
    #expect(entries.map { $0["outcome"]?.string } == ["explained", "failed", "skipped"])
    #expect(entries[0]["document"] == report.sections[0].entries[0].document?.json())
    #expect(entries[1]["reason"]?.string == "no such token plain")
    #expect(entries[2]["title"]?.string == "ランク")
    #expect(json["script"]?["name"]?.string == "study.yaml")
    #expect(json["models"]?[1]?["model"] == nil)
    #expect(json["plugins"]?[0]?["entry_point"]?.string == "lm/plain")
  }
}
