import Diagnostics
import Sandbox

extension Limits {
  /// The limits that `--timeout` and `--memory` set.
  ///
  /// - Throws: `badParameter` for what is no time or no size.
  init(_ given: GivenArguments) throws(ExplainerError) {
    self.init(
      seconds: try Quantity.seconds(try given.value("timeout"), option: "--timeout"),
      memory: try Quantity.bytes(given["memory"], option: "--memory"))
  }
}
