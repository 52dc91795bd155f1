import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// The host's model, reached through the C boundary.
struct HostModel: Model {
  let info: ModelInfo
  private let connection: HostConnection

  init(_ connection: HostConnection) throws {
    self.connection = connection
    let json = try connection.json {
      connection.host.pointee.model_info?(connection.host, connection.call, $0)
    }
    guard let info = ModelInfo(json: json) else {
      throw ExplainerError(.internalFault, "the host's description of the model is malformed")
    }
    self.info = info
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
    guard let pair = TokenizedPair(json: json) else {
      throw ExplainerError(.internalFault, "the host's pair of texts is malformed")
    }
    return pair
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
    let steps = (result["steps"]?.array ?? []).compactMap { step -> Generation.Step? in
      guard let id = step["id"]?.int, let probability = step["probability"]?.double else { return nil }
      return Generation.Step(
        id: id, probability: Float(probability), rules: step["rules"]?.array?.compactMap(\.string) ?? [])
    }
    return Generation(
      promptIDs: input.ids, steps: steps, endedByModel: result["ended"]?.bool ?? false, trace: trace)
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
    let elements = json.array ?? []
    let tokens = elements.compactMap(Token.init(json:))
    guard json.array != nil, tokens.count == elements.count else {
      throw ExplainerError(.internalFault, "the host's tokens are malformed")
    }
    return tokens
  }

  private static func list(_ sites: [SitePattern]) -> String { sites.map(\.text).joined(separator: ",") }
}
