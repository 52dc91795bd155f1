import CExplainerABI
import Checkpoints
import Diagnostics
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing
@testable import ExplainerKit
@testable import PluginHost
@testable import Sandbox

/// The extension `explainer.pass/1`: whatever a plugin asks for ends in a status, and what it asks for well is what the
/// model gives.
@Suite struct PassTableTests {
  private let call: PluginInvocation
  private let model: any Model

  init() throws {
    let location = ModelLocation(id: "m", directory: Fixtures.model("gpt2"), origin: .directory)
    model = try Fixtures.loaded(location)
    call = PluginInvocation(model: model, reporter: SilentReporter())
  }

  private nonisolated(unsafe) static let table = PassTable.shared.pointer
  private nonisolated(unsafe) static let host = HostTable.shared.pointer

  /// Places for what two texts leave.
  private struct Places {
    var traces = [OpaquePointer?](repeating: nil, count: 2)
    var gradients = [OpaquePointer?](repeating: nil, count: 2)
    var result = xpl_str()

    func release() { for trace in traces + gradients { PassTableTests.host.pointee.trace_release?(trace) } }
  }

  private func run(
    _ request: String, _ tensors: [xpl_named_tensor] = [], count: Int? = nil, places: inout Places
  ) -> Int32 {
    request.withABIString {
      Self.table.pointee.run?(
        Self.host, call.lend(), $0, tensors, count ?? tensors.count, &places.traces, &places.gradients,
        &places.result) ?? -1
    }
  }

  /// A tensor of these extents under the name `a`, over memory that holds as many numbers.
  private func withTensor<Result>(
    _ shape: [Int], name: String = "a", _ change: (inout xpl_tensor) -> Void = { _ in },
    _ body: (xpl_named_tensor) -> Result
  ) -> Result {
    let numbers = [Float](repeating: 0.5, count: max(1, shape.reduce(1, *)))
    return numbers.withUnsafeBufferPointer { numbers in
      var tensor = xpl_tensor(data: numbers.baseAddress, shape: shape)
      change(&tensor)
      return name.withABIString { body(xpl_named_tensor(name: $0, tensor: tensor)) }
    }
  }

  private static let edited =
    #"{"inputs": [{"ids": [1, 2]}], "capture": "embeddings.tokens", "edits": [{"site": "embeddings.tokens", "set": {"tensor": "a"}}]}"#
  private static let differentiated =
    #"{"inputs": [{"ids": [1, 2]}, {"ids": [3]}], "capture": ["logits"], "backward": {"of": [{"id": 5}, {"id": 6, "weight": -1}], "at": "embeddings.tokens"}}"#

  /// Requests that are none, or of things that are not there, and what they end with.
  @Test(arguments: [
    ("", ErrorCode.pluginFault, "malformed JSON"), ("{", .pluginFault, "malformed JSON"),
    ("[]", .pluginFault, "expected an object"), ("{}", .pluginFault, "inputs"),
    (#"{"inputs": []}"#, .pluginFault, "'inputs' is empty"),
    (#"{"inputs": [{}]}"#, .pluginFault, "ids"), (#"{"inputs": [3]}"#, .pluginFault, "inputs"),
    (#"{"inputs": [{"ids": []}], "capture": "logits"}"#, .badText, "empty"),
    (#"{"inputs": [{"ids": [-1]}], "capture": "logits"}"#, .badParameter, "-1"),
    (#"{"inputs": [{"ids": [1e99]}], "capture": "logits"}"#, .pluginFault, "ids"),
    (#"{"inputs": [{"ids": [1], "mask": [1]}], "capture": "logits"}"#, .pluginFault, "mask"),
    (#"{"inputs": [{"ids": [1]}], "capture": "nothing"}"#, .badParameter, "nothing"),
    (#"{"inputs": [{"ids": [1]}], "captures": "logits"}"#, .pluginFault, "did you mean 'capture'"),
    (#"{"inputs": [{"ids": [1]}], "capture": 5}"#, .pluginFault, "capture"),
    (#"{"inputs": [{"ids": [1]}], "edits": [{}]}"#, .pluginFault, "site"),
    (#"{"inputs": [{"ids": [1]}], "edits": [{"site": "embeddings"}]}"#, .pluginFault, "nothing to do"),
    (
      #"{"inputs": [{"ids": [1]}], "capture": "logits", "edits": [{"site": "embeddings", "set": 1, "add": 2}]}"#,
      .pluginFault, "set and add"
    ),
    (
      #"{"inputs": [{"ids": [1]}], "capture": "logits", "edits": [{"site": "embeddings", "set": {"tensor": "b"}}]}"#,
      .notFound, "'b'"
    ),
    (
      #"{"inputs": [{"ids": [1]}], "capture": "logits", "edits": [{"site": "embeddings", "positions": [7], "set": 1}]}"#,
      .badParameter, "index 7"
    ),
    (
      #"{"inputs": [{"ids": [1]}], "capture": "logits", "edits": [{"site": "embeddings", "texts": [1], "set": 1}]}"#,
      .badParameter, "texts"
    ),
    (#"{"inputs": [{"ids": [1]}], "backward": {"of": [], "at": "logits"}}"#, .pluginFault, "of"),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 5}], "at": "embeddings", "mode": "guided"}}"#,
      .pluginFault, "gradient"
    ),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 5000}], "at": "embeddings"}}"#, .badParameter,
      "5000"
    ),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 5, "text": 4}], "at": "embeddings"}}"#,
      .badParameter, "no text 4"
    ),
  ])
  func malformed(_ request: String, _ code: ErrorCode, _ expected: String) {
    var places = Places()
    #expect(run(request, places: &places) == code.rawValue)
    #expect(call.error?.description.contains(expected) == true, "\(call.error as Any)")
    #expect(call.unreleasedTraces == 0 && places.traces == [nil, nil])
  }

  /// Tensors that do not fit, are none, or lie nowhere.
  @Test(
    arguments: [
      ([3, 3], ErrorCode.badShape), ([2, 3], .badShape), ([0], .badShape),
      ([1, 1, 1, 1, 1, 1, 1, 1], .badShape),
    ] as [([Int], ErrorCode)])
  func shapes(_ shape: [Int], _ code: ErrorCode) {
    var places = Places()
    #expect(withTensor(shape) { run(Self.edited, [$0], places: &places) } == code.rawValue)
    #expect(call.unreleasedTraces == 0)
  }

  /// What is no tensor is the plugin's fault.
  @Test(arguments: 0..<8) func tensors(_ index: Int) {
    let changes: [(inout xpl_tensor) -> Void] = [
      { $0.data = nil }, { $0.data = UnsafeRawPointer(bitPattern: 8) }, { $0.rank = 9 }, { $0.rank = -1 },
      { $0.dtype = 2 }, { $0.shape.0 = -1 }, { $0.shape.0 = .max }, { $0.strides.0 = .max / 8 },
    ]
    var places = Places()
    let status = withTensor([2, 64], changes[index]) { run(Self.edited, [$0], places: &places) }
    #expect(status == ErrorCode.pluginFault.rawValue, "\(call.error as Any)")
    #expect(call.unreleasedTraces == 0)
  }

  /// A number that is none is the request's fault; as many tensors as there are bytes, or two of one name, the plugin's.
  @Test func lists() {
    var places = Places()
    var numbers = [Float](repeating: 0, count: 4)
    numbers[2] = .nan
    let width = model.info.hiddenSize
    let isFinite = withTensor([width]) { tensor in
      numbers += [Float](repeating: 0, count: width)
      return numbers.withUnsafeBufferPointer { numbers in
        var other = tensor
        other.tensor.data = UnsafeRawPointer(numbers.baseAddress)
        return run(Self.edited, [other], places: &places)
      }
    }
    #expect(isFinite == ErrorCode.badParameter.rawValue)
    for count in [-1, Int.min, .max, 1 << 12 + 1] {
      let status = withTensor([width]) { run(Self.edited, [$0], count: count, places: &places) }
      #expect(status == ErrorCode.pluginFault.rawValue)
    }
    let nowhere = Self.edited.withABIString {
      Self.table.pointee.run?(
        Self.host, call.lend(), $0, nil, 1, &places.traces, &places.gradients, &places.result)
    }
    #expect(nowhere == ErrorCode.pluginFault.rawValue)
    let twice = withTensor([width]) { run(Self.edited, [$0, $0], places: &places) }
    #expect(twice == ErrorCode.pluginFault.rawValue)
    let unnamed = withTensor([width]) { tensor in
      var tensor = tensor
      tensor.name = xpl_str(data: tensor.name.data, size: .min)
      return run(Self.edited, [tensor], places: &places)
    }
    #expect(unnamed == ErrorCode.pluginFault.rawValue)
    #expect(call.unreleasedTraces == 0)
  }

  /// Without a place for what comes of it nothing is lent; gradients need one only where there are some.
  @Test func nowhere() {
    func status(_ request: String, _ traces: Bool, _ gradients: Bool, _ result: Bool) -> Int32 {
      var (first, second, json) = ([OpaquePointer?](repeating: nil, count: 2), Places().gradients, xpl_str())
      defer { for trace in first + second { Self.host.pointee.trace_release?(trace) } }
      return request.withABIString { request in
        first.withUnsafeMutableBufferPointer { first in
          second.withUnsafeMutableBufferPointer { second in
            withUnsafeMutablePointer(to: &json) {
              Self.table.pointee.run?(
                Self.host, call.lend(), request, nil, 0, traces ? first.baseAddress : nil,
                gradients ? second.baseAddress : nil, result ? $0 : nil) ?? -1
            }
          }
        }
      }
    }
    let fault = ErrorCode.pluginFault.rawValue
    #expect(status(Self.differentiated, false, true, true) == fault)
    #expect(status(Self.differentiated, true, false, true) == fault)
    #expect(status(Self.differentiated, true, true, false) == fault)
    for asked in [#""capture": "logits""#, #""backward": {"of": [{"id": 5}]}"#] {
      #expect(status(#"{"inputs": [{"ids": [1]}], \#(asked)}"#, true, false, true) == XPL_OK)
    }
    #expect(status(Self.differentiated, true, true, true) == XPL_OK)
    #expect(call.unreleasedTraces == 0)
  }

  /// Traces and gradients are the model's own, one a text, until they are released.
  @Test func results() throws {
    var places = Places()
    #expect(run(Self.differentiated, places: &places) == XPL_OK, "\(call.error as Any)")
    #expect(call.unreleasedTraces == 4)
    let wanted = try model.pass(
      PassRequest(
        inputs: [ModelInput(ids: [1, 2]), ModelInput(ids: [3])], capture: ["logits"],
        objective: Objective(terms: [.init(.id(5)), .init(.id(6), weight: -1)]),
        gradientsAt: ["embeddings.tokens"]))
    for text in 0..<2 {
      for (given, wanted) in [
        (places.traces[text], wanted.traces[text]), (places.gradients[text], wanted.gradients[text]),
      ] {
        let view = try #require(HostTrace.from(given)?.entry(0)?.view)
        let values = try Tensor(copying: view, named: "x")
        #expect(values == wanted.entries[0].tensor)
      }
    }
    let json = try JSONValue(untrusted: places.result)
    #expect(json["values"]?.array?.map(\.double) == wanted.objectiveValues)
    places.release()
    #expect(call.unreleasedTraces == 0)
  }

  /// From another thread, or when the call is over, nothing is run.
  @Test func refused() {
    var places = Places()
    let status = OtherThread.run {
      var places = Places()
      return run(Self.differentiated, places: &places)
    }
    #expect(status == XPL_PLUGIN_FAULT && call.misuse != nil)
    call.end()
    #expect(run(Self.differentiated, places: &places) == XPL_PLUGIN_FAULT)
    #expect(call.unreleasedTraces == 0)
  }

  /// A plugin in Swift asks through the table for the same as the model gives.
  @Test func kit() throws {
    let connection = HostConnection(host: Self.host, call: call.lend())
    let lent = try HostModel(connection)
    let width = model.info.hiddenSize
    let half = Tensor(shape: [2, width], values: [Float](repeating: 0.5, count: 2 * width))
    var request = PassRequest(
      inputs: [ModelInput(ids: [1, 2]), ModelInput(ids: [3])], capture: ["logits", "embeddings.tokens"],
      edits: [Edit("embeddings.tokens", texts: IndexList(0), .set(.tensor("half")))],
      objective: Objective(terms: [.init(.id(5), position: 0)]), gradientsAt: ["embeddings.tokens"],
      tensors: ["half": half])
    for _ in 0..<2 {
      let (given, wanted) = (try lent.pass(request), try model.pass(request))
      #expect(given.objectiveValues == wanted.objectiveValues && given.notes == wanted.notes)
      for (given, wanted) in zip(given.traces + given.gradients, wanted.traces + wanted.gradients) {
        #expect(given.entries.map(\.site) == wanted.entries.map(\.site))
        #expect(given.entries.map(\.tensor) == wanted.entries.map(\.tensor))
      }
      #expect(given.traces.count == 2 && given.gradients.count == 2)
      // And once more without any tensor.
      request.edits = [Edit("embeddings.tokens", .scale(0.5))]
      request.tensors = [:]
    }
    request.gradientsAt = []
    do {
      let (given, wanted) = (try lent.pass(request), try model.pass(request))
      #expect(given.objectiveValues == wanted.objectiveValues && given.objectiveValues.count == 2)
      #expect(given.gradients.isEmpty)
    }
    #expect(call.unreleasedTraces == 0)
    request.edits = [Edit("embeddings.tokens", .set(.tensor("none")))]
    let error = #expect(throws: ExplainerError.self) { try lent.pass(request) }
    #expect(error?.code == .notFound)
  }
}
