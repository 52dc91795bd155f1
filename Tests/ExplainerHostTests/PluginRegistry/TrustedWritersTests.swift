import Diagnostics
import ExplainerTestSupport
import Files
import Glibc
import Testing
@testable import PluginRegistry

/// What others may change is not obeyed: registries and libraries, and the folders and links on the way to them.
@Suite struct TrustedWritersTests {
  private let folder = TemporaryFolder()
  private static let isRoot = geteuid() == 0

  private func message(
    _ path: String, keepsCompany: Bool = false, writers: TrustedWriters = TrustedWriters()
  ) -> String? {
    writers.refusal(of: path, "the registry", keepsCompany: keepsCompany, label: path)?.message
  }

  private func registry(_ name: String = "inner/registry.json", mode: UInt32 = 0o644) -> String {
    _ = mkdir("\(folder.path)/inner", 0o755)
    let path = folder.write("{}", to: name)
    Permissions.set(mode, of: path)
    return path
  }

  /// The file itself: nobody else may write to it.
  @Test(
    arguments: [
      (0o644, nil), (0o600, nil), (0o666, "anybody"), (0o646, "anybody"), (0o662, "anybody"),
    ] as [(UInt32, String?)])
  func mode(_ mode: UInt32, _ who: String?) {
    #expect(message(registry(mode: mode)) == who.map { "\($0) may write to the registry" })
  }

  /// A folder: nobody else may write to it, but for one where only owners replace what is theirs, unless what lies beside it
  /// counts.
  @Test(
    arguments: [
      (0o755, false, nil), (0o777, false, "anybody"), (0o757, true, "anybody"), (0o1777, false, nil),
      (0o1777, true, "anybody"), (0o755, true, nil),
    ] as [(UInt32, Bool, String?)])
  func folders(_ mode: UInt32, _ keepsCompany: Bool, _ who: String?) {
    let path = registry()
    Permissions.set(mode, of: "\(folder.path)/inner")
    #expect(
      message(path, keepsCompany: keepsCompany)
        == who.map { "\($0) may write to a folder the registry lies in" })
  }

  /// A link is as good as every folder on its way, whichever way that is.
  @Test(arguments: ["registry.json", "inner/../hop/registry.json"]) func links(_ target: String) {
    let path = registry("registry.json")
    #expect(symlink(".", "\(folder.path)/hop") == 0)
    let link = "\(folder.path)/link"
    #expect(symlink(target, link) == 0)
    #expect(message(link) == nil)
    Permissions.set(0o777, of: "\(folder.path)/inner")
    #expect((message(link) == nil) == !target.contains("inner"))
    Permissions.set(0o666, of: path)
    #expect(message(link) != nil)
  }

  /// What is not there yet is as its folders are; a link to itself is nothing.
  @Test func missing() {
    _ = registry()
    #expect(message("\(folder.path)/inner/new.json") == nil)
    Permissions.set(0o777, of: "\(folder.path)/inner")
    #expect(message("\(folder.path)/inner/new.json") == "anybody may write to a folder the registry lies in")
    #expect(symlink("loop", "\(folder.path)/loop") == 0)
    #expect(message("\(folder.path)/loop") == nil)
  }

  /// A stranger's file, folder or link; whoever the program itself belongs to is none.
  @Test(
    .enabled(if: isRoot, "only root gives files away"),
    arguments: ["inner/registry.json", "inner", "link", "link to"])
  func owners(_ what: String) {
    let path = registry()
    let link = "\(folder.path)/link"
    #expect(symlink(path, link) == 0)
    #expect(lchown(what == "link to" ? path : "\(folder.path)/\(what)", 12345, 12345) == 0)
    let asked = what.hasPrefix("link") ? link : path
    let thing = what == "inner" ? "a folder the registry lies in" : "the registry"
    #expect(message(asked) == "\(thing) belongs to user 12345, who could change it")
    #expect(lchown(folder.path, 12345, 0) == 0)
    let program = folder.write("", to: "program")
    #expect(message(asked, writers: TrustedWriters(executable: program)) == nil)
  }

  /// A group that others are in is like anybody; whoever may put another program in this one's place may write.
  @Test(.enabled(if: isRoot, "only root gives files away"), arguments: ["inner/registry.json", "inner"])
  func groups(_ what: String) throws {
    let path = registry(mode: 0o664)
    #expect(message(path) == nil)
    #expect(chown("\(folder.path)/\(what)", 0, 54321) == 0)
    Permissions.set(what == "inner" ? 0o775 : 0o664, of: "\(folder.path)/\(what)")
    let refusal = try #require(TrustedWriters().refusal(of: path, "the registry", label: path))
    let thing = what == "inner" ? "a folder the registry lies in" : "the registry"
    #expect(refusal.code == .pluginUnavailable)
    #expect(refusal.message == "the group 54321 may write to \(thing)")
    #expect(refusal.remedy == "run `chmod g-w '\(folder.path)/\(what)'`")
    #expect(chown(folder.path, 0, 54321) == 0)
    Permissions.set(0o770, of: folder.path)
    let program = folder.write("", to: "program")
    #expect(message(path, writers: TrustedWriters(executable: program)) == nil)
  }

  /// The group made for one user is that user's own; one with other members, of another name, or of another user is not.
  @Test(arguments: [
    ("me:x:1000:", true), ("me:x:1000:me", true), ("me:x:1000:root", true), ("me:x:1000:me,you", false),
    ("lab:x:1000:", false), ("lab:x:1000:me", false), ("you:x:1000:", false), ("other:x:7:", true),
    ("me:x:1000", true), ("", true), ("\n::::\nme:x:1000:you\n", false),
  ])
  func privateGroup(_ groups: String, _ isPrivate: Bool) {
    let accounts = folder.write(
      "root:x:0:0::/:/bin/sh\nme:x:1000:1000::/:/bin/sh\nyou:x:1001:100::/:/bin/sh\n", to: "passwd")
    let group = UserGroup(1000, groups: folder.write(groups, to: "group"), accounts: accounts)
    #expect(group.isPrivate(to: [0, 1000]) == isPrivate)
  }

  /// A group that is somebody else's first group is not private, whatever it is called.
  @Test func firstGroup() {
    let accounts = folder.write("me:x:1000:1000::/:/bin/sh\nyou:x:1001:1000::/:/bin/sh\n", to: "passwd")
    let group = UserGroup(1000, groups: folder.write("me:x:1000:\n", to: "group"), accounts: accounts)
    #expect(!group.isPrivate(to: [0, 1000]))
  }
}
