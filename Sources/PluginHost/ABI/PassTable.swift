import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import JSON
import Tensors

/// The host's side of the extension `explainer.pass/1`: passes with edits, gradients and several texts.
enum PassTable {
  static let shared = FunctionTable(
    xpl_pass_v1(
      run: { _, call, request, tensors, count, traces, gradients, result in
        HostTable.perform(call) { call in
          guard let traces, let result else { throw HostTable.missingPointer }
          let request = try PassTable.request(
            JSONValue(untrusted: request), PassTable.read(tensors, count))
          guard request.gradientsAt.isEmpty || gradients != nil else { throw HostTable.missingPointer }
          let made = try call.model.pass(request)
          for (index, trace) in made.traces.enumerated() { traces[index] = call.lend(trace) }
          if let gradients {
            for index in request.inputs.indices {
              gradients[index] = index < made.gradients.count ? call.lend(made.gradients[index]) : nil
            }
          }
          result.pointee = call.lend(made.json.utf8())
        }
      }))

  private static func request(
    _ json: JSONValue, _ tensors: [String: Tensor]
  ) throws(ExplainerError) -> PassRequest {
    let request: PassRequest
    do { request = try PassRequest(json: json, tensors: tensors) } catch {
      throw error.inValue("request of a pass", code: .pluginFault)
    }
    guard request.inputs.count <= OutputLimits.texts else {
      throw ExplainerError(
        .limitReached, "the plugin asked for a pass over too many texts",
        expected: "at most \(OutputLimits.texts)", found: "\(request.inputs.count)",
        remedy: "run several passes")
    }
    return request
  }

  /// Copies of the tensors that come with a request.
  private static func read(
    _ tensors: UnsafePointer<xpl_named_tensor>?, _ count: Int
  ) throws -> [String: Tensor] {
    guard count != 0 else { return [:] }
    guard let tensors, count > 0, count <= OutputLimits.passTensors else {
      throw ExplainerError(
        .pluginFault, "the plugin passed an impossible list of tensors",
        expected: "at most \(OutputLimits.passTensors)",
        found: tensors == nil ? "no pointer" : "\(UInt(bitPattern: count))")
    }
    var found: [String: Tensor] = [:]
    var room = OutputLimits.tensors
    for entry in UnsafeBufferPointer(start: tensors, count: count) {
      let name = try String(strict: entry.name)
      guard found[name] == nil else {
        throw ExplainerError(.pluginFault, "the plugin passed two tensors named '\(name)' with a pass")
      }
      let tensor = try Tensor(copying: entry.tensor, named: name, atMost: room)
      room -= tensor.count * 4
      found[name] = tensor
    }
    return found
  }
}

extension PassResult {
  /// What crosses the boundary beside the traces.
  fileprivate var json: JSONValue {
    ["values": .array(objectiveValues.map(JSONValue.init)), "notes": JSONValue(notes)]
  }
}
