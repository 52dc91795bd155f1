import CExplainerABI
import Diagnostics
import ExplainerKit
import JSON
import Testing
@testable import PluginHost

/// JSON that is read value by value through the C interface is parsed once, however long it is, and never mistaken for
/// another text.
@Suite struct ParsedDocumentsTests {
  /// Memory of a plugin's, which it may write to.
  private final class Buffer {
    let memory: UnsafeMutableBufferPointer<CChar>
    init(_ text: String) {
      memory = .allocate(capacity: text.utf8.count)
      put(text, at: 0)
    }
    deinit { memory.deallocate() }
    func put(_ text: String, at index: Int) {
      for (offset, byte) in text.utf8.enumerated() { memory[index + offset] = CChar(bitPattern: byte) }
    }
    var text: xpl_str { xpl_str(data: memory.baseAddress, size: memory.count) }
  }

  private static func vocabulary(_ count: Int) -> String {
    "{" + (0..<count).map { "\"piece \($0)\": \($0 * 7)" }.joined(separator: ", ") + "}"
  }

  /// Every member of a vocabulary, and another document in between, as a loop over both would read them.
  @Test func values() throws {
    var documents = ParsedDocuments()
    let vocabulary = Buffer(Self.vocabulary(50_000)), request = Buffer("{\"parameters\": {\"topk\": 3}}")
    for index in 0..<50_000 {
      #expect(try documents.value(of: vocabulary.text)["piece \(index)"]?.int == index * 7)
      if index % 100 == 0 {
        #expect(try documents.value(of: request.text)[pointer: "/parameters/topk"]?.int == 3)
      }
    }
  }

  /// What a value costs does not grow with the text: of one fifty times as long it is at most some times as much, where
  /// comparing all of it would be fifty times.
  @Test func linear() throws {
    func cost(_ members: Int) throws -> Duration {
      let buffer = Buffer(Self.vocabulary(members))
      var documents = ParsedDocuments()
      _ = try documents.value(of: buffer.text)
      return try (0..<5).map { _ in
        try ContinuousClock().measure { for _ in 0..<500 { _ = try documents.value(of: buffer.text) } }
      }.min() ?? .zero
    }
    let (short, long) = (try cost(4000), try cost(200_000))
    #expect(long < short * 10, "\(short) and \(long)")
  }

  /// A short text may be written over by another of the same length in the same place.
  @Test func writtenOver() throws {
    var documents = ParsedDocuments()
    let buffer = Buffer("{\"value\": 1}")
    #expect(try documents.value(of: buffer.text)["value"]?.int == 1)
    buffer.put("2", at: 10)
    #expect(try documents.value(of: buffer.text)["value"]?.int == 2)
    buffer.put("x", at: 10)
    #expect(throws: ExplainerError.self) { try documents.value(of: buffer.text) }
  }

  /// A long one that is another from its first or last member on is read anew; one that changes within is an error before
  /// all of it has been read.
  @Test func longOnes() throws {
    var documents = ParsedDocuments()
    let buffer = Buffer(Self.vocabulary(50_000))
    #expect(try documents.value(of: buffer.text)["piece 1"]?.int == 7)
    buffer.put("9", at: 26)
    #expect(try documents.value(of: buffer.text)["piece 1"]?.int == 9)
    buffer.put("X", at: buffer.memory.count / 2)
    var read = 0
    let failure = { () -> ExplainerError? in
      do {
        while read < 1000 {
          _ = try documents.value(of: buffer.text)
          read += 1
        }
        return nil
      } catch { return error as? ExplainerError }
    }()
    #expect(failure?.code == .pluginFault && failure?.message.contains("changed a JSON text") == true)
    #expect(read <= buffer.memory.count / 4096 + 1)
  }

  /// More documents than are remembered, one after the other: each is what it is.
  @Test func many() throws {
    var documents = ParsedDocuments()
    let buffers = (0..<20).map { Buffer("[\(100 + $0)]") }
    for _ in 0..<3 {
      for (index, buffer) in buffers.enumerated() {
        #expect(try documents.value(of: buffer.text)[0]?.int == 100 + index)
      }
    }
  }
}
