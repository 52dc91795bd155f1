import Diagnostics
import ExplainerCore
import JSON
import Tensors

/// One call of a plain C function: finds the value of each argument, calls, and reads what came back.
struct FunctionCall {
  let function: PlainFunction
  let request: ExplainerCall
  let tokens: [Token]
  let sites: FunctionSites.Call

  private var signature: FunctionSignature { function.signature }

  /// Calls the function.
  ///
  /// - Returns: a value for each result, in the order of `PlainFunction.results`.
  /// - Throws: `pluginFault` where it reaches outside its arguments, gives NaN or says that it failed; `badParameter`,
  ///   `limitReached` or `outOfMemory` where an argument cannot be made.
  func run() throws -> [FunctionResult.Value] {
    var values: [ForeignValue] = []
    for argument in signature.arguments { values.append(try value(of: argument)) }
    switch function.function.call(values) {
    case .stopped(let index, let offset, let wrote): throw stopped(index, offset, wrote: wrote, values)
    case .returned(let bits):
      for (argument, value) in zip(signature.arguments, values) {
        guard case .buffer(let buffer) = value, let damage = buffer.damage else { continue }
        throw overrun(damage, of: argument, buffer)
      }
      if case .status = signature.returns, let status = ScalarType.i32.number(from: bits).first, status != 0 {
        throw fault("\(signature.symbol) returned \(status)", found: words(values))
      }
      return try results(bits, values)
    }
  }

  // MARK: Arguments

  private func value(of argument: FunctionArgument) throws -> ForeignValue {
    switch (argument.role, argument.type) {
    case (.capture, .input(let element)):
      guard let tensor = sites.tensor(of: argument.name) else { return .null }
      return .buffer(try GuardedBuffer(tensor, as: element, named: argument.name))
    case (.tokenIDs, .input(let element)):
      return .buffer(try GuardedBuffer(tokens.map(\.id), as: element, named: argument.name))
    case (.text, _): return .buffer(try buffer(request.texts.first ?? "", argument))
    case (.siteName, _): return .buffer(try buffer(sites.main?.name ?? "", argument))
    case (.number(let source), .scalar(let type)):
      return .number(try bits(.integer(try number(source)), type, argument))
    case (.constant(let value), let type): return try constant(value, type, argument)
    case (.parameter(let parameter, let absent), let type):
      guard let value = request.parameters.values[parameter.name] ?? absent else {
        throw ExplainerError(
          .badParameter, "'\(parameter.name)' is missing", expected: parameter.legalValues,
          remedy: "give --\(parameter.optionName)")
      }
      return try constant(value, type, argument)
    case (.result(let shape, _), .output(let element)):
      let extents = try self.extents(shape, element, argument)
      return .buffer(try GuardedBuffer(size: extents.reduce(element.size, *), named: argument.name))
    case (.textResult(let size, _), _):
      return .buffer(try GuardedBuffer(size: size, named: argument.name))
    case (.capture, _), (.tokenIDs, _), (.number, _), (.result, _):
      throw ExplainerError(.internalFault, "argument '\(argument.name)' is '\(argument.type.name)'")
    }
  }

  private func constant(
    _ value: JSONValue, _ type: FunctionType, _ argument: FunctionArgument
  ) throws(ExplainerError) -> ForeignValue {
    switch type {
    case .scalar(let scalar): .number(try bits(value, scalar, argument))
    case .text: if let text = value.string { .buffer(try buffer(text, argument)) } else { .null }
    case .input, .output, .textOutput: .null
    }
  }

  private func buffer(_ text: String, _ argument: FunctionArgument) throws(ExplainerError) -> GuardedBuffer {
    guard !text.utf8.contains(0) else {
      throw ExplainerError(
        .badText, "the text has a NUL, where C would take it to end", at: ["argument '\(argument.name)'"])
    }
    return try GuardedBuffer(text, named: argument.name)
  }

  private func bits(
    _ value: JSONValue, _ type: ScalarType, _ argument: FunctionArgument
  ) throws(ExplainerError) -> UInt64 {
    let bits =
      switch value {
      case .bool(let value): type.bits(of: value ? 1 : 0)
      case .integer(let value): type.bits(of: value)
      default: value.double.flatMap { type.bits(of: $0) }
      }
    if let bits { return bits }
    throw ExplainerError(
      .badParameter, "'\(argument.name)' cannot be \(value.text())",
      expected: "\(type.rawValue): \(type.rangeText)")
  }

  private func number(_ source: NumberSource) throws(ExplainerError) -> Int {
    switch source {
    case .extent(let name, let axis):
      let shape = self.shape(of: name)
      guard shape.indices.contains(axis) else {
        throw ExplainerError(
          .badShape, "'\(name)' of \(signature.symbol) has no extent \(axis)", at: [subject],
          found: "shape \(shape)", remedy: "mend the signature in \(function.description)")
      }
      return shape[axis]
    case .rank(let name): return shape(of: name).count
    case .count(let name): return shape(of: name).reduce(1, *)
    case .tokens: return tokens.count
    case .model(let quantity): return quantity.value(of: request.model.info)
    case .layer: return sites.main?.layer ?? -1
    }
  }

  private func shape(of argument: String) -> [Int] {
    sites.tensor(of: argument)?.shape ?? [tokens.count]
  }

  /// The extents of a result, in this call.
  private func extents(
    _ shape: [FunctionArgument.Extent], _ element: ScalarType, _ argument: FunctionArgument
  ) throws(ExplainerError) -> [Int] {
    var extents: [Int] = []
    var bytes = element.size
    for extent in shape {
      let value: Int
      switch extent {
      case .fixed(let fixed): value = fixed
      case .number(let source): value = try number(source)
      case .argument(let name): value = try whole(name)
      }
      let (product, overflow) = bytes.multipliedReportingOverflow(by: value)
      guard value > 0, !overflow, product <= FunctionSignature.maximumResult else {
        throw ExplainerError(
          value > 0 ? .limitReached : .badShape,
          "'\(argument.name)' of \(signature.symbol) would be \(extents + [value])", at: [subject],
          expected: value > 0 ? "at most 4 GiB" : "extents of 1 or more")
      }
      bytes = product
      extents.append(value)
    }
    return extents
  }

  /// The value of a whole-number argument.
  private func whole(_ name: String) throws(ExplainerError) -> Int {
    let value: JSONValue?
    switch signature.argument(name)?.role {
    case .number(let source): return try number(source)
    case .constant(let constant): value = constant
    case .parameter(let parameter, let absent):
      value = request.parameters.values[parameter.name] ?? absent
    default: value = nil
    }
    guard let whole = value?.int else { throw ExplainerError(.badParameter, "'\(name)' is missing") }
    return whole
  }

  // MARK: What came back

  private func results(_ bits: UInt64, _ values: [ForeignValue]) throws -> [FunctionResult.Value] {
    var results: [FunctionResult.Value] = []
    for (argument, value) in zip(signature.arguments, values) {
      guard case .buffer(let buffer) = value else { continue }
      switch (argument.role, argument.type) {
      case (.result(let shape, _), .output(let element)):
        let numbers = buffer.numbers(element)
        let extents = try self.extents(shape, element, argument)
        if let index = numbers.firstNaN { throw notANumber(index, of: argument.name, extents) }
        results.append(.numbers(numbers, shape: extents))
      case (.textResult(let size, _), _):
        guard let bytes = buffer.text else {
          throw fault("'\(argument.name)' has no NUL in its \(size) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw fault("'\(argument.name)' is not UTF-8")
        }
        results.append(.text(text))
      default: break
      }
    }
    if case .value(let type, let name, _) = signature.returns {
      let number = type.number(from: bits)
      if number.firstNaN != nil { throw fault("\(signature.symbol) returned NaN as '\(name)'") }
      results.append(.numbers(number, shape: []))
    }
    return results
  }

  private func notANumber(_ flat: Int, of name: String, _ shape: [Int]) -> ExplainerError {
    var rest = flat
    let indices = shape.reversed().map { extent in
      defer { rest /= extent }
      return rest % extent
    }
    return fault(
      "'\(name)' holds NaN at \(Array(indices.reversed()))", expected: "numbers", remedy: nil)
  }

  /// What a function that failed wrote as its reason, where it has a text to write to.
  private func words(_ values: [ForeignValue]) -> String? {
    for (argument, value) in zip(signature.arguments, values) {
      guard case .textResult = argument.role, case .buffer(let buffer) = value, let bytes = buffer.text,
        !bytes.isEmpty
      else { continue }
      return "\"\(String(decoding: bytes.prefix(300), as: UTF8.self))\" in '\(argument.name)'"
    }
    return nil
  }

  // MARK: Faults

  private func stopped(_ index: Int, _ offset: Int, wrote: Bool, _ values: [ForeignValue]) -> ExplainerError {
    let argument = signature.arguments[index]
    guard case .buffer(let buffer) = values[index] else { return fault("\(signature.symbol) was stopped") }
    let verb = wrote ? "wrote" : "reached"
    if offset >= buffer.bytes.count {
      return outside("\(verb) past the end of '\(argument.name)'", argument, buffer)
    }
    if offset < 0 { return outside("\(verb) before the start of '\(argument.name)'", argument, buffer) }
    return fault(
      "\(signature.symbol) wrote to '\(argument.name)', which is \(argument.type.name)", remedy: remedy)
  }

  private func overrun(
    _ damage: GuardedBuffer.Damage, of argument: FunctionArgument, _ buffer: GuardedBuffer
  ) -> ExplainerError {
    outside(
      "wrote \(damage == .after ? "past the end" : "before the start") of '\(argument.name)'", argument,
      buffer)
  }

  private func outside(
    _ what: String, _ argument: FunctionArgument, _ buffer: GuardedBuffer
  ) -> ExplainerError {
    fault(
      "\(signature.symbol) \(what)", expected: "at most \(buffer.bytes.count) bytes, \(argument.type.name)",
      remedy: remedy)
  }

  private var remedy: String {
    "check the signature in \(function.description) against the C declaration; it says \(signature.declaration)"
  }

  private func fault(
    _ message: String, expected: String? = nil, found: String? = nil, remedy: String? = nil
  ) -> ExplainerError {
    ExplainerError(
      .pluginFault, message, at: [function.library, subject], expected: expected, found: found,
      remedy: remedy)
  }

  /// What the call is about, for messages.
  private var subject: String { sites.main.map { "site \($0.name)" } ?? "function \(signature.symbol)" }
}

extension FunctionNumbers {
  /// The only number, where there is one and it is whole.
  fileprivate var first: Int? { if case .integers(let values) = self { values.first } else { nil } }
}
