import Diagnostics
package import ExplainerCore
import JSON
import Tensors

/// An entry point that is a plain C function: captures what its arguments ask for, calls it once for each site, and
/// makes an explanation of what it gives.
package struct PlainFunction: Explainer {
  package let entryPoint: EntryPoint
  package let signature: FunctionSignature
  package let function: ForeignFunction
  /// The library, as messages call it.
  package let library: String
  /// The file that describes the function, for messages.
  package let description: String

  /// From its parts.
  package init(
    entryPoint: EntryPoint, signature: FunctionSignature, function: ForeignFunction, library: String,
    description: String
  ) {
    self.entryPoint = entryPoint
    self.signature = signature
    self.function = function
    self.library = library
    self.description = description
  }

  /// Of a result with more numbers, documents hold the shape only; the tensor has them all.
  static let largestListing = 1 << 16

  package func explain(_ call: ExplainerCall) throws -> Explanation {
    let tokens = try call.tokens()
    let patterns = signature.captures.map(\.pattern)
    let trace =
      patterns.isEmpty
      ? Trace() : try call.model.run(ModelInput(ids: tokens.map(\.id)), capturing: Array(Set(patterns)))
    let sites = try FunctionSites(signature, trace: trace)
    var results = self.results
    for (position, site) in sites.calls.enumerated() {
      call.reporter.progress(
        Double(position) / Double(sites.calls.count), site.main?.name ?? signature.symbol)
      let values = try FunctionCall(function: self, request: call, tokens: tokens, sites: site).run()
      for index in results.indices { results[index].values.append(values[index]) }
    }
    return Explanation(
      result: [
        "function": .string(signature.symbol),
        "sites": .array(
          sites.calls.map { call in
            .object(JSONObject(call.captured.map { ($0.argument, .string($0.site.name)) }))
          }),
        "outputs": .object(JSONObject(results.map { ($0.name, $0.json(limit: Self.largestListing)) })),
      ],
      tokens: tokens, figures: FunctionFigures(self, tokens: tokens, sites: sites, results: results).all,
      checks: checks(results), tensors: results.flatMap { tensors(of: $0, sites) })
  }

  /// The results a call gives, empty: the output arguments in their order, then what is returned.
  private var results: [FunctionResult] {
    var results = signature.arguments.compactMap { argument -> FunctionResult? in
      switch argument.role {
      case .result(_, let summary), .textResult(_, let summary):
        FunctionResult(name: argument.name, type: argument.type.name, summary: summary, values: [])
      default: nil
      }
    }
    if case .value(let type, let name, let summary) = signature.returns {
      results.append(FunctionResult(name: name, type: type.rawValue, summary: summary, values: []))
    }
    return results
  }

  /// `[calls, …]` under the result's name; where calls give different shapes, one each under `name.site`.
  private func tensors(of result: FunctionResult, _ sites: FunctionSites) -> [Explanation.NamedTensor] {
    guard let numbers = result.numbers else { return [] }
    guard let shape = result.shape else {
      return zip(numbers, sites.calls).map { value, call in
        .init(
          "\(result.name).\(call.main?.name ?? "")", Tensor(shape: value.shape, values: value.values.singles))
      }
    }
    return [
      .init(
        result.name,
        Tensor(shape: [numbers.count] + shape, values: numbers.flatMap { $0.values.singles }))
    ]
  }

  private func checks(_ results: [FunctionResult]) -> [Check] {
    let written = results.filter { $0.type.hasSuffix("*") }.compactMap(\.numbers).joined()
    guard !written.isEmpty else { return [] }
    let untouched = written.count { $0.values.areZero }
    return [
      Check(
        "outputs_all_zero", value: .integer(untouched), passed: untouched == 0,
        meaning:
          "results that hold nothing but the zeros they began with; more than 0 may mean that the function "
          + "did not write them")
    ]
  }
}

extension FunctionResult {
  /// What documents say of it: `type`, `shape` of one call (null where calls differ) and, unless there are more than
  /// `limit` numbers, `values`, nested by that shape, one a call.
  fileprivate func json(limit: Int) -> JSONValue {
    if let texts { return ["type": .string(type), "values": JSONValue(texts)] }
    let numbers = numbers ?? []
    var object: JSONObject = ["type": .string(type), "shape": shape.map { JSONValue($0) } ?? .null]
    if numbers.reduce(0, { $0 + $1.values.count }) <= limit {
      object["values"] = .array(numbers.map { Self.nested($0.values, $0.shape[...], from: 0) })
    }
    return .object(object)
  }

  private static func nested(_ values: FunctionNumbers, _ shape: ArraySlice<Int>, from start: Int)
    -> JSONValue
  {
    guard let extent = shape.first else { return values.json(start) }
    let inner = shape.dropFirst()
    let step = inner.reduce(1, *)
    return .array((0..<extent).map { nested(values, inner, from: start + $0 * step) })
  }
}
