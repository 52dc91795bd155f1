import CFFI
import Diagnostics
import ExplainerCore
import ForeignFunctions
import Glibc
import JSON
import PluginRegistry

/// A library of plain C functions, loaded, with every function its description names found in it.
///
/// Never unloaded, as plugins are not.
struct FunctionLibrary: Sendable {
  private let functions: [String: PlainFunction]

  /// Loads the library of `entry`.
  ///
  /// - Throws: `pluginUnavailable` where it cannot be loaded or lacks a function.
  init(_ entry: RegistryEntry) throws(ExplainerError) {
    func refuse(_ message: String, remedy: String? = nil) -> ExplainerError {
      ExplainerError(.pluginUnavailable, message, at: [entry.reference.label], remedy: remedy)
    }
    let handle = try entry.reference.open()
    var functions: [String: PlainFunction] = [:]
    for entryPoint in entry.descriptor.entryPoints {
      guard let signature = entry.functions?[entryPoint.name] else {
        throw ExplainerError(
          .internalFault, "entry point '\(entryPoint.name)' has no function", at: [entry.reference.label])
      }
      guard let address = dlsym(handle, signature.symbol) else {
        throw refuse(
          "has no function '\(signature.symbol)'",
          remedy:
            "mend 'symbol' of '\(entryPoint.name)' in \(entry.registryPath); 'nm -D --defined-only' lists what "
            + "the library offers (C++ needs extern \"C\")")
      }
      guard !cffi_is_variable(address) else {
        throw refuse(
          "'\(signature.symbol)' is a variable, not a function",
          remedy: "mend 'symbol' of '\(entryPoint.name)' in \(entry.registryPath)")
      }
      functions[entryPoint.name] = PlainFunction(
        entryPoint: entryPoint, signature: signature,
        function: try ForeignFunction(signature, at: address), library: entry.reference.label,
        description: entry.registryPath)
    }
    self.functions = functions
  }

  func entryPoint(named name: String) -> EntryPoint? { functions[name]?.entryPoint }

  /// Runs one entry point.
  func run(_ call: RunRequest, model: any Model, reporter: any Reporter) throws -> PluginOutput {
    guard let function = functions[call.entryPoint] else {
      throw ExplainerError(.internalFault, "there is no function '\(call.entryPoint)'")
    }
    let request = try call.request.decoded()
    let explanation = try function.answer(
      ExplainerCall(
        texts: request.texts, parameters: Parameters(request.parameters), truncates: request.truncates,
        model: model, reporter: reporter))
    return PluginOutput(
      explanation: explanation.json.utf8(), tensors: call.wantsTensors ? explanation.tensors : [])
  }
}
