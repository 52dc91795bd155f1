public import Diagnostics
import Files

/// A new project of an author's, made from what ships with the program.
public struct Scaffold: Sendable {
  /// The languages there is a start for.
  public enum Language: String, Sendable, CaseIterable {
    case swift, c, cpp, rust
  }

  private let installation: Installation

  /// Scaffolds of this installation.
  public init(_ installation: Installation) { self.installation = installation }

  /// What is left of a name that cannot be one.
  private static func legalName(_ name: String) -> String? {
    let legal = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      .drop { !$0.isLetter }.prefix(64)
    return legal.isEmpty ? nil : String(legal)
  }

  /// Makes the project `name` in `folder`, which must not exist yet.
  ///
  /// - Returns: the files made, relative to the folder.
  /// - Throws: `badParameter` for a name that cannot be one, or a folder that is there already; `inputOutput`.
  public func generate(
    _ name: String, language: Language, in folder: String
  ) throws(ExplainerError) -> [String] {
    let words = name.split(whereSeparator: { "-_ ".contains($0) }).map { $0.lowercased() }
    let snake = words.joined(separator: "_")
    guard let first = snake.first, first.isLetter, snake.utf8.count <= 64,
      snake.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else {
      throw ExplainerError(
        .badParameter, "'\(name)' cannot be a name",
        expected: "letters, digits and underscores, a letter first, at most 64",
        remedy: Self.legalName(snake).map { "'explainer generate \($0)' would do" })
    }
    guard FileSystem.linkMode(folder) == nil else {
      throw ExplainerError(
        .badParameter, "there is something of that name already", at: [folder],
        remedy: "take another name, or another place with --path")
    }
    let template = "\(installation.scaffoldFolder)/\(language.rawValue)"
    guard FileSystem.isDirectory(template) else {
      throw ExplainerError(
        .internalFault, "this installation has no start for \(language.rawValue)", at: [template],
        remedy: "install the program again")
    }
    let replacements = [
      ("@name@", snake), ("@Name@", words.map(Self.capitalised).joined()),
      ("NameOfExplainer", words.map(Self.capitalised).joined()), ("@title@", words.joined(separator: " ")),
      ("@sdk@", installation.sdkFolder),
    ]
    func filled(_ text: String) -> String {
      replacements.reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
    // Into a folder beside it first, so that an interruption or a full disk leaves nothing half-written under the name.
    let parent = FileSystem.folder(of: FileSystem.absolute(folder))
    try FileSystem.makeFolder(parent)
    let staging = try ScratchFolder(in: parent, prefix: ".generate-")
    defer { staging.remove() }
    var made: [String] = []
    for template in ["\(installation.scaffoldFolder)/common", template] {
      for file in FileSystem.files(below: template, hidden: true) {
        let source = "\(template)/\(file)"
        let text = String(decoding: try FileSystem.read(source), as: UTF8.self)
        let isExecutable = FileSystem.mode(source).map { $0 & 0o100 != 0 } ?? false
        try put(filled(text).utf8, at: filled(file), isExecutable: isExecutable)
      }
    }
    if language != .swift, language != .rust {
      let header = "explainer_abi.h"
      try put(
        try FileSystem.read("\(installation.headerFolder)/\(header)"), at: "include/\(header)",
        isExecutable: false)
    }
    try FileSystem.moveFolder(staging.path, to: folder)
    return made.sorted()

    func put(_ bytes: some Sequence<UInt8>, at path: String, isExecutable: Bool) throws(ExplainerError) {
      let full = "\(staging.path)/\(path)"
      try FileSystem.makeFolder(FileSystem.folder(of: full))
      try FileSystem.write(bytes, to: full, mode: isExecutable ? 0o755 : 0o644)
      made.append(path)
    }
  }

  private static func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }
}
