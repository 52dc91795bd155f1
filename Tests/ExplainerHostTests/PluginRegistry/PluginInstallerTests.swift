import Diagnostics
import Digests
import ExplainerCore
import ExplainerTestSupport
import Files
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

@Suite struct PluginInstallerTests {
  private let trial = TrialRegistry()
  private static let rogue = "\(BuildProducts.folder)/libRoguePlugin.so"
  private static let symbol = "explainer_plugin_rogue"

  /// What lies below the registry's folder, the registry and its lock left out.
  private var installed: [String] {
    FileSystem.files(below: "\(trial.folder.path)/here", hidden: true).filter {
      !$0.hasPrefix("registry.json")
    }
  }

  /// A package of the rogue, with a source.
  private func package(
    platform: String = Platform.current, changing change: (inout JSONObject) -> Void = { _ in }
  ) throws -> String {
    let candidate = try PluginCandidate(
      library: Self.rogue, symbol: Self.symbol, inspector: PluginInspector(trial.installation))
    var plugin = candidate.members
    change(&plugin)
    let members: [TarArchive.Member] = [
      .init(path: "lib/librogue.so", bytes: try FileSystem.read(Self.rogue), isExecutable: true),
      .init(path: "README.md", bytes: Array("# rogue".utf8)),
      .init(path: "sources/rogue.c", bytes: Array("int x;".utf8)),
    ]
    let package = PluginPackage(library: "lib/librogue.so", plugin: plugin, members: members)
    var archive = try TarArchive(package.bytes())
    if platform != Platform.current {
      var manifest = package.manifest
      manifest.platform = platform
      archive.members[0].bytes = manifest.json.utf8()
    }
    let path = "\(trial.folder.path)/rogue-1.0.0.explainer"
    try FileSystem.write(archive.bytes(), to: path)
    return path
  }

  /// A plugin that needs what this program lacks is not installed; one that needs passes is.
  @Test(arguments: [("explainer.pass/1", true), ("explainer.pass/2", false)])
  func extensions(_ id: String, _ isThere: Bool) throws {
    let library = try CompiledPlugin(members: ["required_extensions": [.string(id)]])
      .make(in: trial.folder.path)
    let error = trial.failure { _ = try trial.installer().install(library) }
    #expect((error == nil) == isThere, "\(error as Any)")
    #expect(error?.code == (isThere ? nil : .incompatiblePlugin))
    #expect(isThere || error?.message.contains("'explainer.pass/2'") == true)
    #expect(installed.isEmpty != isThere)
  }

  /// A bare library is copied, described, pinned and runs; once more changes nothing; then it is taken out whole.
  @Test func bareLibrary() throws {
    let outcome = try trial.installer().install(Self.rogue, symbol: Self.symbol)
    #expect(outcome.descriptor.name == "rogue" && outcome.replaced == nil && !outcome.wasThere)
    #expect(outcome.sha256 == SHA256.hexadecimal(of: try FileSystem.read(Self.rogue)))
    #expect(installed.count == 1)
    let target = try Registry(trial.installation).entryPoint(named: "rogue/fine")
    #expect(target.plugin.sha256 == outcome.sha256)
    let document = try EntryPointRunner(trial.installation).run(
      target, on: try ModelCatalog(trial.installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: [], parameters: [:], truncates: false), limits: Limits(seconds: 30),
      observe: { _ in })
    #expect(document.explanation.result["well"] == true)
    #expect(try trial.installer().install(Self.rogue, symbol: Self.symbol).wasThere)
    #expect(installed.count == 1)
    #expect(try trial.installer().uninstall("rogue").map(\.name) == ["rogue"])
    #expect(installed.isEmpty)
  }

  /// A package brings its documentation and stays beside the library, so that its sources can be extracted again.
  @Test func package() throws {
    let outcome = try trial.installer().install(try package())
    #expect(outcome.descriptor.name == "rogue")
    #expect(
      Set(installed.compactMap { $0.split(separator: "/").last.map(String.init) }) == [
        "librogue.so", "README.md", "package.explainer",
      ])
    let target = "\(trial.folder.path)/out"
    let (_, files) = try PackageExtractor(trial.installation).extract("rogue", to: target)
    #expect(files == ["rogue.c"])
    #expect(try FileSystem.read("\(target)/rogue.c") == Array("int x;".utf8))
    let again = trial.failure { _ = try PackageExtractor(trial.installation).extract("rogue", to: target) }
    #expect(again?.code == .badParameter)
  }

  /// A changed library is refused where it is run, with both digests.
  @Test func pinned() throws {
    _ = try trial.installer().install(Self.rogue, symbol: Self.symbol)
    let library = "\(trial.folder.path)/here/\(installed[0])"
    try FileSystem.write(try FileSystem.read(library) + [0], to: library)
    let target = try Registry(trial.installation).entryPoint(named: "rogue/fine")
    let error = trial.failure { try LibraryCheck.check(target.plugin) }
    #expect(error?.message == "the library is not the one the registry pins")
    #expect(error?.expected != error?.found)
  }

  /// Another version needs `update`; then the old one's folder goes.
  @Test func otherVersion() throws {
    _ = try trial.installer().install(Self.rogue, symbol: Self.symbol)
    let text = String(decoding: try FileSystem.read(trial.path), as: UTF8.self)
    let old = text.replacing("\"version\": \"1.0.0\"", with: "\"version\": \"0.9.0\"")
    try FileSystem.write(old.utf8, to: trial.path)
    let error = trial.failure { _ = try trial.installer().install(Self.rogue, symbol: Self.symbol) }
    #expect(error?.message == "rogue/rogue 0.9.0 is already installed")
    #expect(error?.remedy?.contains("explainer update") == true)
    #expect(try FileSystem.read(trial.path) == Array(old.utf8))
    let outcome = try trial.installer().install(Self.rogue, symbol: Self.symbol, replaces: true)
    #expect(outcome.replaced == "0.9.0" && !outcome.isOlder)
    #expect(installed.count == 1)
    #expect(try trial.installer().origin(of: "rogue") == Self.rogue)
    try FileSystem.write(
      text.replacing("\"version\": \"1.0.0\"", with: "\"version\": \"1.0.1\"").utf8, to: trial.path)
    #expect(try trial.installer().install(Self.rogue, symbol: Self.symbol, replaces: true).isOlder)
  }

  /// What cannot be installed leaves nothing behind: neither an entry nor a file.
  @Test(arguments: ["text", "folder", "missing", "platform", "lies", "truncated", "no symbol"])
  func refused(_ what: String) throws {
    let source: String
    var expected = ""
    switch what {
    case "text": (source, expected) = (trial.folder.write("hello", to: "libtext.so"), "libtext.so")
    case "folder": (source, expected) = (trial.folder.path, "there is no explainer.json here")
    case "missing": (source, expected) = ("\(trial.folder.path)/nothing.explainer", "no such file")
    case "platform": (source, expected) = (try package(platform: "linux-sparc"), "linux-sparc")
    case "lies":
      (source, expected) = (
        try package { $0["version"] = "9.9.9" }, "does not say of itself what the package's manifest says"
      )
    case "truncated":
      source = "\(trial.folder.path)/cut.explainer"
      expected = "truncated"
      try FileSystem.write(try FileSystem.read(try package()).prefix(9000), to: source)
    default: (source, expected) = (Self.rogue, "has no function 'explainer_plugin_entry'")
    }
    let error = try #require(trial.failure { _ = try trial.installer().install(source) })
    #expect(error.description.contains(expected), "\(error)")
    #expect(installed.isEmpty)
    #expect(!FileSystem.isFile(trial.path))
  }

  /// What a killed trial.installation left behind is removed by the next one; what another is still at stays.
  @Test func leftBehind() throws {
    let plugins = "\(trial.folder.path)/here/plugins"
    try FileSystem.makeFolder("\(plugins)/.new-abcdef")
    trial.folder.write("x", to: "here/plugins/.new-abcdef/lib.so")
    let other = try ScratchFolder(in: plugins, prefix: ".new-")
    defer { other.remove() }
    try FileSystem.makeFolder("\(plugins)/.new-ghijkl")
    _ = try trial.installer().install(Self.rogue, symbol: Self.symbol)
    let left = FileSystem.entries(of: plugins, hidden: true).filter { $0.hasPrefix(".new-") }
    #expect(left == [FileSystem.name(of: other.path)])
  }

  /// Taking out what is not there names the nearest that is.
  @Test func nothingToTakeOut() throws {
    _ = try trial.installer().install(Self.rogue, symbol: Self.symbol)
    let error = trial.failure { _ = try trial.installer().uninstall("rouge") }
    #expect(error?.code == .notFound && error?.remedy == "did you mean 'rogue'?")
  }

  /// The program's own registry is not installed into.
  @Test func ownRegistry() {
    let error = trial.failure {
      _ = try PluginInstaller(trial.installation, registry: trial.installation.builtInRegistry)
    }
    #expect(error?.message == "this is the program's own registry")
  }
}
