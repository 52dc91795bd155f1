import Diagnostics
import ExplainerTestSupport
import Files
import Testing
@testable import PluginRegistry

/// A file that is no library of this machine is refused before the loader sees it.
@Suite struct LibraryFormatTests {
  private let folder = TemporaryFolder()

  private func failure(_ bytes: [UInt8]) throws -> ExplainerError? {
    let path = "\(folder.path)/lib.so"
    try OutputFile.write(bytes, to: path)
    return failure(path)
  }

  private func failure(_ path: String) -> ExplainerError? {
    do {
      try LibraryFormat.check(LibraryReference(name: "x", path: path))
      return nil
    } catch { return error }
  }

  private func rogue() throws -> [UInt8] { try FileSystem.read("\(BuildProducts.folder)/libRoguePlugin.so") }

  /// A library as the build wrote it passes.
  @Test func whole() throws { #expect(try failure(try rogue()) == nil) }

  /// However much of a library is missing, it is refused.
  @Test(arguments: [1, 63, 64, 500, 4096, 0.5, 0.9, 0.9999] as [Double]) func truncated(_ length: Double)
    throws
  {
    let library = try rogue()
    let kept = length < 1 ? Int(length * Double(library.count)) : Int(length)
    let error = try #require(try failure(Array(library.prefix(kept))))
    #expect(error.code == .pluginUnavailable)
    #expect(error.description.contains(kept < 4 ? "not a shared library" : "cut short"), "\(error)")
  }

  /// Each kind of wrong file is named.
  @Test(arguments: [
    ("", "empty"), ("#!/bin/sh\n", "a script"), ("not a library\n", "a text file"),
    ("!<arch>\n", "a static library"),
    ("PK\u{3}\u{4}", "a zip archive"), ("MZ\u{0}", "a Windows library"),
    ("\u{0}\u{1}\u{2}", "some other file"),
  ]) func otherFiles(_ content: String, _ expected: String) throws {
    let error = try #require(try failure(Array(content.utf8)))
    #expect(error.code.exitCode == 69)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// A library for another machine says for which.
  @Test(arguments: [
    (18, 40, "ARM"), (18, 243, "RISC-V"), (18, 99, "number 99"), (4, 1, "32-bit"), (16, 1, "object file"),
  ])
  func otherMachines(_ index: Int, _ value: UInt8, _ expected: String) throws {
    var library = try rogue()
    library[index] = value
    let error = try #require(try failure(library))
    #expect(error.code.exitCode == 69)
    #expect(error.description.contains(expected), "\(error)")
  }

  /// Numbers in the header that lead nowhere are no trap.
  @Test(arguments: [32..<40, 40..<48, 54..<56, 56..<58, 60..<62]) func nonsense(_ range: Range<Int>) throws {
    var library = try rogue()
    for place in range { library[place] = 0xFF }
    #expect(try failure(library)?.code == .pluginUnavailable)
  }

  /// A folder in a library's place is refused before and in the worker.
  @Test func directory() throws {
    #expect(failure(folder.path)?.description.contains("is a folder") == true)
    let error = try #require(RogueRun().failure("fine", library: folder.path))
    #expect(error.code == .pluginUnavailable)
    #expect(error.description.contains("is a folder"))
  }

  /// A library that was cut short ends a run with one error, not a crash.
  @Test func truncatedRun() throws {
    let path = "\(folder.path)/librogue.so"
    try OutputFile.write(Array(try rogue().prefix(9000)), to: path)
    let error = try #require(RogueRun().failure("fine", library: path))
    #expect(error.code == .pluginUnavailable)
    #expect(error.description.contains("cut short"))
  }
}
