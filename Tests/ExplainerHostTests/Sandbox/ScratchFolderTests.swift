import Diagnostics
import ExplainerTestSupport
import Files
import Glibc
import Testing

@Suite struct ScratchFolderTests {
  private let folder = TemporaryFolder()
  private var parent: String { "\(folder.path)/explainer-\(geteuid())" }

  /// A scratch folder is private, and removing it follows no link.
  @Test func removal() throws {
    folder.write("kept", to: "kept")
    let scratch = try ScratchFolder(["TMPDIR": folder.path])
    #expect(FileSystem.mode(scratch.path).map { $0 & 0o777 } == 0o700)
    #expect(mkdir("\(scratch.path)/a", 0o700) == 0 && mkdir("\(scratch.path)/a/b", 0o700) == 0)
    #expect(symlink(folder.path, "\(scratch.path)/a/b/link") == 0)
    let wasEmpty = scratch.removeIfEmpty()
    #expect(!wasEmpty)
    scratch.remove()
    #expect(!FileSystem.isDirectory(scratch.path))
    #expect(FileSystem.isFile("\(folder.path)/kept"))
  }

  /// Whatever is in it is removed: folders deeper than a path is long, folders that nobody may enter, names of every kind, and
  /// names that the removal itself could have come up with.
  @Test(arguments: [1, 199, 200, 201, 3000]) func depth(_ depth: Int) throws {
    let scratch = try ScratchFolder(["TMPDIR": folder.path])
    let name = String(repeating: "d", count: 250)
    var inner = open(scratch.path, O_RDONLY | O_DIRECTORY)
    for _ in 0..<depth {
      #expect(mkdirat(inner, name, 0o700) == 0)
      mkdirat(inner, "closed", 0)
      mkdirat(inner, ".\(Int.max).0", 0o500)
      close(openat(inner, "\u{1F600} \n", O_WRONLY | O_CREAT, 0o600))
      let next = openat(inner, name, O_RDONLY | O_DIRECTORY)
      close(inner)
      inner = next
    }
    #expect(inner >= 0)
    close(inner)
    scratch.remove()
    #expect(!FileSystem.isDirectory(scratch.path))
    #expect(FileSystem.entries(of: parent).isEmpty)
  }

  /// Of a folder in which somebody goes on making things only so many are removed.
  @Test func endless() throws {
    let scratch = try ScratchFolder(["TMPDIR": folder.path])
    for name in 0..<20 { #expect(mkdir("\(scratch.path)/\(name)", 0o700) == 0) }
    let isEmpty = FileSystem.empty(scratch.path, most: 10)
    #expect(!isEmpty && FileSystem.entries(of: scratch.path).count == 10)
    let isThenEmpty = scratch.empty()
    #expect(isThenEmpty && FileSystem.entries(of: scratch.path, hidden: true).isEmpty)
  }

  /// What a killed program left behind is removed by the next call; what is in use stays.
  @Test func sweeping() throws {
    let used = try ScratchFolder(["TMPDIR": folder.path])
    let left = "\(parent)/left"
    #expect(mkdir(left, 0o700) == 0 && mkdir("\(left)/deep", 0o700) == 0)
    let next = try ScratchFolder(["TMPDIR": folder.path])
    #expect(!FileSystem.isDirectory(left))
    #expect(FileSystem.isDirectory(used.path) && FileSystem.isDirectory(next.path))
  }

  /// Calls that begin and end at the same time do not take each other's folders away.
  @Test func concurrent() async throws {
    let path = folder.path
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<50 {
            let scratch = try ScratchFolder(["TMPDIR": path])
            let isThere = FileSystem.isDirectory(scratch.path)
            #expect(isThere)
            let wasEmpty = scratch.removeIfEmpty()
            #expect(wasEmpty)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(FileSystem.entries(of: parent).isEmpty)
  }

  /// Where somebody else has taken the folder's name, the scratch folder lies beside it.
  @Test func takenName() throws {
    #expect(symlink("/", parent) == 0)
    let scratch = try ScratchFolder(["TMPDIR": folder.path])
    #expect(!scratch.path.hasPrefix(parent))
    #expect(scratch.path.hasPrefix(folder.path))
  }

  /// A temporary folder that does not exist is named in the error.
  @Test func noPlace() {
    do {
      _ = try ScratchFolder(["TMPDIR": "/nowhere/at/all"])
      Issue.record("made")
    } catch {
      #expect(error.code == .inputOutput)
      #expect(error.description.contains("/nowhere/at/all"))
    }
  }
}
