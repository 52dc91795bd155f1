import CExplainerABI
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing
@testable import ExplainerKit
@testable import PluginHost

/// The extension `explainer.weights/1`: what a plugin gets is the model's own.
@Suite struct WeightsTableTests {
  private nonisolated(unsafe) static let host = HostTable.shared.pointer

  /// The kit's model gives the same names and the same numbers as the host's, whichever way round a checkpoint stores them.
  @Test(arguments: ["gpt2", "bert", "bart"]) func same(_ name: String) throws {
    let model = try Fixtures.loaded(
      ModelLocation(id: "m", directory: Fixtures.model(name), origin: .directory))
    let call = PluginInvocation(model: model, reporter: SilentReporter())
    let remote = try HostModel(HostConnection(host: Self.host, call: call.lend()))
    let names = try model.weightNames
    #expect(try remote.weightNames == names)
    for name in names { #expect(try remote.weight(name).dense == model.weight(name).dense, "\(name)") }
    call.end()
  }

  /// A name that is none, no place for the answer, and a call that is over end in a status.
  @Test func refused() throws {
    let model = try Fixtures.loaded(
      ModelLocation(id: "m", directory: Fixtures.model("gpt2"), origin: .directory))
    let call = PluginInvocation(model: model, reporter: SilentReporter())
    let table = WeightsTable.shared.pointer.pointee
    var view = xpl_tensor()
    func get(_ name: String, _ place: UnsafeMutablePointer<xpl_tensor>?) -> xpl_status {
      name.withABIString { table.get?(Self.host, call.lend(), $0, place) ?? -1 }
    }
    #expect(get("layers.0.attention.output.weight", &view) == xpl_status(XPL_OK) && view.extents == [40, 40])
    #expect(get("layers.0.attention.outputs.weight", &view) == xpl_status(XPL_NOT_FOUND))
    #expect(call.error?.remedy == "did you mean 'layers.0.attention.output.weight'?")
    #expect(get("layers.0.attention.output.weight", nil) == xpl_status(XPL_PLUGIN_FAULT))
    #expect(table.names?(Self.host, call.lend(), nil) == xpl_status(XPL_PLUGIN_FAULT))
    call.end()
    #expect(get("layers.0.attention.output.weight", &view) == xpl_status(XPL_PLUGIN_FAULT))
  }
}
