package import Diagnostics

/// Cuts the bytes a worker sends into messages.
package struct WorkerMessageReader: Sendable {
  private var buffer: [UInt8] = []

  /// Whether a message has begun and not ended.
  package var isMidMessage: Bool { !buffer.isEmpty }

  /// Empty.
  package init() {}

  /// Takes more bytes and gives the messages they complete.
  ///
  /// - Throws: `pluginFault` for bytes that are no message: a plugin has written to the worker's result channel.
  package mutating func read(_ bytes: some Sequence<UInt8>) throws(ExplainerError) -> [WorkerMessage] {
    buffer.append(contentsOf: bytes)
    var messages: [WorkerMessage] = []
    var start = 0
    let rubbish = ExplainerError(.pluginFault, "the plugin wrote rubbish into the worker's result channel")
    while buffer.count - start >= WorkerMessage.headerSize {
      guard buffer[start..<start + 4].elementsEqual(WorkerMessage.magic) else { throw rubbish }
      let size = buffer[start + 5..<start + 13].reversed().reduce(0) { $0 << 8 | UInt64($1) }
      guard size <= UInt64(WorkerMessage.maximumPayload(ofKind: buffer[start + 4])) else { throw rubbish }
      let end = start + WorkerMessage.headerSize + Int(size)
      guard buffer.count >= end else {
        if buffer.capacity < end - start { buffer.reserveCapacity(end - start) }
        break
      }
      let payload = buffer[start + WorkerMessage.headerSize..<end]
      guard let message = WorkerMessage(kind: buffer[start + 4], payload: payload) else { throw rubbish }
      messages.append(message)
      start = end
    }
    // A frame that is still short must at least begin like one, or the reader would wait for it for ever.
    guard WorkerMessage.magic.starts(with: buffer[start...].prefix(4)) else { throw rubbish }
    buffer.removeFirst(start)
    return messages
  }
}
