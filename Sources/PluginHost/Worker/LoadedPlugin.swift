import Diagnostics
import ExplainerCore

/// A plugin whose library is loaded, whatever it is: one of the ABI, or plain C functions.
protocol LoadedPlugin: Sendable {
  /// The extensions of the boundary it cannot do without.
  var requiredExtensions: [String] { get }

  /// What it says of an entry point; nil where it has none of that name.
  func entryPoint(named name: String) -> EntryPoint?

  /// Runs one entry point.
  ///
  /// - Returns: the explanation's JSON, unread, and the tensors.
  func run(_ request: RunRequest, model: any Model, reporter: any Reporter) throws -> PluginOutput
}

extension PluginLibrary: LoadedPlugin {
  var requiredExtensions: [String] { descriptor.requiredExtensions }
}

extension FunctionLibrary: LoadedPlugin {
  /// Plain functions call nobody back.
  var requiredExtensions: [String] { [] }
}
