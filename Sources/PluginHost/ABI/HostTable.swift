package import CExplainerABI
import Diagnostics
import ExplainerCore
import ExplainerKit
import ForeignFunctions
import JSON
import PluginRegistry
import Tensors

/// The host's side of the C boundary: the table of functions every plugin gets.
enum HostTable {
  static let shared = FunctionTable(
    xpl_host_v1(
      abi_major: XPL_ABI_MAJOR, abi_minor: XPL_ABI_MINOR, host_data: nil,
      extension: { _, id in
        HostExtensions.table(String(id))
      },
      log: { _, call, level, message in
        guard let call = PluginInvocation.from(call), call.isOpen else { return }
        call.reporter.log(LogLevel(rawValue: level) ?? .info, String(cutting: message))
      },
      progress: { _, call, fraction, note in
        guard let call = PluginInvocation.from(call), call.isOpen else { return }
        call.reporter.progress(fraction < 0 || !fraction.isFinite ? nil : fraction, String(cutting: note))
      },
      cancelled: { _, call in PluginInvocation.from(call)?.reporter.isCancelled == true ? 1 : 0 },
      fail: { _, call, status, message, details in
        guard let call = PluginInvocation.from(call) else { return status }
        if let refused = call.refusesUse() { return refused }
        let json = details.size > 1 << 20 ? nil : try? JSONValue(parsing: [UInt8](details))
        let code = status == XPL_OK ? ErrorCode.pluginFault : ErrorCode(rawValue: status)
        return call.record(
          ExplainerError(code, message: String(cutting: message), details: json ?? .null))
      },
      last_error: { _, call, json in
        guard let call = PluginInvocation.from(call) else { return xpl_status(XPL_NOT_FOUND) }
        if let refused = call.refusesUse() { return refused }
        guard let error = call.error, let json else { return xpl_status(XPL_NOT_FOUND) }
        json.pointee = call.lend(error.json.utf8())
        return xpl_status(XPL_OK)
      },
      model_info: { _, call, json in
        HostTable.give(call, json) { $0.model.info.json }
      },
      tokenize: { _, call, text, json in
        HostTable.give(call, json) { .array(try $0.model.tokenize(String(strict: text)).map(\.json)) }
      },
      tokens: { _, call, ids, count, json in
        HostTable.give(call, json) { call in
          guard count >= 0 else {
            throw ExplainerError(
              .pluginFault, "the plugin passed more ids than memory has",
              found: "\(UInt(bitPattern: count))")
          }
          let list = UnsafeBufferPointer(start: ids, count: ids == nil ? 0 : count).map { Int($0) }
          return .array(try call.model.tokens(withIDs: list).map(\.json))
        }
      },
      forward: { _, call, input, sites, trace in
        HostTable.perform(call) { call in
          guard let trace else { throw HostTable.missingPointer }
          trace.pointee = call.lend(
            try call.model.run(
              ModelInput(untrusted: JSONValue(untrusted: input)), capturing: SitePattern.list(String(sites))
            ))
        }
      },
      generate: { _, call, input, options, sites, result, trace in
        HostTable.perform(call) { call in
          guard let trace, let result else { throw HostTable.missingPointer }
          let options = try GenerationOptions(untrusted: JSONValue(untrusted: options))
          call.warn(call.model.info.generation?.omissions(options) ?? [])
          let generation = try call.model.generate(
            ModelInput(untrusted: JSONValue(untrusted: input)),
            options: options,
            capturing: SitePattern.list(String(sites)))
          result.pointee = call.lend(generation.json.utf8())
          trace.pointee = call.lend(generation.trace)
        }
      },
      unembed: { _, call, hidden, normed, logits, count in
        HostTable.perform(call) { call in
          guard let hidden, let logits else { throw HostTable.missingPointer }
          let states = try Tensor(copying: hidden.pointee, named: "hidden")
          if let elements = states.nonFiniteElements() {
            throw ExplainerError(
              .pluginFault, "the plugin passed states to unembed that are not finite",
              found: elements.words)
          }
          let width = call.model.info.vocabularySize
          try call.model.unembed(states, normed: normed != 0) { rows, scores in
            guard states.shape[0] * width == count, scores.shape == [rows.count, width] else {
              throw ExplainerError(
                .badShape, "the buffer for logits holds \(count) floats",
                expected: "\(states.shape[0] * scores.shape[1])")
            }
            scores.withUnsafeElements { elements in
              guard let base = elements.baseAddress else { return }
              (logits + rows.lowerBound * width).update(from: base, count: elements.count)
            }
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
        HostTable.perform(call) { try $0.take(explanation: json) }
      },
      put_tensor: { _, call, name, tensor in
        HostTable.perform(call) { call in
          guard let tensor else { throw HostTable.missingPointer }
          guard let name = String(validating: [UInt8](name), as: UTF8.self) else {
            throw ExplainerError(.pluginFault, "the plugin gave a tensor a name that is not UTF-8")
          }
          try call.take(tensor: tensor.pointee, named: name)
        }
      }))
  /// The same without extensions, as a host that offers none; for the conformance kit.
  static let withoutExtensions: FunctionTable<xpl_host_v1> = {
    var functions = shared.pointer.pointee
    functions.extension = { _, _ in nil }
    return FunctionTable(functions)
  }()

  static var missingPointer: ExplainerError {
    ExplainerError(.pluginFault, "the plugin passed a null pointer where a place for the result is needed")
  }

  static func perform(_ call: OpaquePointer?, _ body: (PluginInvocation) throws -> Void) -> xpl_status {
    guard let call = PluginInvocation.from(call) else { return xpl_status(XPL_PLUGIN_FAULT) }
    if let refused = call.refusesUse() { return refused }
    if let failure = call.probe?.enter() { return call.record(failure) }
    defer { call.probe?.leave() }
    return FloatingPointState.standard {
      call.perform {
        try call.reporter.checkCancellation()
        try body(call)
      }
    }
  }

  static func give(
    _ call: OpaquePointer?, _ json: UnsafeMutablePointer<xpl_str>?,
    _ body: (PluginInvocation) throws -> JSONValue
  ) -> xpl_status {
    perform(call) { call in
      guard let json else { throw missingPointer }
      json.pointee = call.lend(try body(call).utf8())
    }
  }
}

extension String {
  /// The text of a string of the boundary.
  ///
  /// - Throws: `badText` where it is not UTF-8, `pluginFault` where it is longer than memory is (`SIZE_MAX` is
  ///   negative here).
  package init(strict text: xpl_str) throws {
    guard text.size >= 0 else {
      throw ExplainerError(
        .pluginFault, "the plugin passed a text that is longer than memory is",
        found: "\(UInt(bitPattern: text.size)) bytes")
    }
    guard let valid = String(validating: [UInt8](text), as: UTF8.self) else {
      throw ExplainerError(.badText, "the plugin passed a text that is not UTF-8")
    }
    self = valid
  }

  /// The text of a string of the boundary, cut where it is longer than any message needs to be.
  fileprivate init(cutting text: xpl_str) {
    guard text.size > OutputLimits.message else {
      self.init(text)
      return
    }
    let more = ByteCount.text(Int(clamping: text.size - OutputLimits.message))
    self = String(xpl_str(data: text.data, size: OutputLimits.message)) + " ... (\(more) more)"
  }
}

extension JSONValue {
  /// Parses JSON that a plugin handed over.
  package init(untrusted text: xpl_str) throws {
    do { self = try JSONValue(parsing: [UInt8](text)) } catch {
      throw ExplainerError(.pluginFault, "the plugin passed malformed JSON: \(error.message)")
    }
  }
}

extension Generation {
  /// What crosses the boundary beside the trace.
  fileprivate var json: JSONValue {
    [
      "steps": .array(
        steps.map { step in
          var object: JSONObject = ["id": .integer(step.id), "probability": JSONValue(step.probability)]
          if !step.rules.isEmpty { object["rules"] = JSONValue(step.rules) }
          return .object(object)
        }),
      "ended": .bool(endedByModel),
    ]
  }
}
