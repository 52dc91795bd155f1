import Diagnostics

/// What redirections are followed.
enum Redirection {
  /// `next`, if it may be followed.
  ///
  /// - Throws: `inputOutput` for a redirection from https to http, the eleventh in a row, and what is no address.
  static func checked(
    _ next: String, from url: String, hops: Int, _ subject: HubSubject
  ) throws(ExplainerError) -> String {
    let server = subject.server(of: url)
    guard hops <= 10 else {
      throw ExplainerError(.inputOutput, "\(server) redirects in circles", at: subject.location)
    }
    guard let there = HTTPSession.origin(of: next) else {
      throw ExplainerError(
        .inputOutput, "\(server) redirects to what is no http address", at: subject.location,
        found: String(next.prefix(200)))
    }
    if HTTPSession.origin(of: url)?.hasPrefix("https:") == true, !there.hasPrefix("https:") {
      throw ExplainerError(
        .inputOutput, "\(server) redirects from https to http, which is not followed", at: subject.location,
        found: subject.server(of: next))
    }
    return next
  }
}
