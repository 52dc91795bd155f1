/// What is asked of a server.
struct HTTPRequest: Sendable {
  /// The address.
  var url: String
  /// Whether only the headers are wanted.
  var isHead = false
  /// Header lines.
  var headers: [(name: String, value: String)] = []
  /// How much may come at most, in bytes.
  var limit: Int
}
