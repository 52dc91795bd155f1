import Glibc

extension FileSystem {
  /// Removes a file, a link or a folder with all that is in it, however deep; links are not followed.
  package static func remove(_ path: String) {
    if unlink(path) == 0 || errno == ENOENT { return }
    _ = empty(path)
    rmdir(path)
  }

  /// Removes everything in the folder at `path`, however deep; no link is followed.
  ///
  /// - Parameter most: how many things are removed at most: somebody may go on making them.
  /// - Returns: whether the folder is empty now.
  package static func empty(_ path: String, most: Int = .max) -> Bool {
    let folder = openFolder(path, in: AT_FDCWD)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    var left = most
    // What a pass has moved up, the next one finds.
    while left > 0 {
      let before = left
      var isEmpty = true
      forEachName(in: folder) { name in
        isEmpty = false
        removeOrFlatten(name, in: folder, &left)
        return left > 0
      }
      if isEmpty { return true }
      if left == before { return false }
    }
    return false
  }

  /// Removes the thing called `name`.
  ///
  /// Of a folder the files are removed and the folders moved up to where it lies itself: so three descriptors are enough for
  /// every depth, and no path grows long.
  private static func removeOrFlatten(_ name: UnsafePointer<CChar>, in folder: Int32, _ left: inout Int) {
    if unlinkat(folder, name, 0) == 0 { return left -= 1 }
    let inner = openFolder(name, in: folder)
    guard inner >= 0 else { return }
    defer { close(inner) }
    forEachName(in: inner) { deeper in
      if unlinkat(inner, deeper, 0) == 0 || moveUp(deeper, from: inner, to: folder, as: left) { left -= 1 }
      return left > 0
    }
    if unlinkat(folder, name, AT_REMOVEDIR) == 0 { left -= 1 }
  }

  /// Moves a folder up under a name that is free there; `number` makes one up that has hardly been used.
  private static func moveUp(
    _ name: UnsafePointer<CChar>, from inner: Int32, to folder: Int32, as number: Int
  ) -> Bool {
    for attempt in 0..<100 {
      let free = ".\(number).\(attempt)"
      if renameat(inner, name, folder, free) == 0 { return true }
      if errno == EACCES {
        // Whoever moves a folder must be allowed to write to it.
        let opened = openFolder(name, in: inner)
        guard opened >= 0 else { return false }
        close(opened)
        if renameat(inner, name, folder, free) == 0 { return true }
      }
      guard [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno) else { return false }
    }
    return false
  }

  /// `O_PATH`, which Swift does not see.
  private static let pathOnly: Int32 = 0o10000000

  /// Opens a folder, no link, for this user to do with as they like; -1 where that cannot be.
  private static func openFolder(_ name: UnsafePointer<CChar>, in folder: Int32) -> Int32 {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var opened = openat(folder, name, flags)
    if opened < 0, errno == EACCES {
      let closed = openat(folder, name, pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard closed >= 0 else { return -1 }
      chmod("/proc/self/fd/\(closed)", 0o700)
      close(closed)
      opened = openat(folder, name, flags)
    }
    var status = stat()
    if opened >= 0, fstat(opened, &status) == 0, status.st_mode & 0o700 != 0o700 { fchmod(opened, 0o700) }
    return opened
  }

  /// Calls `body` with each name in an open folder, until it says false.
  private static func forEachName(in folder: Int32, _ body: (UnsafePointer<CChar>) -> Bool) {
    let pass = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard pass >= 0 else { return }
    guard let stream = fdopendir(pass) else {
      close(pass)
      return
    }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      var name = withUnsafeBytes(of: entry.pointee.d_name) {
        $0.prefix { $0 != 0 }.map { CChar(bitPattern: $0) }
      }
      name.append(0)
      if name == [0x2E, 0] || name == [0x2E, 0x2E, 0] { continue }
      guard body(name) else { return }
    }
  }
}
