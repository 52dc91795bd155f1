import Diagnostics

/// A stretch of a file that is asked for by one request, and again from where it broke off.
struct FilePart {
  /// The bytes of the file it stands for.
  let range: Range<Int>
  /// What came in tries that broke off and has not yet been taken.
  var saved: [UInt8] = []
  /// How many bytes have been taken.
  var taken = 0
  /// The request, while one is under way.
  var transfer: HTTPTransfer?
  /// Whether the answer was seen to be the one that was asked for.
  var isAccepted = false
  /// How many bytes at the beginning of the answer are here already: of a server that sends only whole files.
  var surplus = 0
  /// When it may be asked for again.
  var earliest = ContinuousClock.now
  /// How often in a row it failed with next to nothing having come.
  private(set) var failures = 0
  /// How many bytes have come since it failed last.
  private var fresh = 0
  /// So much has to come for a try not to count as failed: a server that sends a few bytes each time would be asked for
  /// ever.
  private static let leastFresh = 1000
  /// How often in a row it was redirected.
  var hops = 0

  init(_ range: Range<Int>) { self.range = range }

  /// The place in the file of the next byte to ask for.
  var next: Int { range.lowerBound + taken + saved.count }

  /// Whether all bytes are here.
  var isComplete: Bool { next == range.upperBound }

  /// How many bytes have come and not been taken.
  var waiting: Int {
    saved.count + (isAccepted ? max(0, (transfer?.available ?? 0) - surplus) : 0)
  }

  /// Counts a try that brought less than it should.
  mutating func fail() {
    failures += 1
    fresh = 0
  }

  /// Counts what has come.
  private mutating func note(_ count: Int) {
    fresh = min(fresh + count, Self.leastFresh)
    if fresh == Self.leastFresh { failures = 0 }
  }

  /// Takes what has come.
  mutating func take() -> [UInt8] {
    var bytes = saved
    saved = []
    if isAccepted, let transfer {
      if surplus > 0 { surplus -= transfer.take(surplus).count }
      if surplus == 0 {
        let more = transfer.take(range.count - taken - bytes.count)
        note(more.count)
        bytes += more
      }
    }
    taken += bytes.count
    return bytes
  }

  /// Ends the request and keeps what has come of it.
  mutating func stop() {
    if isAccepted, let transfer {
      if surplus > 0 { surplus -= transfer.take(surplus).count }
      if surplus == 0 {
        let bytes = transfer.take(range.count - taken - saved.count)
        note(bytes.count)
        saved += bytes
      }
    }
    transfer = nil
    isAccepted = false
  }
}
