package import Diagnostics
import ExplainerCore
package import Sandbox
import Tensors

/// Cuts the bytes a worker sends into messages; the elements of tensors go straight to where they stay.
package struct WorkerMessageReader: Sendable {
  /// A tensor of which not all has arrived.
  private struct Incoming {
    let name: String
    let tensor: IncomingTensor
  }

  private(set) var buffer: [UInt8] = []
  private var incoming: Incoming?

  /// A reader that has read nothing.
  package init() {}

  /// Whether a message has begun and not ended.
  package var isMidMessage: Bool { !buffer.isEmpty || incoming != nil }

  /// Reads what there is to read from `descriptor`, waiting where there is nothing, and gives the messages it completes;
  /// nil at the end.
  ///
  /// - Throws: as the other `read`.
  package mutating func read(from descriptor: Descriptor) throws(ExplainerError) -> [WorkerMessage]? {
    guard let incoming else {
      guard let bytes = descriptor.read() else { return nil }
      return try read(bytes)
    }
    var got = 0
    incoming.tensor.receive {
      got = descriptor.read(into: $0)
      return got
    }
    return got > 0 ? try read([]) : nil
  }

  /// Takes more bytes and gives the messages they complete.
  ///
  /// - Throws: `pluginFault` for bytes that are no message: a plugin has written to the worker's result channel;
  ///   `outOfMemory` for a tensor there is no room for.
  package mutating func read(_ bytes: some Collection<UInt8>) throws(ExplainerError) -> [WorkerMessage] {
    buffer.append(contentsOf: bytes)
    var messages: [WorkerMessage] = []
    var start = 0
    while let message = try next(&start) { messages.append(message) }
    // A frame that is still short must at least begin like one, or the reader would wait for it for ever.
    guard WorkerMessage.magic.starts(with: buffer[start...].prefix(4)) else { throw Self.rubbish }
    buffer.removeFirst(start)
    return messages
  }

  /// The next whole message of the buffer from `start` on, which moves behind it.
  private mutating func next(_ start: inout Int) throws(ExplainerError) -> WorkerMessage? {
    if let incoming {
      start += take(from: start, incoming.tensor)
      guard let tensor = incoming.tensor.tensor else { return nil }
      self.incoming = nil
      return .tensor(.init(incoming.name, tensor))
    }
    guard buffer.count - start >= WorkerMessage.headerSize else { return nil }
    guard buffer[start..<start + 4].elementsEqual(WorkerMessage.magic) else { throw Self.rubbish }
    let kind = buffer[start + 4]
    let claimed = buffer[start + 5..<start + 13].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard claimed <= UInt64(WorkerMessage.maximumPayload(ofKind: kind)) else { throw Self.rubbish }
    let size = Int(claimed)
    if kind == WorkerMessage.tensorKind { return try nextTensor(&start, size) }
    guard buffer.count - start - WorkerMessage.headerSize >= size else {
      buffer.reserveCapacity(start + WorkerMessage.headerSize + size)
      return nil
    }
    guard let message = WorkerMessage(kind: kind, payload: payload(from: start, size)) else {
      throw Self.rubbish
    }
    start += WorkerMessage.headerSize + size
    return message
  }

  /// The tensor whose message, with a payload of `size` bytes, begins at `start`; nil until it is whole.
  private mutating func nextTensor(_ start: inout Int, _ size: Int) throws(ExplainerError) -> WorkerMessage? {
    let payload = payload(from: start, size)
    guard let headerSize = TensorHeader.size(in: payload) else {
      guard payload.count < size else { throw Self.rubbish }
      return nil
    }
    guard headerSize <= size else { throw Self.rubbish }
    guard payload.count >= headerSize else { return nil }
    guard let header = TensorHeader(payload.prefix(headerSize), payloadSize: size) else { throw Self.rubbish }
    guard let tensor = IncomingTensor(shape: header.shape) else {
      throw ExplainerError(
        .outOfMemory, "there is no memory for a tensor of \(ByteCount.text(size))",
        remedy: "leave the tensors out, or ask for less")
    }
    incoming = Incoming(name: header.name, tensor: tensor)
    start += WorkerMessage.headerSize + headerSize
    return try next(&start)
  }

  /// What has arrived of a payload of `size` bytes.
  ///
  /// Not to be held while the buffer changes, which would copy it.
  private func payload(from start: Int, _ size: Int) -> ArraySlice<UInt8> {
    buffer[(start + WorkerMessage.headerSize)...].prefix(size)
  }

  /// Puts bytes of the buffer from `start` on into a tensor; gives how many.
  private func take(from start: Int, _ tensor: IncomingTensor) -> Int {
    var count = 0
    tensor.receive { memory in
      count = min(memory.count, buffer.count - start)
      buffer[start..<start + count].withUnsafeBytes { memory.copyMemory(from: $0) }
      return count
    }
    return count
  }

  private static var rubbish: ExplainerError {
    ExplainerError(.pluginFault, "the plugin wrote rubbish into the worker's result channel")
  }
}
