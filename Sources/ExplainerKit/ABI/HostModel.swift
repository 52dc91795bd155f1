import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// The host's model, reached through the C boundary.
struct HostModel: Model {
  let info: ModelInfo
  let connection: HostConnection

  init(_ connection: HostConnection) throws {
    self.connection = connection
    let json = try connection.json {
      connection.host.pointee.model_info?(connection.host, connection.call, $0)
    }
    do { info = try ModelInfo(json: json) } catch {
      throw error.inValue("model of the host", code: .internalFault)
    }
  }

  func tokenize(_ text: String) throws -> [Token] {
    try tokens(
      try text.withABIString { text in
        try connection.json { connection.host.pointee.tokenize?(connection.host, connection.call, text, $0) }
      })
  }

  func tokenize(_ first: String, and second: String) throws -> TokenizedPair {
    guard let table = connection.table("explainer.pairs/1", as: xpl_pairs_v1.self) else {
      throw ExplainerError(.incompatiblePlugin, "this host cannot read two texts together")
    }
    let json = try first.withABIString { first in
      try second.withABIString { second in
        try connection.json {
          table.pointee.tokenize?(connection.host, connection.call, first, second, $0)
        }
      }
    }
    do { return try TokenizedPair(json: json) } catch {
      throw error.inValue("pair of texts of the host", code: .internalFault)
    }
  }

  func tokens(withIDs ids: [Int]) throws -> [Token] {
    let wide = ids.map(Int64.init)
    return try tokens(
      try connection.json {
        connection.host.pointee.tokens?(connection.host, connection.call, wide, wide.count, $0)
      })
  }

  func run(_ input: ModelInput, capturing sites: [SitePattern]) throws -> Trace {
    var handle: OpaquePointer?
    try input.json.text().withABIString { input in
      try Self.list(sites).withABIString { sites in
        try connection.check(
          connection.host.pointee.forward?(connection.host, connection.call, input, sites, &handle))
      }
    }
    return try connection.trace(handle)
  }

  func generate(_ input: ModelInput, options: GenerationOptions, capturing sites: [SitePattern]) throws
    -> Generation
  {
    var handle: OpaquePointer?
    let result = try input.json.text().withABIString { text in
      try options.json.text().withABIString { options in
        try Self.list(sites).withABIString { sites in
          try connection.json {
            connection.host.pointee.generate?(
              connection.host, connection.call, text, options, sites, $0, &handle)
          }
        }
      }
    }
    let trace = try connection.trace(handle)
    do throws(JSONReadingError) {
      let reader = try JSONReader(result)
      return Generation(
        promptIDs: input.ids, steps: try reader.elements("steps", Generation.Step.init(json:)),
        endedByModel: try reader.flag("ended"), trace: trace)
    } catch { throw error.inValue("continuation of the host", code: .internalFault) }
  }

  func unembed(_ hidden: Tensor, normed: Bool) throws -> Tensor {
    guard hidden.rank == 2 else {
      throw ExplainerError(
        .badShape, "states to unembed are \(hidden.shape)", expected: "[N, \(info.hiddenSize)]")
    }
    return try Tensor(shape: [hidden.shape[0], info.vocabularySize]) { logits in
      try hidden.withUnsafeElements { states in
        var view = xpl_tensor(data: states.baseAddress, shape: hidden.shape)
        try connection.check(
          connection.host.pointee.unembed?(
            connection.host, connection.call, &view, normed ? 1 : 0, logits.baseAddress, logits.count))
      }
    }
  }

  private func tokens(_ json: JSONValue) throws -> [Token] {
    do throws(JSONReadingError) {
      guard let elements = json.array else { throw JSONReadingError(json, expected: "an array") }
      return try elements.read(Token.init(json:))
    } catch { throw error.inValue("tokens of the host", code: .internalFault) }
  }

  private static func list(_ sites: [SitePattern]) -> String { sites.map(\.text).joined(separator: ",") }
}

extension Generation.Step {
  fileprivate init(json: JSONValue) throws(JSONReadingError) {
    let reader = try JSONReader(json)
    self.init(
      id: try reader.int("id"), probability: Float(try reader.member("probability", "a number", \.double)),
      rules: try reader.strings("rules"))
  }
}
