import Checkpoints
import Diagnostics
import Digests
import ExplainerTestSupport
import HuggingFaceHub

extension HubServer {
  /// The Hub as a program with this environment sees it, impatient, with small parts.
  func hub(_ more: [String: String] = [:]) -> Hub {
    var hub = Hub(environment: environment.merging(more) { $1 })
    hub.settings.patience.firstWait = 0.01
    hub.settings.partSize = 64 << 10
    return hub
  }

  /// Downloads a model.
  @discardableResult func download(
    _ name: String, _ hub: Hub? = nil, isForced: Bool = false, observer: DownloadObserver = DownloadObserver()
  ) throws -> ModelLocation {
    let hub = hub ?? self.hub()
    guard let id = HubID(name) else { throw ExplainerError(.badParameter, "no id") }
    return try hub.download(try hub.plan(id, isForced: isForced), isForced: isForced, observer: observer)
  }
}

/// Content for models.
enum Sample {
  static let config = Array(#"{"model_type": "gpt2", "architectures": ["GPT2LMHeadModel"]}"#.utf8)

  /// Bytes that differ from place to place.
  static func bytes(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 16)
    }
  }

  /// A model with weights of this many bytes.
  static func model(_ count: Int = 1000) -> [String: [UInt8]] {
    ["config.json": config, "tokenizer.json": Array("{}".utf8), "model.safetensors": bytes(count)]
  }

  /// The etag of a file in large file storage.
  static func sha256(_ bytes: [UInt8]) -> String { SHA256.hexadecimal(of: bytes) }

  /// The etag of a small file.
  static func gitBlob(_ bytes: [UInt8]) -> String {
    var digest = SHA1(gitBlobOfSize: bytes.count)
    digest.update(bytes)
    return digest.hexadecimal
  }
}

/// The error of a piece of work that should fail.
func failure(_ work: () throws -> Void) -> ExplainerError? {
  do {
    try work()
    return nil
  } catch { return error as? ExplainerError }
}
