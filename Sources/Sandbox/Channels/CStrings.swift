import Glibc

/// Texts as C expects lists of them.
package enum CStrings {
  /// Calls `body` with `texts` as C strings and a null pointer at the end, valid during the call.
  package static func with<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> Result
  ) rethrows -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return try body(copies + [nil])
  }
}
