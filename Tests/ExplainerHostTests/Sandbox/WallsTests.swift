import CWorkerSystem
import Checkpoints
import Diagnostics
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

/// What a plugin can do to the world outside its worker.
///
/// Where the kernel lacks a wall, the tests of that wall are skipped.
@Suite struct WallsTests {
  static let walls = Walls.offered()
  private let folder = TemporaryFolder("walls")

  /// What the rogue attempted, with the errno it got; 0 where it worked.
  private func attempts(trusted: Bool = false) throws -> [String: Int] {
    folder.write("secret", to: "secret")
    var limits = Limits(seconds: 60)
    limits.isTrusted = trusted
    let document = try RogueRun().run("attempts", texts: [folder.path], limits: limits)
    let members = document.explanation.result.members
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.int ?? -1) })
  }

  /// No file but those of model, library and system can be read, none but those in the scratch folder written.
  @Test(.enabled(if: walls.landlock >= 3, "this kernel's Landlock is missing or too old"))
  func files() throws {
    let attempts = try attempts()
    for attempt in [
      "read /etc/passwd", "read /root", "read /home", "read /tmp", "read the parent's environment",
      "read through /proc/self/root", "read a secret", "write a secret", "empty a secret", "remove a secret",
      "make a file", "make a folder", "move a file out of scratch", "read /dev/zero",
      "read /proc/self/maps", "read /proc/self/smaps", "read /proc/self/environ", "read /proc/self/cmdline",
      "read /proc/self/mountinfo", "read /proc/self/cgroup", "read /proc/self/net/tcp",
      "read /proc/self/root/etc/passwd", "read /proc/self/task",
      "read /proc/self/mem",
    ] {
      #expect(
        [EACCES, EXDEV].contains(Int32(attempts[attempt] ?? -1)), "\(attempt): \(attempts[attempt] ?? -1)")
    }
    for allowed in [
      "write to scratch", "make a folder in scratch", "read its own status", "be in its scratch folder",
    ] {
      #expect(attempts[allowed] == 0, "\(allowed): \(attempts[allowed] ?? -1)")
    }
    #expect(try FileSystem.read("\(folder.path)/secret") == Array("secret".utf8))
    #expect(FileSystem.entries(of: folder.path) == ["secret"])
  }

  /// No process, signal, socket or privilege leads out of the worker; threads and libraries stay possible.
  @Test(.enabled(if: walls.filtersSystemCalls, "this kernel filters no system calls"))
  func systemCalls() throws {
    let attempts = try attempts()
    for attempt in [
      "change a secret's rights", "watch a folder", "fork", "vfork", "a thread in a namespace", "spawn",
      "unshare", "ptrace", "signal the parent", "signal the parent's thread", "queue the parent a signal",
      "queue the parent's thread a signal", "own a pipe's signals", "outlive the parent", "setsid", "setpgid",
      "move the parent to another core", "schedule the parent", "schedule the parent otherwise",
      "schedule the parent anew", "slow the parent down", "slow a group down", "take on a personality",
      "raise a limit", "set a limit", "read the parent's limit",
      "socket", "connect", "socketpair", "shared memory", "io_uring", "type into a terminal",
      "make a link in scratch", "map shared memory", "map shared memory, validated", "map memory that grows",
      "reserve beyond a file's size", "make a setuid file", "make a setgid file",
      "make a setuid file without a name", "make a setuid file in another way", "make a link to its own file",
      "make a special file", "go elsewhere",
    ] {
      #expect(attempts[attempt] == Int(EPERM), "\(attempt): \(attempts[attempt] ?? -1)")
    }
    for attempt in ["clone3", "open in a newer way", "a call of the future"] {
      #expect(attempts[attempt] == Int(ENOSYS), "\(attempt)")
    }
    for allowed in [
      "thread", "library", "read a limit", "signal itself", "ask for its personality", "keep its priority",
      "map private memory", "map a file of its own", "reserve for a file", "ask whether a file is a terminal",
    ] {
      #expect(attempts[allowed] == 0, "\(allowed): \(attempts[allowed] ?? -1)")
    }
  }

  /// The system calls that the threat model promises to refuse are those of the filter's lists, no fewer and no others, and
  /// so are the requests it says are allowed.
  @Test func promisedCalls() throws {
    let page = String(
      decoding: try FileSystem.read("\(Fixtures.packageRoot)/Docs/threat-model.md"), as: UTF8.self)
    let chapter = try #require(
      page.split(separator: "\n## ").first { $0.hasPrefix("The system calls that are refused\n") })
    let parts = chapter.split(separator: "\nThe only requests of ioctl that are allowed")
    #expect(parts.count == 2)
    let said = parts.map { part in part.matches(of: #/`([^`]+)`/#).map { String($0.output.1) } }
    let promised = try #require(said.first)
    #expect(Set(promised).count == promised.count)
    let refused = Set(FilterRule.all.filter { !$0.isAllowed }.map(\.text))
    #expect(said.last?.sorted() == FilterRule.all.filter(\.isAllowed).map(\.text).sorted())
    // Of other machines' kernels some calls never were.
    #if arch(x86_64)
      #expect(Set(promised).subtracting(refused).sorted() == [])
    #endif
    #expect(refused.subtracting(promised).sorted() == [])
  }

  /// Each call of the filter's list fails before the kernel looks at what it is called with.
  @Test(.enabled(if: walls.filtersSystemCalls, "this kernel filters no system calls"))
  func refusedCalls() throws {
    let rules = FilterRule.all
    let errors = try errors(of: rules.map { ($0.number, $0.argument, $0.value) })
    #expect(errors.count == rules.count && rules.count > 160)
    let wrong = zip(rules, errors).filter { ($0.1 == Int(EPERM)) == $0.0.isAllowed }
    #expect(wrong.isEmpty, "\(wrong.map { "\($0.0.text): \($0.1)" })")
  }

  /// Of what can be asked of a file or device, all is refused but the little that is listed, whoever may have thought of it:
  /// flags, verity, encryption, reservations, clones, freezing, subvolumes, moving of extents, terminals, owners of signals.
  ///
  /// Sources of the numbers: linux/fs.h, fsverity.h, fscrypt.h, btrfs.h, fs/ext4/ext4.h, fs/xfs/libxfs/xfs_fs.h.
  @Test(.enabled(if: walls.filtersSystemCalls, "this kernel filters no system calls"))
  func requests() throws {
    let requests: [UInt32] = [
      0x4008_6602, 0x4004_6602, 0x401C_5820, 0x8008_6601, 0x4080_6685, 0x800C_6613, 0x4030_5828, 0x4004_9409,
      0x4020_940D, 0xC018_9436, 0xC004_5877, 0x5000_9401, 0xC028_660F, 0x4008_6604, 1, 2, 0x5412, 0x540E,
      0x541C,
      0x5452, 0x8901, 0x8902, 0, 0xFFFF_FFFF,
    ]
    let ioctl = try #require(FilterRule.all.first { $0.isAllowed }).number
    #expect(try errors(of: requests.map { (ioctl, 1, $0) }).allSatisfy { $0 == Int(EPERM) })
  }

  /// The errnos of these system calls, each with one argument that matters.
  private func errors(of calls: [(number: Int32, argument: Int32, value: UInt32)]) throws -> [Int] {
    let list = calls.map { "\($0.number) \($0.argument) \($0.value)" }.joined(separator: "\n")
    let result = try RogueRun().run("calls", texts: [list]).explanation.result
    return (result["errors"]?.array ?? []).map { $0.int ?? -1 }
  }

  #if arch(x86_64)
    /// A call in the manner of another machine, whose numbers mean something else, ends the worker.
    @Test(
      .enabled(if: walls.filtersSystemCalls, "this kernel filters no system calls"),
      arguments: [("x32", ["SIGSYS"]), ("32 bits", ["SIGSYS", "SIGSEGV"])])
    func foreignCalls(_ manner: String, _ signals: [String]) throws {
      let rogue = RogueRun()
      do {
        _ = try rogue.run("foreign_call", texts: [manner])
        Issue.record("it worked")
      } catch let error as ExplainerError {
        // (Where the kernel has no calls of 32 bits, there is nothing to filter.)
        #expect(signals.contains { error.description.contains($0) }, "\(error)")
      }
    }
  #endif

  /// What a call may use unless told otherwise: ten minutes of every core and nine tenths of the memory that is available;
  /// and what no option lifts.
  @Test func bounds() throws {
    func available() -> Double { Double(worker_available_memory()) }
    let before = available()
    let bounds = try RogueRun().run("bounds", limits: Limits()).explanation.result
    let memory = try #require(bounds["memory"]?.double)
    // Other programs take memory and give it back meanwhile.
    #expect(memory > 0.8 * min(before, available()) && memory < max(before, available()))
    #expect(bounds["processor_seconds"]?.int == 600 * sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 1)
    #expect(bounds["core_file"] == 0 && bounds["dies_with_parent"]?.int == Int(SIGKILL))
    #expect(bounds["file_size"] == 1_073_741_824 && bounds["open_files"] == 256)
    #expect(bounds["no_new_privileges"] == 1 && bounds["other_capabilities"] == false)
  }

  /// Limits that are given hold as they are; trust lifts neither time nor memory.
  @Test(arguments: [false, true]) func chosenBounds(_ isTrusted: Bool) throws {
    var limits = Limits(seconds: 7, memory: 512 << 20)
    limits.isTrusted = isTrusted
    let bounds = try RogueRun().run("bounds", limits: limits).explanation.result
    #expect(bounds["memory"] == 536_870_912 && bounds["core_file"] == 0)
    #expect(bounds["processor_seconds"]?.int == 7 * sysconf(Int32(_SC_NPROCESSORS_ONLN)) + 1)
    limits = Limits(seconds: nil)
    #expect(
      try RogueRun().run("bounds", limits: limits).explanation.result["processor_seconds"]?.int ?? 0 > 1 << 40
    )
  }

  /// `--trust` lifts the walls.
  @Test func trust() throws {
    let attempts = try attempts(trusted: true)
    for attempt in ["read /etc/passwd", "read a secret", "make a file", "fork", "spawn", "socket", "setpgid"]
    {
      #expect(attempts[attempt] == 0, "\(attempt): \(attempts[attempt] ?? -1)")
    }
  }

  /// Memory that the kernel's own limit forgets is counted and ends the worker.
  @Test(arguments: ["read_only_hog", "tables_hog"]) func uncountedMemory(_ entryPoint: String) throws {
    let error = try #require(RogueRun().failure(entryPoint, limits: Limits(seconds: 60, memory: 100 << 20)))
    #expect(error.code == .limitReached)
    #expect(error.message == "ran out of memory; the limit is 100 MiB", "\(error)")
  }

  /// More than 4,096 threads end the worker; this machine may not allow so many.
  @Test func threads() throws {
    do {
      let result = try RogueRun().run("many_threads").explanation.result
      #expect(result["threads"]?.int ?? .max <= SandboxPolicy.threads)
    } catch let error as ExplainerError {
      #expect(error.code == .limitReached)
      #expect(error.message == "started more than 4096 threads", "\(error)")
    }
  }

  /// What counts as a worker's own memory: private pages in memory and swapped out, and tables but for those of mapped files.
  @Test func use() {
    let status = """
      Name:\tRssAnon: 1
      VmPTE:\t     300 kB
      RssAnon:\t    1000 kB
      RssFile:\t   51200 kB
      RssShmem:\t      0 kB
      VmSwap:\t      20 kB
      HugetlbPages:\t 2048 kB
      Threads:\t7

      """
    let use = WorkerUse(status: Array(status.utf8))
    #expect(use.memory == (1000 + 20 + 2048 + 200) << 10 && use.threads == 7)
    #expect(WorkerUse(status: []).memory == 0)
  }

  /// A file has at most 1 GiB.
  @Test func largeFile() throws {
    let error = try #require(RogueRun().failure("large_file"))
    #expect(error.code == .limitReached)
    #expect(error.description.contains("larger than 1 GiB"))
  }

  /// The scratch folder is gone after the call, whatever was left in it and however the worker ended.
  @Test(arguments: ["fine", "leave_behind", "deep_scratch"]) func scratch(_ entryPoint: String) throws {
    let rogue = RogueRun()
    _ = rogue.failure(entryPoint, variables: ["TMPDIR": folder.path])
    let parent = "\(folder.path)/explainer-\(geteuid())"
    #expect(FileSystem.isDirectory(parent))
    #expect(FileSystem.entries(of: parent).isEmpty)
    if entryPoint == "leave_behind" { #expect(rogue.printed.hasPrefix(parent)) }
  }

  /// A model whose files are links to another folder, as in the Hugging Face cache, can be read.
  @Test func linkedModel() throws {
    let model = Fixtures.model("gpt2")
    for name in FileSystem.entries(of: model) {
      #expect(symlink("\(model)/\(name)", "\(folder.path)/\(name)") == 0)
    }
    let installation = Installation(executable: BuildProducts.executable, environment: [:])
    let target = try Registry(installation).entryPoint(named: "predictions")
    let document = try EntryPointRunner(installation).run(
      target, on: try ModelCatalog(installation).locate(folder.path),
      request: ExplanationRequest(
        texts: ["a"], parameters: try target.entryPoint.resolve([:]).values, truncates: false),
      limits: Limits(seconds: 60), observe: { _ in })
    #expect(document.model.layers > 0)
  }

  /// Of a folder that holds more than one thing, such as the user's home, only the libraries may be read.
  @Test func sharedFolders() {
    folder.write("x", to: "libx.so")
    folder.write("x", to: "letter.txt")
    func paths(home: String) -> [String] {
      ReadablePlaces(
        libraries: ["\(folder.path)/libx.so"], models: [], executable: BuildProducts.executable,
        environment: ["HOME": home]
      ).paths
    }
    #expect(paths(home: "/nowhere").contains(folder.path))
    // A folder of programs holds what is nobody's business, wherever it is.
    for name in ["bin", "sbin"] {
      let path = "\(folder.path)/\(name)"
      #expect(mkdir(path, 0o700) == 0)
      folder.write("x", to: "\(name)/libx.so")
      let found = ReadablePlaces(
        libraries: ["\(path)/libx.so"], models: [], executable: BuildProducts.executable,
        environment: ["HOME": "/nowhere"]
      ).paths
      #expect(found.contains("\(path)/libx.so") && !found.contains(path))
    }
    for home in [folder.path, "/tmp", "\(folder.path)/user"] {
      _ = mkdir(home, 0o700)
      let ofHome = paths(home: home)
      #expect(!ofHome.contains(folder.path))
      #expect(ofHome.contains("\(folder.path)/libx.so"))
      #expect(!ofHome.contains { $0.hasSuffix("letter.txt") })
    }
  }

  /// A plugin of others is warned of in one line where a wall is missing; with all walls nothing is said.
  @Test(arguments: [
    (Walls(landlock: 0, filtersSystemCalls: true), "read and write the files"),
    (Walls(landlock: 2, filtersSystemCalls: true), "empty the files"),
    (Walls(landlock: 7, filtersSystemCalls: false), "use the network"),
    (Walls(landlock: 3, filtersSystemCalls: true), nil), (Walls(landlock: 9, filtersSystemCalls: true), nil),
  ]) func warning(_ walls: Walls, _ expected: String?) throws {
    let rogue = RogueRun()
    _ = try rogue.run("fine", walls: walls)
    #expect(rogue.log.count == (expected == nil ? 0 : 1))
    if let expected { #expect(rogue.log.first?.contains(expected) == true, "\(rogue.log)") }
  }
}
