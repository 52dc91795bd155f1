import Diagnostics
import ExplainerCore
import JSON
import Tensors
import Testing

@Suite struct PassRequestTests {
  private static let whole = #"""
    {"inputs": [{"ids": [1, 2]}, {"ids": [3], "segments": [0], "decoder_ids": [4]}],
     "capture": ["layers.*.residual.post", "logits"],
     "edits": [{"site": "layers.5.attention.mixed", "heads": [3], "positions": [4], "set": 0},
               {"site": "embeddings", "add": {"tensor": "noise"}}],
     "backward": {"of": [{"site": "logits", "text": 0, "position": -1, "weights": {"318": 1, "389": -1}}],
                  "at": ["layers.*.residual.pre"], "mode": "gradient", "recompute": true}}
    """#

  /// A request with everything, read and written.
  @Test func roundTrip() throws {
    let request = try PassRequest(json: JSONValue(parsing: Self.whole))
    #expect(
      request.inputs == [ModelInput(ids: [1, 2]), ModelInput(ids: [3], segments: [0], decoderIDs: [4])])
    #expect(request.capture.map(\.text) == ["layers.*.residual.post", "logits"])
    #expect(
      request.edits.map(\.text) == [
        "layers.5.attention.mixed heads=3 positions=4 set=0", "embeddings add=@noise",
      ])
    #expect(request.objective?.text == "logits[318]@-1@text:0 - logits[389]@-1@text:0")
    #expect(request.gradientsAt.map(\.text) == ["layers.*.residual.pre"] && request.recomputes)
    #expect(!request.isPlain)
    let again = try PassRequest(json: request.json)
    #expect(again.json == request.json && again.inputs == request.inputs && again.edits == request.edits)
    #expect(again.objective == request.objective && again.capture == request.capture)
  }

  /// What may be left out, and lists written as one string.
  @Test func short() throws {
    let plain = try PassRequest(
      json: JSONValue(parsing: #"{"inputs": [{"tokens": [{"id": 7}]}], "edits": null}"#))
    #expect(plain.isPlain && plain.capture.isEmpty && plain.inputs[0].ids == [7])
    #expect(plain.json.text() == #"{"inputs":[{"ids":[7]}]}"#)
    let request = try PassRequest(
      json: JSONValue(
        parsing:
          #"{"inputs": [{"ids": [1]}], "capture": "logits, pooler", "backward": {"of": [{"id": 1}], "at": "*"}}"#
      ))
    #expect(request.capture.map(\.text) == ["logits", "pooler"])
    #expect(request.gradientsAt.map(\.text) == ["*"] && request.objective?.text == "#1")
    #expect(!request.recomputes)
    let values = try PassRequest(
      json: JSONValue(parsing: #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 1}]}}"#))
    #expect(values.gradientsAt.isEmpty && values.objective?.text == "#1")
    #expect(try PassRequest(json: values.json).json == values.json && values.json["backward"]?["at"] == nil)
  }

  /// What is no request says where and why.
  @Test(arguments: [
    ("{}", "'inputs' is missing", []), (#"{"inputs": []}"#, "'inputs' is empty", ["inputs"]),
    (
      #"{"inputs": [{"ids": [1]}], "captures": "*"}"#,
      "there is no member 'captures' here; did you mean 'capture'?",
      ["captures"]
    ),
    (
      #"{"inputs": [{"ids": [1], "segment": []}]}"#,
      "there is no member 'segment' here; did you mean 'segments'?",
      ["inputs", "0", "segment"]
    ),
    (
      #"{"inputs": [{"ids": [1]}], "edits": [{"site": "a", "sett": 0}]}"#,
      "there is no member 'sett' here; did you mean 'set'?", ["edits", "0", "sett"]
    ),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 1}], "at": "*", "mode": "lrp"}}"#,
      #"'mode' is "lrp", expected "gradient""#, ["backward", "mode"]
    ),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 1}], "at": "*", "recompute": 1}}"#,
      "'recompute' is a whole number, expected true or false", ["backward", "recompute"]
    ),
    (#"{"inputs": [{"ids": [1]}], "backward": {"at": "*"}}"#, "'of' is missing", ["backward"]),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 1}], "at": []}}"#, "'at' names no site",
      ["backward", "at"]
    ),
    (
      #"{"inputs": [{"ids": [1]}], "backward": {"of": [{"id": 1}], "at": "*", "to": 1}}"#,
      "there is no member 'to' here; there are of, at, mode, recompute", ["backward", "to"]
    ),
    (
      #"{"inputs": [{"ids": [1]}], "capture": [1]}"#,
      "found a whole number, expected a site's name or pattern",
      ["capture", "0"]
    ),
    (
      #"{"inputs": [{"ids": [1]}], "capture": 1}"#,
      "found a whole number, expected an array of sites, or a string with commas between them", ["capture"]
    ),
  ])
  func malformed(_ json: String, _ reason: String, _ path: [String]) throws {
    let value = try JSONValue(parsing: json)
    let error = #expect(throws: JSONReadingError.self) { try PassRequest(json: value) }
    #expect(error?.reason == reason)
    #expect(error?.path == path)
  }

  /// Texts and tensors that are spoken of have to be there.
  @Test(arguments: [
    ("logits set=@text:2", "edit of 'logits': there is no text 2 in this pass; expected 0 to 1, found 2"),
    (
      "logits texts=2 set=0",
      "edit of 'logits': there is no index 2: there are 2 texts; expected -2 to 1, found 2"
    ),
    ("logits add=@nois", "edit of 'logits': no tensor 'nois' comes with the pass; did you mean 'noise'?"),
    ("logits texts=-1 set=@text:0", nil), ("logits add=@noise", nil), (#"logits set="a text""#, nil),
  ])
  func check(_ edit: String, _ message: String?) throws {
    let request = PassRequest(
      inputs: [ModelInput(ids: [1]), ModelInput(ids: [2])], edits: [try Edit(edit)],
      tensors: ["noise": Tensor(shape: [1], values: [0])])
    guard let message else { return try request.check() }
    let error = #expect(throws: ExplainerError.self) { try request.check() }
    #expect(error?.description == message)
  }

  /// So have those of an objective, and at least one text.
  @Test func checkOthers() throws {
    let objective = try Objective("#1@text:1")
    #expect(throws: ExplainerError.self) { try PassRequest(inputs: []).check() }
    #expect(
      throws: ExplainerError(
        .badParameter, "there is no text 1 in this pass", at: ["objective"], expected: "0 to 0", found: "1")
    ) {
      try PassRequest(inputs: [ModelInput(ids: [1])], objective: objective).check()
    }
  }
}
