import CCurl

/// A request under way and what has come back so far; ends with this object.
final class HTTPTransfer {
  /// A failure of the transport, as libcurl numbers and words it.
  struct Failure {
    let code: Int
    let message: String

    /// Whether another try may help: names, connections and streams fail and come back.
    var isTransient: Bool { [5, 6, 7, 16, 18, 28, 35, 52, 55, 56, 92, 95].contains(code) }
    /// Whether there was no connection at all.
    var isUnconnected: Bool { [5, 6, 7].contains(code) }
    /// Whether the server's certificate is not trusted.
    var isOfCertificates: Bool { [58, 60, 77, 83, 90, 91].contains(code) }
  }

  /// What was asked.
  let request: HTTPRequest
  private let handle: OpaquePointer
  // Transfers end before their session.
  private let session: HTTPSession

  init(_ handle: OpaquePointer, of session: HTTPSession, _ request: HTTPRequest) {
    self.handle = handle
    self.session = session
    self.request = request
  }

  deinit { ccurl_free(handle) }

  /// Whether it has ended, well or not.
  var isDone: Bool { ccurl_is_done(handle) }

  /// Whether the answer's headers are there.
  var hasHeaders: Bool { ccurl_has_headers(handle) }

  /// Why it ended early; nil where it did not.
  var failure: Failure? {
    let code = Int(ccurl_failure(handle))
    return code == 0 ? nil : Failure(code: code, message: String(cString: ccurl_message(handle)))
  }

  /// Whether it was ended because more came than the request allows.
  var isTooLarge: Bool { ccurl_is_too_large(handle) }

  /// The answer's status; 0 before there is one.
  var status: Int { ccurl_status(handle) }

  /// The answer's header of this name.
  func header(_ name: String) -> String? { ccurl_header(handle, name).map { String(cString: $0) } }

  /// Where the answer redirects to.
  var redirect: String? { ccurl_redirect(handle).map { String(cString: $0) } }

  /// How many bytes have come and wait to be taken.
  var available: Int { ccurl_available(handle) }

  /// Takes what has come, at most `count` bytes.
  func take(_ count: Int = .max) -> [UInt8] {
    let count = min(count, available)
    return [UInt8](unsafeUninitializedCapacity: count) { $1 = ccurl_take(handle, $0.baseAddress, count) }
  }
}
