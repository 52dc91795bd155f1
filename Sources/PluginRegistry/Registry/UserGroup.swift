import Files

/// A group of users, as this machine's own files know it: asking a directory service would cost each call milliseconds.
struct UserGroup {
  private let number: UInt32
  private let accounts: String
  /// Its name and who is in it besides those whose first group it is; nil where the files do not have it.
  private let entry: (name: String, members: [String])?

  init(_ number: UInt32, groups: String = "/etc/group", accounts: String = "/etc/passwd") {
    self.number = number
    self.accounts = accounts
    entry = Self.rows(groups).first { $0.count > 3 && $0[2] == "\(number)" }
      .map { ($0[0], $0[3].split(separator: ",").map(String.init)) }
  }

  /// How a message calls it.
  var words: String { "the group \(entry.map { "'\($0.name)'" } ?? "\(number)")" }

  /// Whether nobody but these users is in it: the group that many systems make for each user, called and numbered as the user
  /// is, so that what is written with the umask 002 is nobody else's to change.
  func isPrivate(to users: Set<UInt32>) -> Bool {
    guard let entry else { return users.contains(number) }
    let accounts = Self.rows(accounts).filter { $0.count > 3 }
    let names = Set(accounts.filter { row in users.contains { row[2] == "\($0)" } }.map { $0[0] })
    return names.contains(entry.name) && names.isSuperset(of: entry.members)
      && accounts.allSatisfy { $0[3] != "\(number)" || names.contains($0[0]) }
  }

  private static func rows(_ path: String) -> [[String]] {
    let text = (try? FileSystem.read(path, limit: 16 << 20)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
