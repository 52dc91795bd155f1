import ExplainerCore
import ExplainerTestSupport
import Foundation
import Testing

@Suite struct SiteDocumentTests {
  /// The document's list of sites is the program's: every kind, with its shape and meaning, in order.
  @Test func documented() throws {
    let text = try String(contentsOfFile: "\(Fixtures.packageRoot)/Docs/sites.md", encoding: .utf8)
    let section = try #require(
      text.components(separatedBy: "\n## All sites\n").last?.components(separatedBy: "\n## ").first)
    let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.map(String.init)
    let kinds = SiteKind.all.filter { !$0.part.hasPrefix("cross_attention.") }
    #expect(
      rows
        == kinds.map { kind in
          let layer = [.layer, .crossing].contains(kind.stage) ? "layers.N." : ""
          let shape = kind.shape.map(\.rawValue).joined(separator: ", ")
          return "| `\(layer)\(kind.part)` | [\(shape)] | \(kind.meaning) |"
        })
  }
}
