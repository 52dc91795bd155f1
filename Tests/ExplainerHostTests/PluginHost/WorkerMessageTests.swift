import Diagnostics
import ExplainerCore
import class Foundation.Thread
import Glibc
import JSON
import Tensors
import Testing
@testable import PluginHost
@testable import Sandbox

@Suite struct WorkerMessageTests {
  static let messages: [WorkerMessage] = [
    .stage("map", 0.25), .progress(0.5, "half"), .progress(nil, ""), .log(.warning, "mind the gap"),
    .explanation(Array("{\"result\": {}}".utf8)),
    .tensor(.init("x", Tensor(shape: [2, 3], values: [1, 2, 3, 4, 5, .infinity]))),
    .tensor(.init("empty", Tensor(shape: [0, 7], values: []))),
    .failure(ExplainerError(.badText, "no", at: ["a"], expected: "b", found: "c", remedy: "d")), .done,
  ]

  /// What is written is read back, however the bytes are cut into pieces.
  @Test(arguments: [1, 3, 13, 14, 1000]) func roundTrip(_ piece: Int) throws {
    let bytes = Self.messages.flatMap(\.frame)
    var reader = WorkerMessageReader()
    var read: [WorkerMessage] = []
    for start in stride(from: 0, to: bytes.count, by: piece) {
      read += try reader.read(bytes[start..<min(start + piece, bytes.count)])
    }
    #expect(read.map(\.frame) == Self.messages.map(\.frame))
    #expect(!reader.isMidMessage)
  }

  /// A failure arrives, however long its words are.
  @Test func longFailure() throws {
    let words = String(repeating: "\u{0}", count: 1 << 20)
    let failure = WorkerMessage.failure(
      ExplainerError(
        .badData, words, at: [String](repeating: words, count: 100), expected: words, found: words,
        remedy: words))
    var reader = WorkerMessageReader()
    guard case .failure(let error)? = try reader.read(failure.frame[...]).first else {
      Issue.record("no failure")
      return
    }
    #expect(error.code == .badData && error.message.hasSuffix(" …"))
    #expect(error.location.count == 16 && error.message.utf8.count <= 64 << 10 + 8)
  }

  /// A tensor comes out of a pipe as it went in, also one that is larger than what a pipe holds.
  @Test func tensorThroughPipe() throws {
    let tensor = Tensor(shape: [3, 100_000], values: (0..<300_000).map { Float($0) * 0.5 })
    let pipe = try Pipe()
    let (input, output) = (pipe.readEnd, pipe.writeEnd.number)
    let writer = Thread {
      WorkerMessage.tensor(.init("large", tensor)).write { bytes in
        Descriptor(dup(output)).write([UInt8](bytes))
      }
      WorkerMessage.done.write { bytes in Descriptor(dup(output)).write([UInt8](bytes)) }
    }
    writer.start()
    var reader = WorkerMessageReader()
    var read: [WorkerMessage] = []
    while read.count < 2, let more = try reader.read(from: input) { read += more }
    guard case .tensor(let entry)? = read.first, case .done? = read.last else {
      Issue.record("read \(read.count) messages")
      return
    }
    #expect(entry.name == "large" && entry.tensor == tensor)
    #expect(!reader.isMidMessage)
  }

  /// Once the size of a message is known its bytes stay where they are: what arrives of a long one is not copied with
  /// every piece.
  @Test(arguments: [2, 1 << 20]) func unfinishedMessageStays(_ size: Int) throws {
    let long = WorkerMessage.explanation([UInt8](repeating: 0x20, count: size))
    let bytes = WorkerMessage.done.frame + long.frame + WorkerMessage.done.frame
    var reader = WorkerMessageReader()
    var addresses: Set<UInt> = []
    for start in stride(from: 0, to: bytes.count, by: 1 << 12) {
      _ = try reader.read(bytes[start..<min(start + 1 << 12, bytes.count)])
      reader.buffer.withUnsafeBufferPointer { piece in
        if start > 0, !piece.isEmpty { addresses.insert(UInt(bitPattern: piece.baseAddress)) }
      }
    }
    #expect(addresses.count <= 1)
    #expect(!reader.isMidMessage)
  }

  /// What no reader would take is sent as a failure that says so, and never as a message that reads as rubbish.
  @Test(arguments: 0..<2) func tooLarge(_ index: Int) throws {
    let letters = { (count: Int) in String(repeating: "a", count: count << 20) }
    let message = [
      WorkerMessage.log(.info, letters(2)), .answer(.string(letters(65))),
    ][index]
    var reader = WorkerMessageReader()
    guard case .failure(let error)? = try reader.read(message.frame).first else {
      Issue.record("it was sent as it is")
      return
    }
    #expect(error.code == .limitReached && error.message == "the answer is too large", "\(error)")
    #expect(!reader.isMidMessage)
  }

  /// Bytes that are no message are recognised at once, not waited on.
  @Test(arguments: ["rubbish", "Q", "XPLW\u{9}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "XPLQ"])
  func rubbish(_ text: String) {
    var reader = WorkerMessageReader()
    #expect(throws: ExplainerError.self) { _ = try reader.read(Array(text.utf8)) }
  }

  /// A frame that claims to be larger than any answer is rubbish, not an allocation.
  @Test func hugeFrame() {
    var reader = WorkerMessageReader()
    let frame = WorkerMessage.magic + [5] + [UInt8](repeating: 0xFF, count: 8)
    #expect(throws: ExplainerError.self) { _ = try reader.read(frame) }
  }

  /// A tensor whose header lies about its size is refused.
  @Test(arguments: [
    "{\"name\": \"x\", \"shape\": [3]}", "{\"name\": \"x\", \"shape\": [-1]}", "{\"shape\": [1]}", "[]", "{",
    "{\"name\": \"x\", \"shape\": [4294967296, 4294967296, 4294967296]}",
    "{\"name\": \"x\", \"shape\": [\"1\"]}",
    "{\"name\": \"x\", \"shape\": [0, 9223372036854775807, 9223372036854775807]}",
    "{\"name\": \"x\", \"shape\": [9223372036854775807, 0]}",
  ])
  func lyingTensor(_ header: String) {
    let bytes = Array(header.utf8)
    func counted(_ size: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } }
    let payload = counted(bytes.count) + bytes + [0, 0, 0, 0]
    let frame = WorkerMessage.magic + [WorkerMessage.tensorKind] + counted(payload.count) + payload
    var reader = WorkerMessageReader()
    #expect(throws: ExplainerError.self) { _ = try reader.read(frame) }
  }
}
