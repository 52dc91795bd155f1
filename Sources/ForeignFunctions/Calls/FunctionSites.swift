import Diagnostics
import ExplainerCore
import Tensors

/// What the calls of one function are about: a site of each captured argument for each call.
struct FunctionSites: Sendable {
  /// One call: what each captured argument holds.
  struct Call: Sendable {
    /// The captured arguments, in their order.
    var captured: [(argument: String, site: Site, tensor: Tensor)]
    /// The site the call is about: that of the first argument whose pattern has a `*`, else of the first.
    var main: Site?

    /// What `argument` holds.
    func tensor(of argument: String) -> Tensor? { captured.first { $0.argument == argument }?.tensor }

    /// The site `argument` holds.
    func site(of argument: String) -> Site? { captured.first { $0.argument == argument }?.site }
  }

  /// The calls, in the order the computation reaches their sites.
  let calls: [Call]

  /// Pairs the sites of several captured arguments: patterns with a `*` go side by side and must match equally many;
  /// one without is the same in every call.
  ///
  /// - Throws: `unsupported` where they match different numbers of sites.
  init(_ signature: FunctionSignature, trace: Trace) throws(ExplainerError) {
    let groups = signature.captures.map { capture in
      (
        name: capture.name, pattern: capture.pattern, isList: capture.pattern.text.contains("*"),
        entries: trace.entries.filter { capture.pattern.matches($0.site) }
      )
    }
    let lead = groups.first(where: \.isList) ?? groups.first
    let count = lead?.entries.count ?? 1
    for group in groups where group.isList && group.entries.count != count {
      throw ExplainerError(
        .unsupported,
        "'\(lead?.name ?? "")' and '\(group.name)' of \(signature.symbol) match different numbers of sites",
        expected: "\(count) sites for '\(group.pattern.text)', as '\(lead?.pattern.text ?? "")' matches",
        found: "\(group.entries.count)",
        remedy: "sites are taken side by side; name patterns that belong together")
    }
    calls = (0..<count).map { index in
      let captured = groups.compactMap { group -> (String, Site, Tensor)? in
        guard let entry = group.isList ? group.entries[index] : group.entries.first else { return nil }
        return (group.name, entry.site, entry.tensor)
      }
      let main = captured.first { $0.0 == lead?.name }?.1
      return Call(captured: captured, main: main)
    }
  }
}
