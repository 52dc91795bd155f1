public import Checkpoints
public import Diagnostics
public import ExplainerCore
import JSON
import PluginHost

/// A model that a plugin is tried on.
public struct ConformanceModel: Sendable {
  /// What it is.
  public let info: ModelInfo
  /// Where it lies.
  public let location: ModelLocation
  /// What stands for a masked word in its texts; nil where it knows none.
  let mask: String?

  /// The model at `location`, already loaded.
  ///
  /// - Throws: as its tokenizer.
  package init(_ model: any Model, at location: ModelLocation) throws {
    self.init(info: model.info, location: location, mask: try Self.mask(of: model))
  }

  private init(info: ModelInfo, location: ModelLocation, mask: String?) {
    self.info = info
    self.location = location
    self.mask = mask
  }

  private static func mask(of model: any Model) throws -> String? {
    try model.info.maskTokenID.flatMap { try model.tokens(withIDs: [$0]).first?.text }
  }

  /// The model at `location`, which `reader` reads.
  ///
  /// - Throws: as `ModelReader.info`.
  public init(_ location: ModelLocation, _ reader: ModelReader) throws(ExplainerError) {
    var info: ModelInfo?
    var mask: String?
    try reader.read(location) { message throws(ExplainerError) in
      switch message {
      case .model(let found): info = found
      case .answer(let text): mask = text.string
      default: break
      }
    } doing: { model, channel in
      channel.answer(try Self.mask(of: model).map { .string($0) } ?? .null)
    }
    guard let info else {
      throw ExplainerError(.internalFault, "nothing was said of the model", at: [location.id])
    }
    self.init(info: info, location: location, mask: mask)
  }
}
