import ChatTemplates
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Foundation
import JSON
import Testing
@testable import ExplainerHost
@testable import ForeignFunctions
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// Limits are said once in the program and once in its documents, and both say the same.
@Suite struct LimitsTests {
  private static let documents = "\(Fixtures.packageRoot)/Docs"

  private static func text(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  /// The rows of the table, as the program's constants have them.
  private static let rows: [[String]] = [
    ["the time of a call", "\(Int(Limits.standardSeconds)) seconds", "`--timeout` (0: none)"],
    [
      "its private memory; the mapped model does not count, weights that are widened do",
      MemoryShare.call.words,
      "`--memory`, \(ByteCount.text(Limits.leastMemory)) or more",
    ],
    ["its threads", "\(SandboxPolicy.threads / 1000),0\(SandboxPolicy.threads % 1000)", "`--trust`"],
    ["the stack of its first thread", ByteCount.text(SandboxPolicy.stackBytes), "`--trust`"],
    ["memory it locks", ByteCount.text(SandboxPolicy.lockedBytes), "`--trust`"],
    [
      "freed memory that it keeps for what it does next",
      "an eighth of its memory, \(ByteCount.text(WorkerMain.keptMemory)) at most", "",
    ],
    ["the memory of a session's idle workers", MemoryShare.idleWorkers.words, "`--keep-memory`"],
    ["a file it writes", ByteCount.text(SandboxPolicy.fileBytes), "`--trust`"],
    ["open files", "\(SandboxPolicy.openFiles)", "`--trust`"],
    ["a text that is explained", ByteCount.text(ExplanationRequest.longestText), ""],
    ["the explanation, as JSON", ByteCount.text(OutputLimits.explanation), ""],
    [
      "what its values hold in memory once they are read", ByteCount.text(OutputLimits.values),
      "`--memory`, where that is less",
    ],
    ["its figures, with those that stand for views", "\(Explanation.mostFigures / 1000),000", ""],
    ["the modules of its views", "\(Explanation.mostModules / 1000),000", ""],
    ["all its tensors together", ByteCount.text(OutputLimits.tensors), ""],
    ["texts of one pass", "65,536", ""],
    ["tensors that come with a pass", "4,096", ""],
    ["files its package carries for it to read", "\(DataFile.most)", ""],
    ["a file given to a parameter", ByteCount.text(Parameter.largestFile), "the parameter, to less"],
    ["a package", ByteCount.text(PluginPackage.maximumSize), ""],
    ["what a plain C function writes", ByteCount.text(FunctionSignature.maximumResult), ""],
    ["lines it prints or logs", "\(OutputBudget.lines / 1000),000", ""],
    ["bytes of these together", ByteCount.text(OutputBudget.bytes), ""],
    ["a log line, a note of progress, a message of an error", ByteCount.text(OutputLimits.message), ""],
    ["a line of a session", ByteCount.text(Session.maximumLine), ""],
    [
      "the time in which a library is loaded and says what it is, where it is installed",
      "\(Int(PluginInspector.loadingSeconds)) seconds", "",
    ],
    ["its memory meanwhile", ByteCount.text(PluginInspector.loadingMemory), ""],
    ["answers kept for chains", ByteCount.text(ResultStore.standardLimit), ""],
  ]

  /// The documents that are read, as the program bounds them.
  private static let documentBounds: [(String, DocumentBounds)] = [
    ("`registry.json`", .registry), ("a description of plain C functions", .functions),
    ("a package's manifest", .manifest), ("a project's `explainer.json`", .project),
    ("a chain's script", .script), ("what the Hub tells of a model", .listing),
    ("the index of a model's weights", .index), ("`config.json` and other settings of a model", .settings),
    ("an explanation given to `--from`", .explanation), ("edits given to `--edits`", .edits),
    ("messages given to `--chat`, tools to `--tools`", .chat),
  ]

  /// What a chat template may do.
  private static let templateRows: [[String]] = {
    let limits = TemplateLimits()
    return [
      ["its bytes", ByteCount.text(limits.source)],
      ["blocks and expressions in one another, links of a chain", "\(limits.nesting)"],
      [
        "steps: an expression, a statement, a turn of a loop, 64 bytes of text, an element",
        "\(limits.steps / 1_000_000),000,000",
      ],
      ["calls and values in one another while it runs", "\(limits.depth)"],
      ["any one text, the answer too", ByteCount.text(limits.text)],
      ["the numbers of a `range`", "\(limits.range / 1000),000"],
    ]
  }()

  /// The document's tables have these rows and no others.
  @Test func table() throws {
    let section = try #require(
      Self.text("\(Self.documents)/threat-model.md").components(separatedBy: "\n## Limits\n").last?
        .components(separatedBy: "\n## ").first)
    let parts = section.components(separatedBy: "\n\n").map { $0.trimmingCharacters(in: .newlines) }
    let tables = parts.filter { $0.hasPrefix("|") }.map { table in
      table.split(separator: "\n").dropFirst(2).map { line in
        line.dropFirst().dropLast().components(separatedBy: "|").map {
          $0.trimmingCharacters(in: .whitespaces)
        }
      }
    }
    let bounds = Self.documentBounds.map { [$0, ByteCount.text($1.bytes), ByteCount.text($1.memory)] }
    #expect(tables == [Self.rows, bounds, Self.templateRows])
  }

  /// The same of numbers that the table writes out.
  @Test func counts() { #expect(OutputLimits.texts == 65_536 && OutputLimits.passTensors == 4096) }

  /// The words of the memory's share are what is computed.
  @Test func shares() {
    #expect(MemoryShare.call.bytes(of: 1000) == 900 && MemoryShare.idleWorkers.bytes(of: 1000) == 250)
    #expect(MemoryShare.call.bytes(of: .max) > 0)
  }

  /// No other document says what is standard: it would go on saying so when that has changed.
  @Test func onePlace() throws {
    let files = FileManager.default.enumerator(atPath: Self.documents)?.compactMap { $0 as? String } ?? []
    let paths = files.filter { $0.hasSuffix(".md") && $0 != "threat-model.md" && !$0.hasPrefix("decisions/") }
      .map { "\(Self.documents)/\($0)" }
    #expect(paths.count > 10)
    for path in paths + ["\(Fixtures.packageRoot)/README.md"] {
      let text = try Self.text(path)
      for words in [
        MemoryShare.call.words, "nine tenths", MemoryShare.idleWorkers.words, "(600", "600 seconds",
      ] {
        #expect(!text.contains(words), "\(path) says '\(words)'")
      }
    }
  }
}
