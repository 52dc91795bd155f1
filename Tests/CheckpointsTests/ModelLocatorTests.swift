import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Testing

@Suite struct ModelLocatorTests {
  private let folder = TemporaryFolder("locator")
  private let commit = "0123456789abcdef0123456789abcdef01234567"
  private let other = "fedcba9876543210fedcba9876543210fedcba98"

  private var hub: String { "\(folder.path)/hub" }

  private func locator(_ environment: [String: String]? = nil) -> ModelLocator {
    ModelLocator(
      embeddedRoots: ["\(folder.path)/embedded"],
      environment: environment ?? ["HF_HUB_CACHE": hub, "HOME": "/nowhere"])
  }

  /// A snapshot as huggingface_hub lays it out: files are links to blobs, which may be links themselves.
  private func addSnapshot(_ model: String, _ commit: String, ref: String? = "main", files: [String]? = nil) {
    let root = "\(hub)/models--\(model)"
    for name in files ?? ["config.json", "model.safetensors"] {
      FileBuilder.write("{}", to: "\(hub)/blobs/xx/\(name)")
      FileBuilder.link("\(root)/blobs/\(name)", to: "../../blobs/xx/\(name)")
      FileBuilder.link("\(root)/snapshots/\(commit)/\(name)", to: "../../blobs/\(name)")
    }
    if let ref { FileBuilder.write("\(commit)\n", to: "\(root)/refs/\(ref)") }
  }

  private func failure(_ name: String, _ locator: ModelLocator? = nil) -> ExplainerError? {
    do {
      _ = try (locator ?? self.locator()).locate(name)
      return nil
    } catch { return error }
  }

  /// An id gives the snapshot of `main`, a revision that of its ref or commit, nested refs included.
  @Test func cache() throws {
    addSnapshot("org--name", commit)
    addSnapshot("org--name", other, ref: "refs/pr/1")
    let main = try locator().locate("org/name")
    #expect(main.origin == .cache && main.revision == commit && main.id == "org/name")
    #expect(main.directory == "\(hub)/models--org--name/snapshots/\(commit)")
    #expect(try locator().locate("org/name@refs/pr/1").revision == other)
    #expect(try locator().locate("org/name@\(other)").revision == other)
    #expect(failure("org/name@v9")?.description.contains("no revision 'v9'") ?? false)
  }

  /// A folder of sentence-transformers leads to the transformer that its modules.json names, which never lies outside.
  @Test(arguments: [
    (
      #"[{"type": "sentence_transformers.models.Transformer", "path": "0_Transformer"}, {"type": "x", "path": "1"}]"#,
      "/0_Transformer"
    ),
    (#"[{"type": "sentence_transformers.models.Transformer", "path": ""}]"#, ""),
    (#"[{"type": "sentence_transformers.models.Transformer", "path": "../other"}]"#, ""),
    (#"[{"type": "sentence_transformers.models.WordEmbeddings", "path": "0_Transformer"}]"#, ""), ("{}", ""),
    ("no", ""),
  ])
  func sentenceTransformers(_ modules: String, _ place: String) throws {
    for file in ["config.json", "0_Transformer/config.json", "../other/config.json"] {
      FileBuilder.write("{}", to: "\(folder.path)/st/\(file)")
    }
    FileBuilder.write(modules, to: "\(folder.path)/st/modules.json")
    let location = try locator().locate("\(folder.path)/st")
    #expect(location.directory == "\(folder.path)/st\(place)" && location.id == "\(folder.path)/st")
  }

  /// Without a ref the only snapshot is taken; of two none is.
  @Test func noRef() throws {
    addSnapshot("name", commit, ref: nil)
    #expect(try locator().locate("name").revision == commit)
    addSnapshot("name", other, ref: nil)
    #expect(failure("name")?.description.contains("not known which snapshot") ?? false)
  }

  /// A snapshot without configuration or weights, or with links to blobs that are gone, is incomplete.
  @Test func incomplete() {
    addSnapshot("a", commit, files: ["model.safetensors"])
    #expect(failure("a")?.description.contains("incomplete: config.json is missing") ?? false)
    addSnapshot("b", commit, files: ["config.json"])
    FileBuilder.link("\(hub)/models--b/snapshots/\(commit)/model.safetensors", to: "../../blobs/gone")
    #expect(failure("b")?.description.contains("incomplete: model.safetensors is missing") ?? false)
    #expect(failure("b")?.remedy == "Complete it with `explainer models download b`")
    FileBuilder.write(commit, to: "\(hub)/models--c/refs/main")
    FileBuilder.write("", to: "\(hub)/models--c/snapshots/.keep")
    #expect(failure("c")?.description.contains("the snapshot of 'c' is missing") ?? false)
  }

  /// A ref that holds no commit cannot lead out of the cache.
  @Test func damagedRef() {
    addSnapshot("a", commit)
    FileBuilder.write("../../../etc", to: "\(hub)/models--a/refs/main")
    #expect(failure("a")?.code == .badData)
    #expect(failure("a@../../x")?.code == .notFound)
  }

  /// A commit has 40 hexadecimal digits; what is shorter, as git shows it, names none, and no folder is looked for.
  @Test func commits() {
    for text in [commit, other, commit.uppercased()] { #expect(HubCache.isCommit(text)) }
    for text in ["", "0123456", String(commit.dropLast()), commit + "0", "g" + commit.dropFirst()] {
      #expect(!HubCache.isCommit(text))
    }
    addSnapshot("a", "0123456", ref: nil)
    FileBuilder.write("0123456", to: "\(hub)/models--a/refs/main")
    #expect(failure("a")?.code == .badData)
  }

  /// The cache is where the first of the variables that is set says.
  @Test func environment() {
    func root(_ variables: [String: String]) -> String? { HubCache(environment: variables).root }
    var all = [
      "HF_HUB_CACHE": "/1", "HUGGINGFACE_HUB_CACHE": "/2", "HF_HOME": "/3", "XDG_CACHE_HOME": "/4",
      "HOME": "/5",
    ]
    for (name, expected) in [
      ("HF_HUB_CACHE", "/1"), ("HUGGINGFACE_HUB_CACHE", "/2"), ("HF_HOME", "/3/hub"),
      ("XDG_CACHE_HOME", "/4/huggingface/hub"), ("HOME", "/5/.cache/huggingface/hub"),
    ] {
      #expect(root(all) == expected)
      all[name] = name == "HF_HOME" ? "" : nil
    }
    #expect(root([:]) == nil)
    #expect(root(["HF_HOME": "~/x", "HOME": "/h"]) == "/h/x/hub")
  }

  /// A plain name is an embedded model before it is a directory; a directory of that name needs `./`.
  @Test func embedded() throws {
    FileBuilder.write("{}", to: "\(folder.path)/embedded/demo/config.json")
    let found = try locator().locate("demo")
    #expect(found.origin == .embedded && found.directory == "\(folder.path)/embedded/demo")
    #expect(locator().embeddedNames == ["demo"])
    #expect(failure("./demo")?.code == .notFound)
  }

  /// Directories are taken as they are named; one without config.json, a file and a missing one each have an
  /// error.
  @Test func directories() throws {
    FileBuilder.write("{}", to: "\(folder.path)/here/config.json")
    let found = try locator().locate("\(folder.path)/here/")
    #expect(found.origin == .directory && found.directory == "\(folder.path)/here" && found.revision == nil)
    FileBuilder.write("x", to: "\(folder.path)/empty/other")
    #expect(failure("\(folder.path)/empty")?.description.contains("there is no config.json") ?? false)
    #expect(failure("\(folder.path)/here/config.json")?.code == .badParameter)
    #expect(failure("\(folder.path)/gone")?.code == .notFound)
    #expect(try locator(["HOME": folder.path]).locate("~/here").directory == "\(folder.path)/here")
  }

  /// An unknown name is told with every place that was looked in, the likely slip, and how to get the model.
  @Test func unknown() throws {
    FileBuilder.write("{}", to: "\(folder.path)/embedded/demo-gpt2/config.json")
    addSnapshot("openai-community--gpt2", commit)
    let error = try #require(failure("gpt2"))
    #expect(error.code == .notFound)
    #expect(
      error.message
        == "there is no model 'gpt2'; looked in the embedded models (demo-gpt2), the directory ./gpt2, "
        + "the Hugging Face cache \(hub)")
    #expect(
      error.remedy
        == "did you mean 'openai-community/gpt2'? "
        + "Else get it with `explainer models download gpt2`, or pass the directory it is in"
    )
    #expect(failure("no such name")?.description.contains("cannot be a Hugging Face id") ?? false)
    #expect(failure("a/b/c")?.code == .notFound)
    #expect(failure("")?.code == .badParameter)
    #expect(failure("gpt2", locator([:]))?.message.contains("HOME is not set") ?? false)
  }
}
