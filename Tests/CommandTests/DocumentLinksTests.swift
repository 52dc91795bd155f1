import ExplainerTestSupport
import Foundation
import Testing

/// Every link of every document leads somewhere: in the repository, and in what of it is installed.
@Suite struct DocumentLinksTests {
  /// A link, by the document it stands in.
  private struct Link {
    let document: String
    let target: String
  }

  /// The documents below `root`, relative to it.
  private static func documents(below root: String) -> [String] {
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return files.filter { path in
      path.hasSuffix(".md")
        && !path.split(separator: "/").contains { $0.hasPrefix(".") || $0 == "node_modules" }
    }.sorted()
  }

  /// A document's text without what stands in code.
  private static func prose(_ path: String) throws -> String {
    var isCode = false
    let lines = try String(contentsOfFile: path, encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).filter { line in
        let isFence = line.drop { $0 == " " }.hasPrefix("```")
        if isFence { isCode.toggle() }
        return !isCode && !isFence
      }
    return lines.joined(separator: "\n")
  }

  private static func links(in document: String, of root: String) throws -> [Link] {
    try prose("\(root)/\(document)").replacing(/`[^`]*`/, with: "").matches(of: /\]\(([^)\s]+)\)/).map {
      Link(document: document, target: String($0.1))
    }
  }

  /// The places that headings make, as GitHub names them: small letters, blanks as hyphens, other signs left out, and a
  /// number for one that is there already.
  private static func anchors(_ path: String) throws -> Set<String> {
    var anchors: Set<String> = []
    for heading in try prose(path).matches(of: /(?m)^#+ +(.*)$/) {
      let words = heading.1.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }.lowercased()
      let base = String(words.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) })
        .replacing(" ", with: "-")
      var name = base
      var number = 0
      while !anchors.insert(name).inserted {
        number += 1
        name = "\(base)-\(number)"
      }
    }
    return anchors
  }

  /// Why a link leads nowhere; nil where it leads somewhere.
  ///
  /// Addresses of the network are not tried.
  private static func fault(of link: Link, in root: String) throws -> String? {
    guard !link.target.contains(/^[a-z]+:/) else { return nil }
    let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let folder = (link.document as NSString).deletingLastPathComponent
    let file = parts[0].isEmpty ? link.document : "\(folder.isEmpty ? "." : folder)/\(parts[0])"
    let path = URL(fileURLWithPath: "\(root)/\(file)").standardizedFileURL.path
    guard path.hasPrefix("\(root)/"), FileManager.default.fileExists(atPath: path) else {
      return "\(link.document): \(link.target) is not there"
    }
    guard parts.count == 2 else { return nil }
    return try anchors(path).contains(String(parts[1]))
      ? nil : "\(link.document): \(link.target) names no heading there"
  }

  private static func faults(below root: String) throws -> (links: Int, faults: [String]) {
    let root = URL(fileURLWithPath: root).resolvingSymlinksInPath().path
    let links = try documents(below: root).flatMap { try Self.links(in: $0, of: root) }
    return (links.count, try links.compactMap { try fault(of: $0, in: root) })
  }

  /// In the repository.
  @Test func repository() throws {
    let (links, faults) = try Self.faults(below: Fixtures.packageRoot)
    #expect(links > 100)
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  /// In what is installed: README, documents and what they link to, nothing beside it.
  @Test func installed() throws {
    let folder = TemporaryFolder()
    let tree = "\(folder.path)/share/doc/explainer"
    let run = try ProgramRun(
      ["\(Fixtures.packageRoot)/Sources/Packaging/documents.sh", tree], executable: "/bin/sh")
    #expect(run.exitCode == 0, "\(run.errors)")
    let (links, faults) = try Self.faults(below: tree)
    #expect(links > 100)
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    for needed in ["Plugins/Rankings/rankings.schema.json", "Docs/examples/plugins/testing.sh"] {
      #expect(FileManager.default.fileExists(atPath: "\(tree)/\(needed)"))
    }
    #expect(!FileManager.default.fileExists(atPath: "\(tree)/Plugins/Rankings/Rankings.swift"))
  }

  /// The walk notices what it is there to notice.
  @Test func notices() throws {
    let folder = TemporaryFolder()
    folder.write(
      "# A `b` c!\n\n[x](b.md) [y](#a-b-c) [z](#d) ![p](p.png) `[code](no.md)`\n\n```\n[no](no.md)\n```\n",
      to: "a.md")
    folder.write("## One\n## One\n[up](../a.md) [two](#one-1) [web](https://example.org/x#y)\n", to: "b.md")
    let (links, faults) = try Self.faults(below: folder.path)
    #expect(links == 7)
    #expect(
      faults == ["a.md: #d names no heading there", "a.md: p.png is not there", "b.md: ../a.md is not there"])
  }
}
