import Checkpoints
import Files
import JSON

/// Where the Hub is and how it is talked to, by the variables that `huggingface_hub` reads.
package struct HubSettings: Sendable {
  /// How failures are waited out.
  package struct Patience: Sendable {
    /// The wait before the second try, in seconds; it doubles with every further one.
    package var firstWait = 1.0
    /// The longest wait between two tries, in seconds.
    package var longestWait = 30.0
    /// How often something is tried in a row without any progress.
    package var tries = 5
    /// How often a server that cannot even be connected to is asked the first question.
    package var firstTries = 2
    /// The longest wait a server may ask for, in seconds.
    package var longestRetryAfter = 120.0
    /// How long connecting may take, in seconds.
    package var connectSeconds = 10.0
    /// After how many seconds at less than the least speed a connection counts as dead.
    package var idleSeconds = 10
    /// The least speed, in bytes a second: one byte now and then would hold a download for ever.
    package var leastSpeed = 100
    /// How long a small question may be answered, in seconds.
    package var answerSeconds = 300

    /// The usual patience.
    package init() {}
  }

  /// The address of the Hub, without a slash at the end (`HF_ENDPOINT`).
  package var endpoint: String
  /// Whether nothing may be asked (`HF_HUB_OFFLINE`, else `TRANSFORMERS_OFFLINE`).
  package var isOffline: Bool
  /// A file with the certificates to trust instead of the system's (`REQUESTS_CA_BUNDLE`, `CURL_CA_BUNDLE`,
  /// `SSL_CERT_FILE`).
  package var certificates: String?
  /// Whether no progress bar is wanted (`HF_HUB_DISABLE_PROGRESS_BARS`).
  package var hidesProgress: Bool
  /// How failures are waited out (`HF_HUB_ETAG_TIMEOUT`, `HF_HUB_DOWNLOAD_TIMEOUT`).
  package var patience = Patience()
  /// How many bytes are asked for at a time.
  package var partSize = 8 << 20
  /// How large what the Hub tells of a model may be, in bytes.
  package var largestListing = DocumentBounds.listing.bytes
  /// How many connections are open at a time.
  package var connections = 4
  private let givenToken: String?
  private let tokenFile: String?

  /// The settings of this environment.
  package init(environment: [String: String]) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    func isOn(_ name: String) -> Bool? {
      value(name).map { ["1", "ON", "YES", "TRUE"].contains($0.uppercased()) }
    }
    var endpoint = value("HF_ENDPOINT") ?? "https://huggingface.co"
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    self.endpoint = endpoint
    isOffline = isOn("HF_HUB_OFFLINE") ?? isOn("TRANSFORMERS_OFFLINE") ?? false
    certificates = value("REQUESTS_CA_BUNDLE") ?? value("CURL_CA_BUNDLE") ?? value("SSL_CERT_FILE")
    hidesProgress = isOn("HF_HUB_DISABLE_PROGRESS_BARS") ?? false
    if let seconds = value("HF_HUB_ETAG_TIMEOUT").flatMap(Double.init), seconds > 0, seconds < 1e6 {
      patience.connectSeconds = seconds
    }
    if let seconds = value("HF_HUB_DOWNLOAD_TIMEOUT").flatMap(Int.init), 1...1_000_000 ~= seconds {
      patience.idleSeconds = seconds
    }
    let isSilent = isOn("HF_HUB_DISABLE_IMPLICIT_TOKEN") ?? false
    givenToken = isSilent ? nil : value("HF_TOKEN") ?? value("HUGGING_FACE_HUB_TOKEN")
    tokenFile =
      isSilent
      ? nil
      : value("HF_TOKEN_PATH").map { HubCache.expanded($0, environment) }
        ?? HubCache(environment: environment).home.map { "\($0)/token" }
  }

  /// What proves who the user is: `HF_TOKEN`, else what the token file holds; nil where there is neither.
  ///
  /// It is put into no message.
  func token() -> String? {
    let text =
      givenToken
      ?? tokenFile.flatMap { try? FileSystem.read($0, limit: 1 << 16) }.map {
        String(decoding: $0, as: UTF8.self)
      }
    // A token is one printable word; anything else could end the header it is sent in.
    let word = text?.split { $0.isWhitespace }.first.map(String.init)
    return word.flatMap { $0.utf8.allSatisfy { 0x21..<0x7F ~= $0 } ? $0 : nil }
  }
}
