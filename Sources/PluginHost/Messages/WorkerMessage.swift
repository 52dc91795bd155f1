package import Diagnostics
package import ExplainerCore
package import JSON
import Tensors

/// What a worker tells the process that started it, one frame a message.
///
/// A frame is `XPLW`, one byte for the kind, the payload's size (u64, little-endian), the payload. Everything a worker
/// sends may have been touched by a plugin, so the reader trusts none of it.
package enum WorkerMessage: Sendable {
  /// The model is loaded.
  case model(ModelInfo)
  /// A stage of the work took this many seconds.
  case stage(String, Double)
  /// The plugin's progress.
  case progress(Double?, String)
  /// A log line.
  case log(LogLevel, String)
  /// The explanation's JSON, unread.
  case explanation([UInt8])
  /// A tensor of the explanation.
  case tensor(Explanation.NamedTensor)
  /// What was asked, for a task that is no call of an entry point.
  case answer(JSONValue)
  /// A part of what the work writes.
  case output([UInt8])
  /// Log lines that were not sent, because there are too many.
  case leftOut(OutputBudget.LeftOut)
  /// The work failed.
  case failure(ExplainerError)
  /// The work is done; nothing follows.
  case done
}

extension WorkerMessage {
  static let magic: [UInt8] = Array("XPLW".utf8)
  static let headerSize = 13

  /// The largest payload of a kind that a reader accepts, in bytes: more would be held in memory for nothing.
  static func maximumPayload(ofKind kind: UInt8) -> Int {
    switch kind {
    case 5: OutputLimits.explanation
    case tensorKind: OutputLimits.tensors + 1 << 20
    case 7: 4 << 20
    // Of a classifier the labels too, which may be many.
    case 1, 9: 64 << 20
    default: 1 << 20
    }
  }

  /// The kind of a tensor's message, whose elements are not read with the rest.
  static let tensorKind: UInt8 = 6

  /// The frame.
  package var frame: [UInt8] {
    var bytes: [UInt8] = []
    write { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Gives the frame to `output`, in pieces: a tensor's elements from where they are.
  package func write(_ output: (UnsafeRawBufferPointer) -> Void) {
    let (kind, payload) = kindAndPayload
    var elements = 0
    if case .tensor(let entry) = self { elements = entry.tensor.count * 4 }
    let size = payload.count + elements
    guard size <= Self.maximumPayload(ofKind: kind) else { return Self.tooLarge(size, kind).write(output) }
    (Self.magic + [kind] + (0..<8).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + payload)
      .withUnsafeBytes(output)
    if case .tensor(let entry) = self {
      entry.tensor.withUnsafeElements { output(UnsafeRawBufferPointer($0)) }
    }
  }

  /// What is sent in place of a message that no reader would take.
  private static func tooLarge(_ size: Int, _ kind: UInt8) -> WorkerMessage {
    .failure(
      ExplainerError(
        .limitReached, "the answer is too large",
        expected: "at most \(ByteCount.text(maximumPayload(ofKind: kind)))", found: ByteCount.text(size)))
  }

  /// The kind, and the payload but for a tensor's elements, which follow it.
  private var kindAndPayload: (UInt8, [UInt8]) {
    switch self {
    case .model(let info): (1, info.json.utf8())
    case .stage(let name, let seconds): (2, JSONValue.array([.string(name), .number(seconds)]).utf8())
    case .progress(let share, let note):
      (3, JSONValue.array([share.map { .number($0) } ?? .null, .string(note)]).utf8())
    case .log(let level, let text):
      (4, JSONValue.array([.integer(Int(level.rawValue)), .string(text)]).utf8())
    case .explanation(let bytes): (5, bytes)
    case .tensor(let entry):
      (Self.tensorKind, TensorHeader(name: entry.name, shape: entry.tensor.shape).bytes)
    case .failure(let error): (7, error.bounded.json.utf8())
    case .done: (8, [])
    case .answer(let json): (9, json.utf8())
    case .output(let bytes): (11, bytes)
    case .leftOut(let count): (10, JSONValue([count.lines, count.bytes]).utf8())
    }
  }
}
