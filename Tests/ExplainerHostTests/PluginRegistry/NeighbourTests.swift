import Diagnostics
import Digests
import ExplainerCore
import ExplainerTestSupport
import Files
import Glibc
import JSON
import Testing
@testable import ExplainerHost
@testable import PluginHost
@testable import PluginRegistry
@testable import Sandbox

/// What a plugin's library needs and finds beside itself goes where it goes: into the package, beside the installed
/// library, within the walls, and pinned.
///
/// How the loader looks for libraries is `ld.so(8)`'s: `DT_RUNPATH`, `DT_RPATH` and `$ORIGIN`.
@Suite struct NeighbourTests {
  private let trial = TrialRegistry()

  /// What the installed plugin says, run behind its walls.
  private func answer() throws -> Int? {
    let target = try Registry(trial.installation).entryPoint(named: "odd/odd")
    return try EntryPointRunner(trial.installation).run(
      target, on: try ModelCatalog(trial.installation).locate(Fixtures.model("gpt2")),
      request: ExplanationRequest(texts: [], parameters: [:], truncates: false), limits: Limits(seconds: 60),
      observe: { _ in }
    ).explanation.result["value"]?.int
  }

  /// A plugin that asks a helper, which is linked to in one of the ways libraries are.
  ///
  /// - Returns: the library, and what has to go with it.
  private func plugin(_ way: String, in build: String) throws -> (library: String, beside: [String]) {
    let asking = CompiledPlugin(value: "helper()", declarations: "int helper(void);")
    switch way {
    case "beside":
      try CompiledPlugin.helper("helper", gives: 7, in: build)
      return (
        try asking.make(in: build, flags: "-L'\(build)' -lhelper -Wl,-rpath,'$ORIGIN'"), ["libhelper.so"]
      )
    case "below":
      try CompiledPlugin.helper("helper", gives: 7, in: "\(build)/parts/more")
      return (
        try asking.make(
          in: build, flags: "-L'\(build)/parts/more' -lhelper -Wl,-rpath,'$ORIGIN/parts/./more/../more'"),
        ["parts/more/libhelper.so"]
      )
    case "older":
      try CompiledPlugin.helper("helper", gives: 7, in: build)
      return (
        try asking.make(
          in: build, flags: "-L'\(build)' -lhelper -Wl,--disable-new-dtags,-rpath,'${ORIGIN}'"),
        ["libhelper.so"]
      )
    case "versioned":
      // The file has another name than the one that is asked for, as most libraries of a system.
      try CompiledPlugin.compile(
        "int helper(void) { return 7; }", to: "\(build)/libhelper.so.1.2.3",
        flags: "-Wl,-soname,libhelper.so.1")
      symlink("libhelper.so.1.2.3", "\(build)/libhelper.so.1")
      return (
        try asking.make(in: build, flags: "'\(build)/libhelper.so.1' -Wl,-rpath,'$ORIGIN'"),
        ["libhelper.so.1"]
      )
    default:
      // The helper needs another in turn, which the plugin knows nothing of.
      try CompiledPlugin.helper("inner", gives: 7, in: build)
      try CompiledPlugin.compile(
        "int inner(void); int helper(void) { return inner(); }", to: "\(build)/libhelper.so",
        flags: "-L'\(build)' -linner -Wl,-rpath,'$ORIGIN'")
      return (
        try asking.make(
          in: build,
          flags: "-L'\(build)' -lhelper -Wl,-rpath,'$ORIGIN' -Wl,--allow-shlib-undefined"),
        ["libhelper.so", "libinner.so"]
      )
    }
  }

  /// A bare library brings them, whatever the way it finds them, and runs once its first home is gone; each is pinned.
  @Test(arguments: ["beside", "below", "older", "versioned", "in turn"]) func bareLibrary(_ way: String)
    throws
  {
    let build = "\(trial.folder.path)/build"
    let (library, beside) = try plugin(way, in: build)
    _ = try trial.installer().install(library)
    FileSystem.remove(build)
    #expect(try answer() == 7)
    let entry = try trial.plugin()
    #expect(entry.beside.keys.sorted() == beside)
    for (path, digest) in entry.beside {
      let bytes = try FileSystem.read("\(FileSystem.folder(of: entry.libraryPath))/\(path)")
      #expect(SHA256.hexadecimal(of: bytes) == digest)
    }
  }

  /// A package carries them, with what the project names because the plugin only opens it while it runs.
  @Test func package() throws {
    let project = "\(trial.folder.path)/project"
    let opening = CompiledPlugin(
      value: "helper() + (dlopen(path(), RTLD_NOW) ? 100 : 0) + (access(table(), R_OK) == 0 ? 1000 : 0)",
      declarations: """
        #include <dlfcn.h>
        #include <string.h>
        #include <unistd.h>
        int helper(void);
        static const char *beside(const char *name) {
          static char text[4096];
          Dl_info info;
          dladdr((void *)beside, &info);
          snprintf(text, sizeof text, "%s", info.dli_fname);
          strcpy(strrchr(text, '/') + 1, name);
          return text;
        }
        static const char *path(void) { return beside("liblate.so"); }
        static const char *table(void) { return beside("table.bin"); }
        """)
    try CompiledPlugin.helper("helper", gives: 7, in: "\(project)/build")
    try CompiledPlugin.helper("late", gives: 8, in: "\(project)/build")
    try opening.make(
      in: "\(project)/build", flags: "-D_GNU_SOURCE -L'\(project)/build' -lhelper -Wl,-rpath,'$ORIGIN'")
    trial.folder.write("numbers", to: "project/table.bin")
    trial.folder.write(
      """
      {"schema": "explainer/project/1", "name": "odd", "library": "build/libodd.so",
       "beside": ["build/liblate.so", "table.bin"], "sources": []}
      """, to: "project/explainer.json")
    let product = try ProjectBuilder(trial.installation).build(folder: project)
    #expect(product.beside.sorted() == ["libhelper.so", "liblate.so", "table.bin"])
    let moved = "\(trial.folder.path)/moved.explainer"
    try FileSystem.write(try FileSystem.read(product.package), to: moved)
    FileSystem.remove(project)
    _ = try trial.installer().install(moved)
    #expect(try answer() == 1107)
  }

  /// One that would not be found where it is installed is said when the plugin is built, with where it was found.
  @Test(arguments: ["absolute", "above"]) func staysBehind(_ way: String) throws {
    let project = "\(trial.folder.path)/project"
    try CompiledPlugin.helper("helper", gives: 7, in: "\(project)/elsewhere")
    let path = way == "absolute" ? "\(project)/elsewhere" : "$ORIGIN/../elsewhere"
    try CompiledPlugin(value: "helper()", declarations: "int helper(void);").make(
      in: "\(project)/build", flags: "-L'\(project)/elsewhere' -lhelper -Wl,-rpath,'\(path)'")
    trial.folder.write(
      "{\"schema\": \"explainer/project/1\", \"name\": \"odd\", \"library\": \"build/libodd.so\", \"sources\": []}",
      to: "project/explainer.json")
    let error = try #require(
      trial.failure { _ = try ProjectBuilder(trial.installation).build(folder: project) })
    #expect(error.code == .badData && error.message == "needs libhelper.so, which would stay behind")
    #expect(error.found == "\(project)/elsewhere/libhelper.so")
    #expect(error.remedy?.contains("-Wl,-rpath,'$ORIGIN'") == true)
  }

  /// One that is nowhere is named, with the file that was given and not the folder it was tried in.
  @Test func missing() throws {
    let build = "\(trial.folder.path)/build"
    let (library, _) = try plugin("beside", in: build)
    FileSystem.remove("\(build)/libhelper.so")
    let error = try #require(trial.failure { _ = try trial.installer().install(library) })
    #expect(error.location == [library])
    #expect(error.message.contains("libhelper.so"), "\(error)")
    #expect(error.remedy?.contains("beside the library") == true, "\(error)")
    #expect(!error.description.contains(".new-"), "\(error)")
  }

  /// What lies beside an installed library is what was installed, or the plugin does not run; once more puts it right.
  @Test(arguments: ["changed", "gone"]) func pinned(_ what: String) throws {
    let (library, _) = try plugin("beside", in: "\(trial.folder.path)/build")
    _ = try trial.installer().install(library)
    let entry = try trial.plugin()
    let helper = "\(FileSystem.folder(of: entry.libraryPath))/libhelper.so"
    if what == "gone" {
      FileSystem.remove(helper)
    } else {
      try FileSystem.write(try FileSystem.read(helper) + [0], to: helper, mode: 0o755)
    }
    let error = try #require(trial.failure { _ = try answer() })
    #expect(error.code == .pluginUnavailable && error.message.hasPrefix("libhelper.so, which goes beside"))
    #expect(error.remedy == "'explainer update odd/odd' installs it again")
    #expect(try trial.installer().install(library).repaired == ["libhelper.so"])
    #expect(try answer() == 7)
  }

  /// Where anybody may write to what goes beside a library, the plugin does not run, whatever is in it.
  @Test func writable() throws {
    let (library, _) = try plugin("beside", in: "\(trial.folder.path)/build")
    _ = try trial.installer().install(library)
    let helper = "\(FileSystem.folder(of: try trial.plugin().libraryPath))/libhelper.so"
    Permissions.set(0o757, of: helper)
    let error = try #require(trial.failure { _ = try answer() })
    #expect(error.code == .pluginUnavailable)
    #expect(error.message == "anybody may write to libhelper.so, which goes beside the library")
    #expect(error.remedy == "run `chmod o-w '\(helper)'`")
    #expect(try trial.installer().install(library).repaired == ["libhelper.so"])
    #expect(try answer() == 7)
  }

  /// Two files of one place, or a path out of the folder, are refused.
  @Test func refused() throws {
    let members: [TarArchive.Member] = [
      .init(
        path: "lib/libodd.so", bytes: try FileSystem.read(try CompiledPlugin().make(in: trial.folder.path))),
      .init(path: "lib/README.md", bytes: [1]), .init(path: "README.md", bytes: [2]),
    ]
    let candidate = try PluginCandidate(
      library: "\(trial.folder.path)/libodd.so", symbol: nil,
      inspector: PluginInspector(trial.installation))
    let package = PluginPackage(library: "lib/libodd.so", plugin: candidate.members, members: members)
    try FileSystem.write(try package.bytes(), to: "\(trial.folder.path)/odd.explainer")
    let error = try #require(
      trial.failure { _ = try trial.installer().install("\(trial.folder.path)/odd.explainer") })
    #expect(error.message == "two of its files would be installed as 'README.md'")
    #expect(throws: JSONReadingError.self) {
      try RegistryEntry(
        [
          "explainer": "odd", "plugin": "odd", "version": "1.0.0", "license": "MIT", "library": "libodd.so",
          "beside": ["../libx.so": .string(String(repeating: "0", count: 64))],
          "entry_points": [["name": "odd", "summary": "odd"]],
        ], registry: "/r", folders: ["/"])
    }
  }
}
