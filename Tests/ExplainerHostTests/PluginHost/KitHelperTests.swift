import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Files
import Foundation
import JSON
import Tensors
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// The helpers of the kits for documents, weights, chosen scores and values of passes: a plugin that uses all of them
/// (`Tests/Authors/Kits`) gives in every language what the model gives.
@Suite struct KitHelperTests {
  private static let sources = "\(Fixtures.packageRoot)/Tests/Authors/Kits"
  private static let scaffolds = "\(Fixtures.packageRoot)/Sources/Scaffolds"
  private static let sentence = "The keys to the cabinet"
  private static let warnings = "-shared -fPIC -Wall -Wextra -Wpedantic -Werror -I. -o lib.so"

  private static func has(_ program: String) -> Bool {
    (try? ShellCommand("command -v \(program)", folder: "/", variables: [:]).run()) == 0
  }

  @Test(.enabled("cc is needed; apt-get install gcc") { has("cc") }) func c() throws {
    try check("c", "cc -std=c11 every_helper.c \(Self.warnings) -lm", with: ["c/src/kit.h"])
  }

  @Test(.enabled("c++ is needed; apt-get install g++") { has("c++") }) func cpp() throws {
    try check("cpp", "c++ -std=c++17 every_helper.cpp \(Self.warnings)", with: ["cpp/src/kit.hpp"])
  }

  @Test(.enabled("rustc is needed; apt-get install rustc") { has("rustc") }) func rust() throws {
    try check(
      "rs", "rustc --edition 2021 --crate-type cdylib -D warnings -o lib.so every_helper.rs",
      with: ["rust/src/abi.rs", "rust/src/kit.rs"])
  }

  /// What the guide shows of these helpers is in the sources that are tried.
  @Test(arguments: ["c", "cpp", "rust"]) func guide(_ language: String) throws {
    let guide = try Self.text("\(Fixtures.packageRoot)/Docs/write-a-plugin.md")
    let start = try #require(guide.range(of: "### JSON that is parsed once"))
    let end = try #require(guide.range(of: "## The answer", range: start.upperBound..<guide.endIndex))
    let blocks = guide[start.upperBound..<end.lowerBound].components(separatedBy: "```\(language)\n")
      .dropFirst()
    #expect(blocks.count >= 2)
    let source = try Self.text("\(Self.sources)/every_helper.\(language == "rust" ? "rs" : language)")
    for block in blocks {
      let code = block.prefix(upTo: try #require(block.range(of: "```")).lowerBound)
      #expect(source.contains(code), "\(code)")
    }
  }

  /// Compiles the plugin, runs it and compares what it says with the model.
  private func check(_ ending: String, _ command: String, with kit: [String]) throws {
    let folder = TemporaryFolder("kit")
    for path in [
      "\(Self.sources)/every_helper.\(ending)",
      "\(Fixtures.packageRoot)/Sources/CExplainerABI/include/explainer_abi.h",
      "\(Self.sources)/descriptor.json",
    ] + kit.map({ "\(Self.scaffolds)/\($0)" }) {
      folder.write(try Self.text(path), to: FileSystem.name(of: path))
    }
    let descriptor = try Self.text("\(Self.sources)/descriptor.json")
    folder.write(descriptor.utf8.map { "\($0), " }.joined(), to: "descriptor.inc")
    try #require(try ShellCommand(command, folder: folder.path, variables: [:]).run() == 0, "\(command)")
    let result = try run(descriptor, in: folder)

    let model = try Fixtures.loaded(
      ModelLocation(id: "m", directory: Fixtures.demoModel, origin: .directory))
    let tokens = try model.tokenize(Self.sentence)
    let input = ModelInput(ids: tokens.map(\.id))
    #expect(result["words"]?.array?.map(\.string) == tokens.map(\.text))
    #expect(
      result["document"]
        == ["share": 0.5, "loud": true, "whole": 7, "kind": 5, "name": "loud", "missing": 17])
    let weight = try model.weight("layers.0.attention.output.weight").dense.slice(1)
    let gain = try model.weight("final_norm.weight").dense
    #expect(result["weights"]?["count"]?.int == (try model.weightNames.count))
    #expect(result["weights"]?["first"]?.string == (try model.weightNames.first))
    expectClose(result["weights"]?["sum"], Double(weight.values.reduce(0, +)))
    expectClose(result["weights"]?["gain"], Double(gain.values.reduce(0, +)))
    let stream = try model.run(input, capturing: ["layers.0.residual.post"]).entries[0].tensor
    let best = try model.best(2, for: stream.rows(stream.shape[0] - 1..<stream.shape[0]), normed: true)[0]
    #expect(result["head"]?["ids"]?.array?.map(\.int) == best.map(\.id))
    let chosen = try model.scores(of: [7, 0, 5], for: stream, normed: false).values
    for (name, wanted) in [("best", best.map(\.score)), ("chosen", chosen)] {
      let found = result["head"]?[name]?.array ?? []
      #expect(found.count == wanted.count)
      for (found, wanted) in zip(found, wanted) { expectClose(found, Double(wanted)) }
    }
    let objective = try Objective("#5 - #7")
    expectClose(
      result["value"], try model.pass(PassRequest(inputs: [input], objective: objective)).objectiveValues[0])
  }

  private func run(_ descriptor: String, in folder: TemporaryFolder) throws -> JSONValue {
    var entry = try #require(JSONValue(parsing: descriptor).object)
    entry["library"] = "lib.so"
    let registry: JSONValue = ["schema": "explainer/registry/1", "plugins": [.object(entry)]]
    let path = folder.write(registry.text(), to: "registry.json")
    let installation = Installation(
      executable: BuildProducts.executable, environment: ["EXPLAINER_REGISTRY": path])
    let answer = try EntryPointRunner(installation, walls: .offered()).run(
      Registry(installation).entryPoint(named: "every_helper"),
      on: ModelCatalog(installation).locate(Fixtures.demoModel),
      request: ExplanationRequest(texts: [Self.sentence], parameters: [:], truncates: false),
      limits: Limits(seconds: 60), observe: { _ in })
    return .object(answer.explanation.result)
  }

  private func expectClose(_ found: JSONValue?, _ wanted: Double) {
    let found = found?.double ?? .nan
    #expect(abs(found - wanted) <= 1e-4 * max(1, abs(wanted)), "\(found) \(wanted)")
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try FileSystem.read(path), as: UTF8.self)
  }
}
