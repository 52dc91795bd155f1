import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
import Tensors

extension HostConnection {
  /// Hands a tensor to the host, which copies it.
  func put(_ entry: Explanation.NamedTensor) throws {
    guard entry.tensor.rank <= Int(XPL_MAX_RANK) else {
      throw ExplainerError(
        .badShape, "tensor '\(entry.name)' has \(entry.tensor.rank) extents", expected: "at most 8")
    }
    try entry.name.withABIString { name in
      try entry.tensor.withUnsafeElements { elements in
        var view = xpl_tensor(data: elements.baseAddress, shape: entry.tensor.shape)
        try check(host.pointee.put_tensor?(host, call, name, &view))
      }
    }
  }

  /// Records `error` with the host and gives the status to return.
  func fail(_ error: ExplainerError) -> xpl_status {
    error.message.withABIString { message in
      error.detailsJSON.text().withABIString { details in
        host.pointee.fail?(host, call, error.code.rawValue, message, details) ?? error.code.rawValue
      }
    }
  }
}
