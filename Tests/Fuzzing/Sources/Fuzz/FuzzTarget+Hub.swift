import Checkpoints
import Glibc
@testable import HuggingFaceHub

extension FuzzTarget {
  /// The Hub's answers, one after the other, with a line of four hyphens between them: a model is looked up and fetched.
  ///
  /// Whatever an answer redirects to is asked of the same server of ours, which stands in for a proxy too.
  static let hub = FuzzTarget("hub") { bytes in
    guard let server else { fatalError("no server") }
    server.say(FuzzServer.answers(in: bytes))
    if let id = HubID("o/m") { _ = try? RepositoryListing(bytes, of: id, from: "http://h") }
    defer { Inputs.remove(folder: "\(Inputs.folder)/hub") }
    var hub = Hub(environment: [
      "HF_ENDPOINT": "http://127.0.0.1:\(server.port)", "HF_HOME": "\(Inputs.folder)/hub",
    ])
    hub.settings.patience.tries = 1
    hub.settings.patience.firstTries = 1
    hub.settings.patience.idleSeconds = 1
    hub.settings.connections = 1
    guard let id = HubID("o/m"), let plan = try? hub.plan(id) else { return }
    // What no disk holds is refused beforehand; what one holds is not worth the time.
    guard plan.missing.reduce(0, { $0 + $1.size }) < 1 << 16 else { return }
    _ = try? hub.download(plan)
  }

  private static let server: FuzzServer? = {
    guard let server = FuzzServer() else { return nil }
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
      setenv(name, "http://127.0.0.1:\(server.port)", 1)
    }
    unsetenv("no_proxy")
    unsetenv("NO_PROXY")
    return server
  }()
}
