import Diagnostics
import Files
import Sandbox

/// The libraries that a plugin's library needs and finds beside itself (`$ORIGIN`), which go where it goes.
struct LibraryNeighbours {
  /// One of them.
  struct File: Sendable, Hashable {
    /// Its path relative to the folder of the plugin's library.
    let path: String
    /// Where it lies now.
    let source: String
  }

  /// A folder of a search path.
  private struct SearchFolder {
    let folder: String
    /// Whether it goes where the library goes.
    let isRelative: Bool

    /// Reads it as written in a library in `origin`, which `$ORIGIN` stands for; `..` and `.` are taken out.
    init(_ text: String, origin: String) {
      let path = text.replacing("${ORIGIN}", with: origin).replacing("$ORIGIN", with: origin)
      var parts: [Substring] = []
      for part in path.split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(part) }
      }
      folder = "/" + parts.joined(separator: "/")
      isRelative = path != text
    }
  }

  /// The most that one plugin may bring.
  static let most = 256

  private let library: String
  private let folder: String
  private let project: String
  private let loaded: Set<String>

  /// Looks around `library`.
  ///
  /// - Parameter project: the folder it was built in, its own otherwise; what is found there by a path of this machine
  ///   nobody else will find.
  init(of library: String, project: String? = nil) {
    self.library = FileSystem.resolved(library) ?? FileSystem.absolute(library)
    folder = FileSystem.folder(of: self.library)
    self.project = project.flatMap(FileSystem.resolved) ?? folder
    // A library of the same name as one the program has loaded is that one, wherever another may lie.
    loaded = Set(LoadedLibraries.paths().map { FileSystem.name(of: $0) })
  }

  /// The libraries it needs, those that these need included.
  ///
  /// - Throws: `badData` for one that would stay behind: it lies outside the folder, or is looked for where only this
  ///   machine has it.
  func find() throws(ExplainerError) -> [File] {
    var found: [File] = []
    var waiting = [(path: library, inherited: [SearchFolder]())]
    while let (path, inherited) = waiting.popLast() {
      guard let section = DynamicSection(try FileSystem.read(path, limit: PluginPackage.maximumSize)) else {
        continue
      }
      let origin = FileSystem.folder(of: path)
      // The older kind of path counts for what is needed in turn as well, but not beside one of the newer kind.
      let isOlder = section.runPath.isEmpty
      let handedDown =
        (isOlder ? section.inheritedPath : []).map { SearchFolder($0, origin: origin) } + inherited
      let folders = isOlder ? handedDown : section.runPath.map { SearchFolder($0, origin: origin) }
      for name in section.needed where !name.contains("/") && !loaded.contains(name) {
        guard let destination = try find(name, in: folders, for: path) else { continue }
        guard destination != library, !found.contains(where: { $0.path == relative(destination) }) else {
          continue
        }
        guard found.count < Self.most else {
          throw ExplainerError(
            .badData, "needs more than \(Self.most) libraries beside it", at: [library],
            remedy: "link them into one")
        }
        found.append(File(path: relative(destination), source: destination))
        waiting.append((destination, handedDown))
      }
    }
    return found.sorted { $0.path < $1.path }
  }

  /// Where the library `name` is found beside ours; nil where it is none that has to come along.
  private func find(
    _ name: String, in folders: [SearchFolder], for library: String
  ) throws(ExplainerError) -> String? {
    let candidates = folders.filter { FileSystem.isFile("\($0.folder)/\(name)") }
    if let beside = candidates.first(where: { $0.isRelative && "\($0.folder)/".hasPrefix("\(folder)/") }) {
      return "\(beside.folder)/\(name)"
    }
    let inProject = candidates.first { "\($0.folder)/".hasPrefix("\(project)/") }
    guard let inProject else { return nil }
    throw ExplainerError(
      .badData, "needs \(name), which would stay behind", at: [library],
      expected: "a library beside it, found by $ORIGIN", found: "\(inProject.folder)/\(name)",
      remedy: "put \(name) beside the library, and link with -Wl,-rpath,'$ORIGIN'")
  }

  private func relative(_ path: String) -> String { String(path.dropFirst(folder.utf8.count + 1)) }
}
