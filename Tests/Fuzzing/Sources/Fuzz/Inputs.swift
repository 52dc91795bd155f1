import Glibc

/// Where what a target needs lies, and where it may write.
enum Inputs {
  /// The source tree.
  static let root: String = {
    let words = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return words.dropLast(5).joined(separator: "/")
  }()

  /// A tiny checkpoint of the fixtures.
  static func model(_ name: String) -> String { "\(root)/Tests/Fixtures/Models/\(name)" }

  /// A folder of this process's own in memory, for readers that take a path; files in it are written anew by each input.
  static let folder: String = {
    var template = Array("/dev/shm/explainer-fuzz-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no folder in /dev/shm") }
    atexit { Inputs.remove(folder: Inputs.folder) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }()

  /// Writes a file of the folder; gives its path.
  static func write(_ bytes: some Collection<UInt8>, to name: String) -> String {
    let path = "\(folder)/\(name)"
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { fatalError("\(path) cannot be written") }
    let content = Array(bytes)
    promise(Glibc.write(file, content, content.count) == content.count, "the folder has room")
    close(file)
    return path
  }

  /// A folder of the folder in which the files of the checkpoint `name` are links, but for `except`.
  static func copy(of name: String, except: [String]) -> String {
    let copy = "\(folder)/\(name)"
    guard mkdir(copy, 0o700) == 0 else { return copy }
    for file in [
      "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
      "special_tokens_map.json", "model.safetensors",
    ] where !except.contains(file) && access("\(model(name))/\(file)", R_OK) == 0 {
      symlink("\(model(name))/\(file)", "\(copy)/\(file)")
    }
    return copy
  }

  /// Removes a file of the folder, where it is there.
  static func remove(file name: String) { unlink("\(folder)/\(name)") }

  /// Removes what is in a folder, and the folder.
  static func remove(folder: String) {
    guard let entries = opendir(folder) else { return }
    while let entry = readdir(entries) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name != ".", name != ".." else { continue }
      if unlink("\(folder)/\(name)") != 0 { remove(folder: "\(folder)/\(name)") }
    }
    closedir(entries)
    rmdir(folder)
  }
}
