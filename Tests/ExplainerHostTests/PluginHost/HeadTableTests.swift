import CExplainerABI
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import Tensors
import Testing
@testable import ExplainerKit
@testable import PluginHost

/// The extension `explainer.head/1`: some scores, which are those of `unembed`.
@Suite struct HeadTableTests {
  private nonisolated(unsafe) static let host = HostTable.shared.pointer

  private func model(_ name: String) throws -> any Model {
    try Fixtures.loaded(ModelLocation(id: "m", directory: Fixtures.model(name), origin: .directory))
  }

  /// Chosen tokens and the best have the scores that all have, through the boundary and without it.
  @Test(arguments: ["gpt2", "bert", "bart", "llama3"], [true, false]) func same(_ name: String, normed: Bool)
    throws
  {
    let model = try model(name)
    let call = PluginInvocation(model: model, reporter: SilentReporter())
    let remote = try HostModel(HostConnection(host: Self.host, call: call.lend()))
    let D = model.info.hiddenSize
    // More states than are looked at together.
    let hidden = Tensor(shape: [19, D], values: (0..<19 * D).map { Float(($0 * 37) % 101) / 50 - 1 })
    let all = try model.unembed(hidden, normed: normed)
    let ids = [7, 0, 999, 7]
    for some in [
      try model.scores(of: ids, for: hidden, normed: normed),
      try remote.scores(of: ids, for: hidden, normed: normed),
    ] {
      #expect(some.shape == [19, 4])
      for row in 0..<19 {
        for (column, id) in ids.enumerated() { #expect(abs(some[row, column] - all[row, id]) < 1e-4) }
      }
    }
    let best = try model.best(5, for: hidden, normed: normed)
    #expect(try remote.best(5, for: hidden, normed: normed) == best)
    for row in 0..<19 {
      let expected = all.slice(row).indicesOfGreatest(5).map { all[row, $0] }
      #expect(zip(best[row], expected).allSatisfy { abs($0.score - $1) < 1e-4 } && best[row].count == 5)
    }
    call.end()
  }

  /// What is asked for wrongly ends in a status: no place, no room, tokens that are not there, states of another width.
  @Test func refused() throws {
    let model = try model("gpt2")
    let call = PluginInvocation(model: model, reporter: SilentReporter())
    let table = HeadTable.shared.pointer.pointee
    let D = model.info.hiddenSize
    var numbers = [Float](repeating: 0.5, count: D)
    var scores = [Float](repeating: 0, count: 4)
    var found = [Int64](repeating: 0, count: 4)
    func ask(_ ids: [Int64], width: Int, count: Int? = nil, capacity: Int) -> xpl_status {
      numbers.withUnsafeBufferPointer { numbers in
        var view = xpl_tensor(data: numbers.baseAddress, shape: [1, width])
        return table.scores?(Self.host, call.lend(), &view, 1, ids, count ?? ids.count, &scores, capacity)
          ?? -1
      }
    }
    func best(_ count: Int, capacity: Int) -> xpl_status {
      numbers.withUnsafeBufferPointer { numbers in
        var view = xpl_tensor(data: numbers.baseAddress, shape: [1, D])
        return table.best?(Self.host, call.lend(), &view, 1, count, &found, &scores, capacity) ?? -1
      }
    }
    #expect(ask([1, 2, 3, 4], width: D, capacity: 4) == xpl_status(XPL_OK))
    #expect(best(4, capacity: 4) == xpl_status(XPL_OK))
    #expect(ask([1, 2], width: D, capacity: 4) == xpl_status(XPL_BAD_SHAPE))
    #expect(ask([1], width: D, count: .max, capacity: 4) == xpl_status(XPL_BAD_SHAPE))
    #expect(ask([1], width: D, count: -1, capacity: -1) == xpl_status(XPL_BAD_SHAPE))
    #expect(ask([1, 2, 3, 1_000_000], width: D, capacity: 4) == xpl_status(XPL_BAD_PARAMETER))
    #expect(ask([1, 2, 3, -1], width: D, capacity: 4) == xpl_status(XPL_BAD_PARAMETER))
    #expect(ask([1, 2, 3, 4], width: D - 1, capacity: 4) == xpl_status(XPL_BAD_SHAPE))
    #expect(best(0, capacity: 0) == xpl_status(XPL_BAD_SHAPE))
    #expect(best(.max, capacity: .max) == xpl_status(XPL_BAD_PARAMETER))
    numbers[3] = .nan
    #expect(ask([1, 2, 3, 4], width: D, capacity: 4) == xpl_status(XPL_PLUGIN_FAULT))
    #expect(table.scores?(Self.host, call.lend(), nil, 1, nil, 0, nil, 0) == xpl_status(XPL_PLUGIN_FAULT))
    call.end()
    #expect(best(4, capacity: 4) == xpl_status(XPL_PLUGIN_FAULT))
  }
}
