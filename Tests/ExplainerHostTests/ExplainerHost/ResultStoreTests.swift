@testable import PluginHost
import ExplainerTestSupport
import Files
import Glibc
import Testing

@testable import ExplainerHost

/// What is kept of earlier answers, and which of it goes first.
@Suite struct ResultStoreTests {
  private let folder = TemporaryFolder()
  private static let keys = ["aa11", "aa22", "bb33", "cc44"]

  /// A store with a record a key, the first used longest ago, that may keep `count` of them.
  private func store(keeping count: Int) throws -> (store: ResultStore, size: Int) {
    let record = RunRecord([.stage("forward", 1)])
    let store = try ResultStore("\(folder.path)/store", limit: count * record.bytes.count)
    for (age, key) in Self.keys.enumerated() {
      store.keep(record, as: key)
      var times = [timespec(tv_sec: 1_000 + age, tv_nsec: 0), timespec(tv_sec: 1_000 + age, tv_nsec: 0)]
      utimensat(AT_FDCWD, "\(folder.path)/store/\(key.prefix(2))/\(key)", &times, 0)
    }
    return (store, record.bytes.count)
  }

  private func kept(_ store: ResultStore) -> [String] {
    Self.keys.filter { FileSystem.isFile("\(folder.path)/store/\($0.prefix(2))/\($0)") }
  }

  /// What was kept longest ago goes first, and no more than has to.
  @Test(arguments: 0...4) func oldestFirst(_ count: Int) throws {
    let (store, _) = try store(keeping: count)
    store.prune()
    #expect(kept(store) == Self.keys.suffix(count))
  }

  /// What is used stays: reading a record makes it the newest.
  @Test func used() throws {
    let (store, _) = try store(keeping: 2)
    #expect(store.record(of: Self.keys[0]) != nil)
    store.prune()
    #expect(kept(store) == [Self.keys[0], Self.keys[3]])
  }

  /// There is no record of what was never kept, and none that is not whole.
  @Test func whole() throws {
    let (store, size) = try store(keeping: 4)
    #expect(store.record(of: "dd55") == nil)
    let path = "\(folder.path)/store/aa/aa11"
    truncate(path, size - 1)
    #expect(store.record(of: "aa11") == nil && store.record(of: "aa22") != nil)
  }
}
