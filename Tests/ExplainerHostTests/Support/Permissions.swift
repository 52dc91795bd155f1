import Glibc

/// Changing a file's permissions.
enum Permissions {
  static func set(_ mode: UInt32, of path: String) { _ = chmod(path, mode) }
}
