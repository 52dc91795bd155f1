import Diagnostics
import ExplainerTestSupport
import Files
import Testing
@testable import PluginRegistry

/// What `generate` makes; that it builds and runs is CI's to show, since it takes compilers.
@Suite struct ScaffoldTests {
  private let folder = TemporaryFolder()
  private let installation = Installation(executable: BuildProducts.executable, environment: [:])

  /// A project in every language: no placeholder is left, the project file is one, every source it names is there.
  @Test(arguments: Scaffold.Language.allCases) func complete(_ language: Scaffold.Language) throws {
    let target = "\(folder.path)/a project"
    let files = try Scaffold(installation).generate("Token-Surprisal", language: language, in: target)
    #expect(files == FileSystem.files(below: target, hidden: true))
    for file in files {
      let text = String(decoding: try FileSystem.read("\(target)/\(file)"), as: UTF8.self)
      for placeholder in ["@name@", "@Name@", "@title@", "@sdk@", "NameOfExplainer"] {
        #expect(!text.contains(placeholder) && !file.contains(placeholder), "\(file)")
      }
    }
    let project = try ProjectFile(folder: target)
    #expect(project.name == "token_surprisal")
    for file in project.sourceFiles { #expect(files.contains(file), "\(file)") }
    for needed in ["README.md", "LICENSE", "explainer.json", "tests/run.sh"] {
      #expect(files.contains(needed))
    }
    #expect(FileSystem.mode("\(target)/tests/run.sh").map { $0 & 0o111 } == 0o111)
  }

  /// Names that cannot be names are refused, and nothing is made.
  @Test(arguments: ["", "3d", "a/b", "../up", "ümlaut", String(repeating: "x", count: 65), "a;b"])
  func badNames(_ name: String) {
    #expect(throws: ExplainerError.self) {
      try Scaffold(installation).generate(name, language: .c, in: "\(folder.path)/x")
    }
    #expect(FileSystem.entries(of: folder.path).isEmpty)
  }

  /// What is there already is never touched.
  @Test func existing() throws {
    let path = folder.write("mine", to: "taken")
    do {
      _ = try Scaffold(installation).generate("odd", language: .c, in: path)
      Issue.record("made")
    } catch { #expect(error.code == .badParameter) }
    #expect(try FileSystem.read(path) == Array("mine".utf8))
  }

  /// The modules a Swift plugin is built from are those of the package, unchanged, and the header is where authors in
  /// other languages get it.
  @Test func sdk() {
    for module in ["ExplainerKit", "ExplainerCore", "Tensors", "JSON", "Diagnostics"] {
      #expect(FileSystem.isDirectory("\(installation.sdkFolder)/\(module)"))
    }
    #expect(FileSystem.isFile("\(installation.sdkFolder)/Package.swift"))
    #expect(FileSystem.isFile("\(installation.headerFolder)/explainer_abi.h"))
  }
}
