import ExplainerCore
import JSON
import Testing
@testable import ForeignFunctions
@testable import PluginHost
@testable import PluginRegistry

/// What can be known to be wrong with a signature without the library is said when it is read.
@Suite struct FunctionSignatureTests {
  private func read(_ text: String) throws -> FunctionSignature {
    try FunctionSignature(json: try JSONValue(parsing: Array(text.utf8)))
  }

  private func failure(_ text: String) throws -> JSONReadingError? {
    let json = try JSONValue(parsing: Array(text.utf8))
    do {
      _ = try FunctionSignature(json: json)
      return nil
    } catch { return error }
  }

  /// The worked example of Docs/plain-functions.md: each argument has the type and role written there, and the
  /// parameter is made from it.
  @Test func example() throws {
    let signature = try read(
      """
      {"symbol": "l2_rows", "returns": "i32", "args": [
        {"name": "x", "type": "const f32*", "from": "capture:layers.*.residual.post"},
        {"name": "rows", "type": "i64", "from": "x.shape[0]"},
        {"name": "p", "type": "f64", "param": {"default": 2, "minimum": 0, "summary": "which norm"}},
        {"name": "label", "type": "const char*", "from": "text"},
        {"name": "out", "type": "f32*", "result": {"shape": ["rows"]}},
        {"name": "note", "type": "char *", "result": {"size": 256}}]}
      """)
    #expect(
      signature.declaration
        == "int32_t l2_rows(const float *x, int64_t rows, double p, const char *label, float *out, char *note)"
    )
    #expect(signature.returns == .status)
    #expect(
      signature.arguments.map(\.role) == [
        .capture(SitePattern("layers.*.residual.post")), .number(.extent(of: "x", axis: 0)),
        .parameter(Parameter("p", .number, default: 2, minimum: 0, summary: "which norm"), absent: nil),
        .text,
        .result(shape: [.argument("rows")], summary: ""), .textResult(size: 256, summary: ""),
      ])
    #expect(signature.parameters.map(\.name) == ["p"])
  }

  /// Every type is read as it is written, with or without blanks before the star.
  @Test(arguments: FunctionType.names) func types(_ name: String) throws {
    #expect(try FunctionType(name).name == name)
    #expect(try FunctionType(name.replacing("*", with: " *")).name == name)
  }

  /// Types of C are answered with ours.
  @Test(arguments: [
    ("float", "'f32'"), ("const double*", "'const f64*'"), ("size_t", "'u64'"), ("int *", "'i32*'"),
    ("f33", "'f32'"),
    ("const bool*", "bool, i32"), ("void*", "bool, i32"), ("f32**", "'f32*'"), ("", "bool, i32"),
    ("*", "bool, i32"),
  ])
  func unknownTypes(_ name: String, _ expected: String) {
    do {
      _ = try FunctionType(name)
      Issue.record("accepted")
    } catch { #expect(error.reason.contains(expected), "\(error.reason)") }
  }

  static let input = #"{"name": "x", "type": "const f32*", "from": "capture:embeddings"}"#
  static let output = #"{"name": "out", "type": "f32*", "result": {"shape": [1]}}"#

  /// A description with one argument before an output.
  static func with(_ argument: String) -> String {
    #"{"symbol": "f", "returns": "void", "args": [\#(argument), \#(output)]}"#
  }

  /// Everything that is wrong is said in words, with the way to the member that is.
  @Test(
    arguments: [
      ("3", "a whole number, expected an object", ""),
      ("{}", "'symbol' is missing", ""),
      (#"{"symbol": "a b"}"#, "no name of a C function", "symbol"),
      (#"{"symbol": "f", "return": "void"}"#, "did you mean 'returns'?", "return"),
      (#"{"symbol": "f", "returns": "void"}"#, "'args' is missing", ""),
      (#"{"symbol": "f", "args": []}"#, "'returns' is missing", ""),
      (#"{"symbol": "f", "args": 3, "returns": "void"}"#, "expected an array", "args"),
      (#"{"symbol": "f", "returns": "void", "args": []}"#, "nothing comes back", ""),
      (#"{"symbol": "f", "returns": "i32", "args": []}"#, "nothing comes back", ""),
      (#"{"symbol": "f", "returns": "f32*", "args": []}"#, "cannot return 'f32*'", "returns"),
      (
        #"{"symbol": "f", "returns": {"type": "void", "result": "x"}, "args": []}"#, "no result",
        "returns.type"
      ),
      (#"{"symbol": "f", "returns": {"type": "int", "result": "x"}, "args": []}"#, "'i32'", "returns.type"),
      (
        #"{"symbol": "f", "returns": {"type": "i32", "name": "x"}, "args": []}"#, "no member 'name'",
        "returns.name"
      ),
      (#"{"symbol": "f", "returns": [], "args": []}"#, "an array, expected an object", "returns"),
      (
        #"{"symbol": "f", "returns": {"type": "i32", "result": "out"}, "args": [\#(output)]}"#, "is taken",
        "args.0.name"
      ),
      (with("3"), "expected an object", "args.0"),
      (with(#"{"name": "X"}"#), "no name", "args.0.name"),
      (with(#"{"name": "tokens", "type": "i64", "value": 1}"#), "the name is taken", "args.0.name"),
      (with(#"{"name": "out", "type": "i64", "value": 1}"#), "the name is taken", "args.1.name"),
      (with(#"{"name": "a"}"#), "'type' is missing", "args.0"),
      (with(#"{"name": "a", "type": "float", "value": 1}"#), "did you mean 'f32'?", "args.0.type"),
      (with(#"{"name": "a", "type": "f32"}"#), "has none of 'from'", "args.0"),
      (with(#"{"name": "a", "type": "f32", "value": 1, "from": "x"}"#), "has 2 of 'from'", "args.0.value"),
      (with(#"{"name": "a", "type": "f32", "valeu": 1}"#), "did you mean 'value'?", "args.0.valeu"),
      // Sources.
      (
        with(#"{"name": "a", "type": "f32*", "from": "capture:embeddings"}"#), "expected const f32*",
        "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "const i32*", "from": "capture:embeddings"}"#), "expected const f32*",
        "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "const f32*", "from": "capture:"}"#), "no pattern of sites",
        "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "const f32*", "from": "capture:a..b"}"#), "no pattern of sites",
        "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "const f32*", "from": "capture:a,b"}"#), "no pattern of sites",
        "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "const f32*", "from": "tokens.ids"}"#), "expected const i32*",
        "args.0.from"
      ),
      (with(#"{"name": "a", "type": "char*", "from": "text"}"#), "expected const char*", "args.0.from"),
      (with(#"{"name": "a", "type": "bool", "from": "tokens.count"}"#), "expected i32", "args.0.from"),
      (
        with(#"{"name": "a", "type": "i64", "from": "tokens.length"}"#), "nothing the host knows",
        "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "i64", "from": "model.width"}"#), "nothing the host knows", "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "i64", "from": "x.shape[-1]"}"#), "nothing the host knows", "args.0.from"
      ),
      (
        with(#"{"name": "a", "type": "i64", "from": "x.shape[0]"}"#), "there is no argument 'x'",
        "args.0.from"
      ),
      (with(#"{"name": "a", "type": "i64", "from": "outt.rank"}"#), "did you mean 'out'?", "args.0.from"),
      (with(#"{"name": "a", "type": "i64", "from": "out.count"}"#), "'out' has no shape", "args.0.from"),
      // Constants.
      (with(#"{"name": "a", "type": "i32", "value": 2147483648}"#), "cannot be 'i32'", "args.0.value"),
      (with(#"{"name": "a", "type": "u64", "value": -1}"#), "cannot be 'u64'", "args.0.value"),
      (with(#"{"name": "a", "type": "i64", "value": 1.5}"#), "cannot be 'i64'", "args.0.value"),
      (with(#"{"name": "a", "type": "f32", "value": 1e300}"#), "cannot be 'f32'", "args.0.value"),
      (with(#"{"name": "a", "type": "bool", "value": 1}"#), "cannot be 'bool'", "args.0.value"),
      (with(#"{"name": "a", "type": "const char*", "value": 1}"#), "cannot be 'const char*'", "args.0.value"),
      (with(#"{"name": "a", "type": "const f32*", "value": 1}"#), "cannot be 'const f32*'", "args.0.value"),
      // Parameters.
      (
        with(#"{"name": "a", "type": "const f32*", "param": {"summary": "s"}}"#), "a parameter cannot be",
        "args.0.param"
      ),
      (with(#"{"name": "a", "type": "i32", "param": 3}"#), "expected an object", "args.0.param"),
      (
        with(#"{"name": "a", "type": "i32", "param": {"default": 1}}"#), "'summary' is missing",
        "args.0.param"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"defualt": 1, "summary": "s"}}"#),
        "did you mean 'default'?", "args.0.param.defualt"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"default": 1.5, "summary": "s"}}"#), "not legal",
        "args.0.param.default"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"default": 5, "maximum": 4, "summary": "s"}}"#),
        "not legal", "args.0.param.default"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"default": 3000000000, "summary": "s"}}"#),
        "cannot be 'i32'", "args.0.param.default"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"minimum": 5, "maximum": 4, "summary": "s"}}"#),
        "above 'maximum'", "args.0.param.minimum"
      ),
      (
        with(#"{"name": "a", "type": "u32", "param": {"minimum": -5, "summary": "s"}}"#), "below 0",
        "args.0.param.minimum"
      ),
      (
        with(#"{"name": "a", "type": "bool", "param": {"minimum": 5, "summary": "s"}}"#), "is for numbers",
        "args.0.param.minimum"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"choices": ["a"], "summary": "s"}}"#),
        "are for const char*", "args.0.param.choices"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"absence": "all", "summary": "s"}}"#),
        "needs a 'value'", "args.0.param"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"value": 3, "summary": "s"}}"#), "'absence' says",
        "args.0.param.value"
      ),
      (
        with(
          #"{"name": "a", "type": "i32", "param": {"absence": "all", "value": 3, "default": 2, "summary": "s"}}"#
        ), "both 'default' and", "args.0.param.absence"
      ),
      (
        with(#"{"name": "a", "type": "i32", "param": {"absence": "all", "value": "x", "summary": "s"}}"#),
        "cannot be 'i32'", "args.0.param.value"
      ),
      // Results.
      (
        with(#"{"name": "a", "type": "const f32*", "result": {"shape": [1]}}"#),
        "a pointer that is not const", "args.0.result"
      ),
      (with(#"{"name": "a", "type": "f32*", "result": {}}"#), "'shape' is missing", "args.0.result"),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": 3}}"#), "expected an array",
        "args.0.result.shape"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"size": 3}}"#), "there is no member 'size'",
        "args.0.result.size"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": [0]}}"#), "an extent is 0",
        "args.0.result.shape.0"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": [1, null]}}"#), "an extent is null",
        "args.0.result.shape.1"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": ["rows"]}}"#), "there is no argument 'rows'",
        "args.0.result.shape.0"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": ["out"]}}"#), "'out' is a result",
        "args.0.result.shape.0"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": ["x.size"]}}"#), "no number the host knows",
        "args.0.result.shape.0"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": ["site.layer"]}}"#), "no extent",
        "args.0.result.shape.0"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": [65536, 65536]}}"#), "larger than 4 GiB",
        "args.0.result.shape"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": [9223372036854775807, 2]}}"#),
        "larger than 4 GiB", "args.0.result.shape"
      ),
      (
        with(#"{"name": "a", "type": "f32*", "result": {"shape": [1,1,1,1,1,1,1,1,1]}}"#),
        "more than 8 extents", "args.0.result.shape"
      ),
      (
        with(#"{"name": "a", "type": "char*", "result": {"shape": [1]}}"#), "no member 'shape'",
        "args.0.result.shape"
      ),
      (
        with(#"{"name": "a", "type": "char*", "result": {"size": 0}}"#), "must be the bytes",
        "args.0.result.size"
      ),
      (
        with(#"{"name": "a", "type": "char*", "result": {"size": 100000000}}"#), "larger than 64 MiB",
        "args.0.result.size"
      ),
      (
        #"{"symbol": "f", "returns": "void", "args": [\#(input), {"name": "n", "type": "f64", "from": "x.rank"}, {"name": "a", "type": "f32*", "result": {"shape": ["n"]}}]}"#,
        "expected a whole number", "args.2.result.shape.0"
      ),
    ] as [(String, String, String)])
  func malformed(_ text: String, _ expected: String, _ path: String) throws {
    let error = try #require(try failure(text))
    #expect(error.reason.contains(expected), "\(error.reason)")
    #expect(error.path.joined(separator: ".") == path, "\(error.reason)")
  }

  /// Sixteen arguments are the most.
  @Test func manyArguments() throws {
    func text(_ count: Int) -> String {
      let constants = (1..<count).map { #"{"name": "a\#($0)", "type": "i32", "value": 0}"# }
      return Self.with(constants.joined(separator: ","))
    }
    #expect(try failure(text(16)) == nil)
    let error = try #require(try failure(text(17)))
    #expect(error.reason.contains("takes 17 arguments, more than 16"))
    #expect(error.path == ["args"])
  }

  /// A registry says whether its entry points are functions; mixtures are refused.
  @Test(
    arguments: [
      ("kind", "widgets", "no kind; the kinds are plugin, cfunctions", ["kind"]),
      ("kind", "plugin", "which needs \"kind\": \"cfunctions\"", ["entry_points", "0", "function"]),
      ("required_extensions", ["a/1"], "not for plain C functions", ["required_extensions"]),
      ("entry_points", [["name": "a", "summary": "s"]], "has no 'function'", ["entry_points", "0"]),
      (
        "entry_points", [["name": "a", "summary": "s", "texts": [0, 1], "function": PlainLibrary.sum]],
        "one text",
        ["entry_points", "0", "texts"]
      ),
      (
        "entry_points",
        [
          [
            "name": "a", "summary": "s", "function": PlainLibrary.sum,
            "parameters": [["name": "p", "type": "integer", "summary": "s"]],
          ]
        ], "leave them out", ["entry_points", "0", "parameters"]
      ),
      (
        "entry_points",
        [["name": "a", "summary": "s", "function": ["symbol": "f", "returns": "vod", "args": []]]],
        "'returns'", ["entry_points", "0", "function", "returns"]
      ),
    ] as [(String, JSONValue, String, [String])])
  func kinds(_ key: String, _ value: JSONValue, _ expected: String, _ path: [String]) throws {
    var plugin = try #require(PlainLibrary.plugin(PlainLibrary.sum).object)
    plugin[key] = value
    do {
      _ = try PlainFunctions.read(.object(plugin), in: RegistryEntry.members())
      Issue.record("accepted")
    } catch {
      #expect(error.reason.contains(expected) || expected == "'returns'", "\(error.reason)")
      #expect(error.path == path, "\(error.reason)")
    }
  }

  /// What a worker is told is what the registry said.
  @Test func roundTrip() throws {
    let entry = try PlainLibrary.entry(PlainLibrary.plugin(PlainLibrary.sum))
    let read = try RegistryEntry(json: entry.json)
    #expect(read.functions == entry.functions)
    #expect(read.functions?["plain"]?.symbol == "plain_sum")
    #expect(try WorkerTask(json: WorkerTask.bind(entry).json) == .bind(read))
  }
}

extension PlainLibrary {
  /// Σ of what a site holds.
  static let sum = function(
    "plain_sum", returns: "f64",
    [
      ["name": "x", "type": "const f32*", "from": "capture:layers.*.residual.post"],
      ["name": "count", "type": "u64", "from": "x.count"],
    ])
}
