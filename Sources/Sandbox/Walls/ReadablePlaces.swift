import Files

/// The files and folders a worker may read: libraries and models, and what any program needs to run.
package struct ReadablePlaces {
  /// The paths, each once.
  package private(set) var paths: [String]
  private let home: String?

  /// What the C library and the threads of a numeric program look at.
  ///
  /// Nothing of it tells who the user is: `/etc/passwd`, home folders and `/tmp` are not among it; of `/proc/self` neither the
  /// network's tables nor environment and mounts. Nor is `/dev/zero`, which gives memory that no limit counts.
  package static let system: [String] =
    [
      "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64",
      "/usr/share/zoneinfo", "/usr/share/locale", "/etc/ld.so.cache", "/etc/localtime",
      "/dev/random", "/dev/urandom", "/proc/self/stat", "/proc/self/statm",
      "/proc/sys/vm/overcommit_memory", "/sys/devices/system/node", "/sys/kernel/mm/transparent_hugepage",
    ] + machine

  /// What tells of processors and memory, and of what the process holds of it.
  private static let machine = [
    "/proc/cpuinfo", "/proc/meminfo", "/proc/self/status", "/proc/stat", "/sys/devices/system/cpu",
  ]

  /// What a copy of this process needs, which loads no libraries, to read the models in `models`, and `files`.
  package init(ofCopyReading models: [String], files: [String], environment: [String: String]) {
    paths = Self.machine
    home = environment["HOME"].flatMap(FileSystem.resolved)
    for folder in models { add(model: folder) }
    for file in files { if let file = FileSystem.resolved(file) { add(file) } }
  }

  /// What a program at `executable` with this environment needs that loads `libraries` and the models in `models`, and reads
  /// `files`.
  package init(
    libraries: [String], models: [String], files: [String] = [], executable: String,
    environment: [String: String]
  ) {
    paths = Self.system
    home = environment["HOME"].flatMap(FileSystem.resolved)
    addLibraries(in: FileSystem.folder(of: executable))
    for folder in Set(LoadedLibraries.paths().map(FileSystem.folder)).sorted() { addLibraries(in: folder) }
    for folder in (environment["LD_LIBRARY_PATH"] ?? "").split(separator: ":") {
      addLibraries(in: String(folder))
    }
    for file in libraries { add(library: file) }
    for folder in models { add(model: folder) }
    for file in files { add(file) }
  }

  /// A plugin's library with what lies beside it: libraries it needs, data.
  private mutating func add(library file: String) {
    guard let file = FileSystem.resolved(file) else { return }
    add(file)
    addLibraries(in: FileSystem.folder(of: file))
  }

  private mutating func addLibraries(in folder: String) {
    add(folder: folder) { $0.hasSuffix(".so") || $0.contains(".so.") }
  }

  /// A model's folder, and the files that its links lead to: a Hugging Face snapshot is a folder of links.
  private mutating func add(model folder: String) {
    let suffixes = [".json", ".txt", ".model", ".safetensors", ".bin"]
    add(folder: folder) { name in suffixes.contains { name.hasSuffix($0) } }
    for name in FileSystem.entries(of: folder) where suffixes.contains(where: { name.hasSuffix($0) }) {
      if let file = FileSystem.resolved("\(folder)/\(name)") { add(file) }
    }
  }

  /// A folder with everything in it; of one that holds more than what belongs together only the files that
  /// `isWanted` picks by name.
  private mutating func add(folder: String, _ isWanted: (String) -> Bool) {
    guard folder.hasPrefix("/"), let folder = FileSystem.resolved(folder) else { return }
    guard isShared(folder) else { return add(folder) }
    for name in FileSystem.entries(of: folder) where isWanted(name) {
      if let file = FileSystem.resolved("\(folder)/\(name)"), FileSystem.isFile(file) { add(file) }
    }
  }

  /// Whether a folder is a place for many things: at the root or right below it, a temporary one, one of programs (where
  /// this one is installed), the user's home, above the home, or right below it (`Downloads`).
  private func isShared(_ folder: String) -> Bool {
    if folder.split(separator: "/").count < 2 || folder == "/var/tmp" { return true }
    if ["bin", "sbin"].contains(FileSystem.name(of: folder)) { return true }
    guard let home else { return false }
    return "\(home)/".hasPrefix("\(folder)/") || FileSystem.folder(of: folder) == home
  }

  private mutating func add(_ path: String) {
    if !paths.contains(path) { paths.append(path) }
  }
}
