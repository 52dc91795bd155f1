import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import JSON
import Tensors

/// The host's side of the C boundary: the table of functions every plugin gets.
///
/// Written once and never changed, so that sharing it between threads is safe.
struct HostTable: @unchecked Sendable {
  static let shared = HostTable()

  let pointer: UnsafePointer<xpl_host_v1>

  private init() {
    let table = UnsafeMutablePointer<xpl_host_v1>.allocate(capacity: 1)
    table.initialize(
      to: xpl_host_v1(
        abi_major: XPL_ABI_MAJOR, abi_minor: XPL_ABI_MINOR, host_data: nil,
        extension: { _, id in
          HostExtensions.table(String(id))
        },
        log: { _, call, level, message in
          HostCall.from(call)?.reporter.log(LogLevel(rawValue: level) ?? .info, String(message))
        },
        progress: { _, call, fraction, note in
          HostCall.from(call)?.reporter.progress(
            fraction < 0 || fraction.isNaN ? nil : fraction, String(note))
        },
        cancelled: { _, call in HostCall.from(call)?.reporter.isCancelled == true ? 1 : 0 },
        fail: { _, call, status, message, details in
          guard let call = HostCall.from(call) else { return status }
          let json = (try? JSONValue(parsing: [UInt8](details))) ?? .null
          let code = status == XPL_OK ? ErrorCode.pluginFault : ErrorCode(rawValue: status)
          return call.record(ExplainerError(code, message: String(message), details: json))
        },
        last_error: { _, call, json in
          guard let call = HostCall.from(call), let error = call.error, let json else {
            return xpl_status(XPL_NOT_FOUND)
          }
          json.pointee = call.lend(error.json.utf8())
          return xpl_status(XPL_OK)
        },
        model_info: { _, call, json in
          HostTable.give(call, json) { $0.model.info.json }
        },
        tokenize: { _, call, text, json in
          HostTable.give(call, json) { .array(try $0.model.tokenize(String(text)).map(\.json)) }
        },
        tokens: { _, call, ids, count, json in
          HostTable.give(call, json) { call in
            let list = UnsafeBufferPointer(start: ids, count: ids == nil ? 0 : count).map { Int($0) }
            return .array(try call.model.tokens(withIDs: list).map(\.json))
          }
        },
        forward: { _, call, input, sites, trace in
          HostTable.perform(call) { call in
            guard let trace else { throw HostTable.missingPointer }
            trace.pointee = HostTrace.lend(
              try call.model.run(try ModelInput(input), capturing: SitePattern.list(String(sites))))
          }
        },
        generate: { _, call, input, options, sites, result, trace in
          HostTable.perform(call) { call in
            guard let trace, let result else { throw HostTable.missingPointer }
            guard let options = GenerationOptions(json: try JSONValue(untrusted: options)) else {
              throw ExplainerError(.badParameter, "generation options are malformed")
            }
            let generation = try call.model.generate(
              try ModelInput(input), options: options, capturing: SitePattern.list(String(sites)))
            result.pointee = call.lend(generation.json.utf8())
            trace.pointee = HostTrace.lend(generation.trace)
          }
        },
        unembed: { _, call, hidden, normed, logits, count in
          HostTable.perform(call) { call in
            guard let hidden, let logits else { throw HostTable.missingPointer }
            let scores = try call.model.unembed(
              try Tensor(copying: hidden.pointee, named: "hidden"), normed: normed != 0)
            guard scores.count == count else {
              throw ExplainerError(
                .badShape, "the buffer for logits holds \(count) floats", expected: "\(scores.count)")
            }
            scores.withUnsafeElements { elements in
              if let base = elements.baseAddress { logits.update(from: base, count: count) }
            }
          }
        },
        trace_count: { HostTrace.from($0)?.count ?? 0 },
        trace_get: { trace, index, site, tensor in
          guard let entry = HostTrace.from(trace)?.entry(index) else { return xpl_status(XPL_NOT_FOUND) }
          site?.pointee = entry.name
          tensor?.pointee = entry.view
          return xpl_status(XPL_OK)
        },
        trace_find: { trace, site, tensor in
          guard let view = HostTrace.from(trace)?.view(of: String(site)) else {
            return xpl_status(XPL_NOT_FOUND)
          }
          tensor?.pointee = view
          return xpl_status(XPL_OK)
        },
        trace_release: { HostTrace.release($0) },
        put_explanation: { _, call, json in
          HostTable.perform(call) { try $0.take(explanation: [UInt8](json)) }
        },
        put_tensor: { _, call, name, tensor in
          HostTable.perform(call) { call in
            guard let tensor else { throw HostTable.missingPointer }
            try call.take(tensor: tensor.pointee, named: String(name))
          }
        }))
    pointer = UnsafePointer(table)
  }

  static var missingPointer: ExplainerError {
    ExplainerError(.pluginFault, "the plugin passed a null pointer where a place for the result is needed")
  }

  static func perform(_ call: OpaquePointer?, _ body: (HostCall) throws -> Void) -> xpl_status {
    guard let call = HostCall.from(call) else { return xpl_status(XPL_PLUGIN_FAULT) }
    return call.perform { try body(call) }
  }

  static func give(
    _ call: OpaquePointer?, _ json: UnsafeMutablePointer<xpl_str>?, _ body: (HostCall) throws -> JSONValue
  ) -> xpl_status {
    perform(call) { call in
      guard let json else { throw missingPointer }
      json.pointee = call.lend(try body(call).utf8())
    }
  }
}

extension JSONValue {
  /// Parses JSON that a plugin handed over.
  init(untrusted text: xpl_str) throws {
    do { self = try JSONValue(parsing: [UInt8](text)) } catch {
      throw ExplainerError(.pluginFault, "the plugin passed malformed JSON: \(error.message)")
    }
  }
}

extension ModelInput {
  /// Reads the input of a forward pass that a plugin handed over.
  fileprivate init(_ text: xpl_str) throws {
    guard let input = ModelInput(json: try JSONValue(untrusted: text)) else {
      throw ExplainerError(
        .badParameter, "the input of a forward pass is malformed", expected: "{\"ids\": [...]}")
    }
    self = input
  }
}

extension Generation {
  /// What crosses the boundary beside the trace.
  fileprivate var json: JSONValue {
    [
      "steps": .array(steps.map { ["id": .integer($0.id), "probability": JSONValue($0.probability)] }),
      "ended": .bool(endedByModel),
    ]
  }
}
