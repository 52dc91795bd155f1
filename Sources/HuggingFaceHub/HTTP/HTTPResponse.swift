/// What a small request was answered with, over all redirections.
struct HTTPResponse: Sendable {
  /// The address that answered, or to which the last answer redirected.
  var url: String
  /// Its status.
  var status: Int
  /// The headers that were looked for, by name in lower case.
  ///
  /// Of those the Hub itself sends (`x-…`) the first answer's count, of the others the last one's.
  var headers: [String: String]
  /// The body.
  var body: [UInt8]

  /// The headers that are looked for.
  static let headerNames = ["etag", "content-length", "x-repo-commit", "x-linked-etag", "x-linked-size"]
}
