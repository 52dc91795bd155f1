import Diagnostics
import ExplainerCore
import JSON

extension WorkerMessage {
  /// The longest name of a stage, in bytes.
  private static let stageName = 100
  /// The longest stage, in seconds: thirty years.
  private static let stageSeconds = 0.0...1e9

  /// Reads the payload of any message but a tensor's; nil where it is not what its kind says, or says numbers that
  /// nothing can have.
  package init?(kind: UInt8, payload: ArraySlice<UInt8>) {
    switch kind {
    case 5: self = .explanation(Array(payload))
    case 8: self = .done
    case 11: self = .output(Array(payload))
    default:
      guard let json = try? JSONValue(parsing: Array(payload), memory: OutputLimits.values) else {
        return nil
      }
      self.init(kind: kind, json)
    }
  }

  private init?(kind: UInt8, _ json: JSONValue) {
    switch kind {
    case 1:
      guard let info = try? ModelInfo(json: json), info.hasPossibleSizes else { return nil }
      self = .model(info)
    case 2:
      guard let name = json[0]?.string, let seconds = json[1]?.double, name.utf8.count <= Self.stageName,
        Self.stageSeconds.contains(seconds)
      else { return nil }
      self = .stage(name.asOneLine, seconds)
    case 3:
      let share = json[0]?.double.flatMap { $0.isNaN ? nil : min(max($0, 0), 1) }
      self = .progress(share, json[1]?.string ?? "")
    case 4:
      let level = json[0]?.int.flatMap(Int32.init(exactly:)).flatMap(LogLevel.init(rawValue:))
      self = .log(level ?? .info, json[1]?.string ?? "")
    case 7: self = .failure(ExplainerError(json: json).asOneLine)
    case 9: self = .answer(json)
    case 10:
      var count = OutputBudget.LeftOut()
      count.add(lines: json[0]?.int ?? 0, bytes: json[1]?.int ?? 0)
      self = .leftOut(count)
    default: return nil
    }
  }
}

extension ExplainerError {
  /// The same, each of its parts one line.
  fileprivate var asOneLine: ExplainerError {
    ExplainerError(
      code, message.asOneLine, at: location.map(\.asOneLine), expected: expected?.asOneLine,
      found: found?.asOneLine, remedy: remedy?.asOneLine)
  }
}

extension ModelInfo {
  /// Whether these are sizes that a model can have, so that sums and products of two of them are numbers too.
  fileprivate var hasPossibleSizes: Bool {
    let stack = encoder.map { [$0.layers, $0.heads, $0.feedForwardSize] } ?? []
    let sizes = [layers, heads, hiddenSize, feedForwardSize, vocabularySize, contextLength] + stack
    return sizes.allSatisfy { (0...Int(Int32.max)).contains($0) }
  }
}
