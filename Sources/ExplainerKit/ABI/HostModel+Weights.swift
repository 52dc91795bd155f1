import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Tensors

extension HostModel {
  /// The names of the weights, in the words of the sites.
  ///
  /// - Throws: `incompatiblePlugin` where the host shows none.
  var weightNames: [String] {
    get throws {
      let table = try weightsTable()
      let json = try connection.json { table.pointee.names?(connection.host, connection.call, $0) }
      do throws(JSONReadingError) {
        guard let names = json.array else { throw JSONReadingError(json, expected: "an array") }
        return names.compactMap(\.string)
      } catch { throw error.inValue("weights of the host", code: .internalFault) }
    }
  }

  /// A weight where it lies in the host's memory, valid until the call ends.
  ///
  /// - Throws: `incompatiblePlugin` where the host shows none, `notFound` for another name.
  func weight(_ name: String) throws -> LentWeight {
    let table = try weightsTable()
    var view = xpl_tensor()
    try name.withABIString { name in
      try connection.check(table.pointee.get?(connection.host, connection.call, name, &view))
    }
    guard view.dtype == XPL_F32, let extents = view.extents, let data = view.data else {
      throw ExplainerError(.internalFault, "the host's weight '\(name)' is malformed")
    }
    let strides = view.elementStrides
    let reach = zip(extents, strides).reduce(1) { $0 + max(0, $1.0 - 1) * $1.1 }
    return LentWeight(
      storage: Tensor(
        shape: [reach], borrowing: data.assumingMemoryBound(to: Float.self), owner: connection),
      offset: 0, extents: extents, strides: strides)
  }

  private func weightsTable() throws -> UnsafePointer<xpl_weights_v1> {
    if let table = connection.table("explainer.weights/1", as: xpl_weights_v1.self) { return table }
    throw ExplainerError(
      .incompatiblePlugin, "this host shows no weights",
      expected: "a host with the extension explainer.weights/1")
  }
}
