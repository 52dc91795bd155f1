import Checkpoints
import ExplainerCore
import ExplainerTestSupport
import JSON
import Tensors
import Testing

/// An explainer gives the same natively, through the C boundary, and in a worker.
@Suite struct BoundaryTests {
  static let calls: [(String, JSONObject)] = [
    ("predictions", [:]), ("logit_lens", ["topk": 3, "normed": true]),
    ("predictions", ["layer": -1, "topk": 1000, "position": 2]),
    ("predictions", ["generate": 5, "position": 19]),
    ("rankings", [:]),
    ("rankings", ["generate": 4, "watch": [606, " is", 0], "position": 3, "normed": true]),
    ("activations", ["n_components": 3, "from_layer": 1]),
    ("activations", ["init": "nndsvd", "sort": true, "normalize": true, "window": 8]),
    (
      "rankings",
      ["generate": 6, "do_sample": true, "temperature": 1.5, "top_k": 40, "top_p": 0.9, "seed": 7]
    ),
  ]

  @Test(arguments: calls.indices) func equalResults(_ index: Int) throws {
    let (name, parameters) = Self.calls[index]
    let fixture = PluginFixture(model: "gpt2")
    let text = " Heathrow airport is in the city of"
    let native = try fixture.run(name, [text], parameters)
    for way in [PluginFixture.Way.throughABI, .inWorker] {
      let other = try fixture.run(name, [text], parameters, way: way)
      // Figures, numbers and all: the JSON of both is the same to the letter.
      #expect(other.json.text() == native.json.text())
      #expect(other.tensors.map(\.name) == native.tensors.map(\.name))
      #expect(other.tensors.map(\.tensor) == native.tensors.map(\.tensor))
    }
  }

  /// Errors are the same on both sides of the boundary, data and all.
  @Test(
    arguments: [
      ("predictions", ["position": 40]), ("predictions", ["layer": 4]), ("predictions", ["topk": 1001]),
      ("rankings", ["watch": [" Heathrow"]]), ("rankings", ["watch": [1000]]),
      ("activations", ["from_layer": 9]), ("activations", ["stack": "encoder"]),
    ] as [(String, JSONObject)])
  func equalErrors(_ name: String, _ parameters: JSONObject) throws {
    let fixture = PluginFixture(model: "gpt2")
    let native = try #require(fixture.failure(name, [" Heathrow airport"], parameters))
    #expect(fixture.failure(name, [" Heathrow airport"], parameters, way: .inWorker) == native)
  }
}
