import Diagnostics
import JSON

/// A request in the form in which a plugin reads it: encoded once, where a call begins, and handed on as it is.
package struct EncodedRequest: Sendable, Hashable {
  /// The request's JSON.
  package let bytes: [UInt8]

  /// The form of `request`.
  package init(_ request: ExplanationRequest) { bytes = request.json.utf8() }

  /// What this same program encoded.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The request.
  ///
  /// - Throws: `internalFault` where these are not the bytes of one.
  func decoded() throws -> ExplanationRequest {
    let json = try JSONValue(parsing: bytes)
    do { return try ExplanationRequest(json: json) } catch {
      throw error.inValue("request of the job", code: .internalFault)
    }
  }
}
