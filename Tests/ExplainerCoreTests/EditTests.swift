import Diagnostics
import ExplainerCore
import JSON
import Testing

@Suite struct EditTests {
  /// What a command line says, and the edit meant; written back it is the same, and so in JSON.
  @Test(arguments: [
    (
      "layers.3.attention.mixed heads=2 set=0",
      Edit("layers.3.attention.mixed", heads: IndexList(2), .set(.number(0)))
    ),
    (
      "layers.*.mlp.output positions=-1 scale=0.5",
      Edit("layers.*.mlp.output", positions: IndexList(-1), .scale(0.5))
    ),
    (
      "layers.5.residual.post add=@steer.safetensors:direction",
      Edit("layers.5.residual.post", .add(.tensor("steer.safetensors:direction")))
    ),
    ("layers.2.residual.post mean=positions", Edit("layers.2.residual.post", .mean(.positions))),
    ("embeddings mean=texts", Edit("embeddings", .mean(.texts))),
    (
      "layers.2.residual.post remove=@dirs.safetensors:refusal",
      Edit("layers.2.residual.post", .remove(.tensor("dirs.safetensors:refusal")))
    ),
    ("layers.2.residual.post keep=@direction", Edit("layers.2.residual.post", .keep(.tensor("direction")))),
    (
      #"layers.1.mlp.output positions=3 set="The other text""#,
      Edit("layers.1.mlp.output", positions: IndexList(3), .set(.otherText("The other text")))
    ),
    (
      "layers.1.mlp.output texts=0,2 set=@text:1",
      Edit("layers.1.mlp.output", texts: IndexList(0, 2), .set(.text(1)))
    ),
    (
      "layers.1.attention.pattern heads=0 positions=1 dims=0,2 set=-1e-05 renormalise",
      Edit(
        "layers.1.attention.pattern", positions: IndexList(1), heads: IndexList(0),
        dimensions: IndexList(0, 2),
        .set(.number(-1e-5)), renormalises: true)
    ),
    (#"logits set="say \"a\\b\"\nand = go""#, Edit("logits", .set(.otherText("say \"a\\b\"\nand = go")))),
    (#"logits set="@text:1""#, Edit("logits", .set(.otherText("@text:1")))),
    (#"logits set="""#, Edit("logits", .set(.otherText("")))),
    (#"logits add=@"my file.safetensors:a b""#, Edit("logits", .add(.tensor("my file.safetensors:a b")))),
    ("logits set=3.4028235e+38", Edit("logits", .set(.number(.greatestFiniteMagnitude)))),
  ])
  func forms(_ text: String, _ edit: Edit) throws {
    #expect(try Edit(text) == edit)
    #expect(edit.text == text)
    #expect(try Edit(json: edit.json) == edit)
    #expect(try Edit(json: JSONValue(parsing: edit.json.text())) == edit)
  }

  /// Blanks, order and longer names do not matter.
  @Test(arguments: [
    ("  logits \t set=1   positions=0-2 ", "logits positions=0-2 set=1"),
    ("logits dimensions=4 set=1", "logits dims=4 set=1"),
    ("a.pattern renormalise set=1", "a.pattern set=1 renormalise"),
    (#"logits set=@"a b".safetensors:x"#, #"logits set=@"a b.safetensors:x""#),
    ("logits set=\"two\nlines\"", #"logits set="two\nlines""#),
  ])
  func lenient(_ text: String, _ canonical: String) throws {
    #expect(try Edit(text).text == canonical)
  }

  /// What is wrong is named, with what was expected.
  @Test(arguments: [
    ("", "an edit begins with a site; expected such as layers.3.mlp.output scale=0.5, found nothing"),
    (
      "set=0 logits",
      "an edit begins with a site; expected such as layers.3.mlp.output scale=0.5, found 'set=0'"
    ),
    (
      "logits",
      "the edit of 'logits' says nothing to do; expected one of set=, add=, scale=, mean=, remove=, keep="
    ),
    ("logits position=3 set=0", "an edit has no 'position'; did you mean 'positions'?"),
    ("logits sett=0", "an edit has no 'sett'; did you mean 'set'?"),
    ("a.pattern set=0 renormalize", "an edit has no 'renormalize'; did you mean 'renormalise'?"),
    (
      "logits blah=0",
      "an edit has no 'blah'; expected one of texts, heads, positions, dims, set, add, scale, mean, remove, keep, renormalise"
    ),
    ("logits set", "'set' has no value; expected 'set=' and a value, found the end"),
    ("logits set 0", "'set' has no value; expected 'set=' and a value, found ' 0'"),
    ("logits set=0 set=1", "'set' is given twice"),
    ("logits dims=0 dimensions=1 set=1", "'dims' is given twice"),
    (
      "logits set=0 add=1",
      "an edit does one thing; expected either 'set' or 'add', found both; write two edits; they apply in order"
    ),
    (
      "logits heads=x set=0",
      "heads: 'x' is no list of indices; expected parts such as 3, -1 or 3-5, found 'x'"
    ),
    ("logits heads= set=0", "heads: a list of indices is empty; expected such as 0,3-5,-1"),
    (
      "logits set=zero",
      "set: this is no value; expected a finite number, @FILE:NAME, @text:N or a text in quotes, found 'zero'"
    ),
    ("logits set=nan", nil), ("logits set=inf", nil), ("logits set=1e39", nil), ("logits set=", nil),
    ("logits scale=@x:y", "scale: this is no value; expected a finite number, found '@x:y'"),
    (
      "logits mean=position",
      "mean: this is no value; expected positions or texts, found 'position'; did you mean 'positions'?"
    ),
    ("logits set=@", "set: this is no value; expected the name of a tensor behind the @, found '@'"),
    (
      "logits set=@text:-1",
      "set: this is no value; expected the number of a text, from 0, behind @text:, found '@text:-1'; a file called 'text' is written @./text:NAME"
    ),
    (#"logits set="open"#, #"set: a text in quotes does not end; expected a closing ", found "open"#),
    (#"logits set="a\q""#, nil),
    (#"logits set="a"b"#, #"something follows 'set="a"'; expected a blank, found 'b'"#),
    ("logits set=0x", "something follows 'set=0'; expected a blank, found 'x'"),
    ("logits set=1 renormalise", "only attention.pattern can be renormalised, not 'logits'"),
    ("a.pattern set=1 renormalise=yes", nil),
    ("logits remove=0", "'remove' needs a direction, which is a tensor"),
    (#"logits keep="text""#, "'keep' needs a direction, which is a tensor"),
  ])
  func malformed(_ text: String, _ message: String?) {
    let error = #expect(throws: ExplainerError.self) { try Edit(text) }
    #expect(error?.code == .badParameter)
    guard let message, let error else { return }
    let shown = error.description.split(separator: "\n  ").joined(separator: "; ")
    #expect(shown.lowercased() == message.lowercased())
  }

  /// The JSON of the boundary.
  @Test func json() throws {
    let json = try JSONValue(
      parsing: #"{"site": "layers.5.attention.mixed", "heads": [3], "positions": [4], "set": 0}"#)
    let edit = try Edit(json: json)
    #expect(
      edit == Edit("layers.5.attention.mixed", positions: IndexList(4), heads: IndexList(3), .set(.number(0)))
    )
    #expect(edit.json.text() == #"{"site":"layers.5.attention.mixed","heads":[3],"positions":[4],"set":0.0}"#)
  }

  /// JSON that is no edit says where and why.
  @Test(arguments: [
    (#"{"set": 0}"#, "'site' is missing"), (#"{"site": "", "set": 0}"#, "'site' is empty"),
    (#"{"site": "a", "sett": 0}"#, "there is no member 'sett' here; did you mean 'set'?"),
    (
      #"{"site": "a"}"#, "the edit says nothing to do, expected one of set, add, scale, mean, remove, keep"
    ),
    (#"{"site": "a", "set": 0, "scale": 2}"#, "an edit does one thing, found set and scale"),
    (#"{"site": "a", "scale": "2"}"#, "'scale' is a string, expected a finite number"),
    (#"{"site": "a", "scale": 1e39}"#, nil), (#"{"site": "a", "set": true}"#, nil),
    (#"{"site": "a", "set": {"tensor": ""}}"#, "'tensor' is empty"),
    (
      #"{"site": "a", "set": {"text": -1}}"#,
      "'text' is a whole number, expected the number of a text, from 0"
    ),
    (#"{"site": "a", "set": {"text": 1, "of": "b"}}"#, nil), (#"{"site": "a", "set": {}}"#, nil),
    (#"{"site": "a", "set": {"tensr": "b"}}"#, "there is no member 'tensr' here; did you mean 'tensor'?"),
    (#"{"site": "a", "mean": "all"}"#, #"'mean' is "all", expected one of "positions", "texts""#),
    (#"{"site": "a", "set": 0, "renormalise": true}"#, "only attention.pattern can be renormalised, not 'a'"),
    (#"{"site": "a", "remove": 1}"#, "'remove' needs a direction, which is a tensor"),
    (#"{"site": "a", "heads": [], "set": 0}"#, "found an empty array, expected at least one index"),
    ("[]", nil),
  ])
  func malformedJSON(_ json: String, _ reason: String?) throws {
    let value = try JSONValue(parsing: json)
    let error = #expect(throws: JSONReadingError.self) { try Edit(json: value) }
    if let reason { #expect(error?.reason == reason) }
  }

  /// A tensor of a file is called by both, parted at the last colon.
  @Test(arguments: [
    ("a.safetensors:b", "a.safetensors", "b"), ("c:/a.safetensors:b", "c:/a.safetensors", "b"),
    ("b", nil, nil),
    (":b", nil, nil), ("a:", nil, nil),
  ])
  func fileReference(_ name: String, _ file: String?, _ tensor: String?) {
    let reference = Edit.Value.tensor(name).fileReference
    #expect(reference?.file == file && reference?.name == tensor)
    #expect(Edit.Value.text(0).fileReference == nil)
  }
}
