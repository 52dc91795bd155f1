import CCurl
import Diagnostics

/// Transfers that share connections, by libcurl; for one thread at a time.
final class HTTPSession {
  fileprivate let handle: OpaquePointer
  private let settings: HubSettings

  /// Why nothing can be fetched; nil where libcurl is there, which this loads.
  static var unavailability: String? { ccurl_bind().map { String(cString: $0) } }

  /// What to do where it is not there.
  static let remedy = "as root: apt-get install libcurl4 ca-certificates"

  /// Loads libcurl where this is the first session of the process.
  ///
  /// - Throws: `inputOutput` where it is not there.
  init(_ settings: HubSettings) throws(ExplainerError) {
    if let reason = Self.unavailability {
      throw ExplainerError(
        .inputOutput, "nothing can be downloaded without libcurl: \(reason)", remedy: Self.remedy)
    }
    guard let handle = ccurl_open() else { throw ExplainerError(.outOfMemory, "memory ran out") }
    self.handle = handle
    self.settings = settings
  }

  deinit { ccurl_close(handle) }

  /// Starts a request; it moves on in `step`.
  func start(_ request: HTTPRequest) throws(ExplainerError) -> HTTPTransfer {
    guard let transfer = ccurl_new(handle, request.url, Int64(request.limit)) else {
      throw ExplainerError(.outOfMemory, "memory ran out")
    }
    if request.isHead { ccurl_set_head(transfer) }
    for (name, value) in request.headers { ccurl_add_header(transfer, "\(name): \(value)") }
    if let file = settings.certificates { ccurl_set_certificates(transfer, file) }
    let patience = settings.patience
    ccurl_set_patience(
      transfer, Int(patience.connectSeconds * 1000), patience.idleSeconds, patience.leastSpeed)
    let result = HTTPTransfer(transfer, of: self, request)
    guard ccurl_start(transfer) else { throw ExplainerError(.outOfMemory, "memory ran out") }
    return result
  }

  /// Moves all transfers on, waiting for news at most this long.
  func step(milliseconds: Int) { ccurl_step(handle, Int32(clamping: milliseconds)) }

  /// Scheme, host and port of an address as libcurl understands it; nil for what is no http or https address.
  ///
  /// Requires that a session has been opened.
  static func origin(of url: String) -> String? {
    let room = 1024
    let words = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      let isFine = buffer.withMemoryRebound(to: CChar.self) { ccurl_origin(url, $0.baseAddress, room) }
      count = isFine ? buffer.firstIndex(of: 0) ?? 0 : 0
    }
    return words.isEmpty ? nil : String(decoding: words, as: UTF8.self)
  }
}
