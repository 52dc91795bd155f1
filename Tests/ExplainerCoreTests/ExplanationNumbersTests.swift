import Diagnostics
import ExplainerCore
import JSON
import Testing

/// A number that JSON cannot say does not become null in silence.
@Suite struct ExplanationNumbersTests {
  @Test(
    arguments: [
      (["a": [1, 2.5, .null], "b": ["c": "NaN"]], nil),
      (["a": .number(.nan)], "result/a"), (["a": [0, ["b": .number(.infinity)]]], "result/a/1/b"),
      (["a": JSONValue(Float.nan)], "result/a"), (["a": JSONValue([1, -Float.infinity])], "result/a/1"),
      (["a": JSONValue([Double.nan])], "result/a/0"),
    ] as [(JSONObject, String?)])
  func result(_ result: JSONObject, _ place: String?) {
    do {
      try Explanation(result: result).checkNumbers()
      #expect(place == nil)
    } catch {
      #expect(error.code == .pluginFault && error.location == [place ?? ""])
    }
  }

  /// More figures, or modules of views, than anybody draws are refused before any of them is read.
  @Test(arguments: [("figures", 10_001), ("modules", 1_001)]) func manyParts(_ member: String, _ count: Int) {
    let part: JSONValue = member == "figures" ? [:] : ["name": "m", "script": "s", "style": ""]
    let parts = JSONValue.array(Array(repeating: part, count: count))
    let json = JSONValue.object(JSONObject([("result", [:]), (member, parts)]))
    let error = #expect(throws: ExplainerError.self) { try Explanation(json: json) }
    #expect(
      error?.code == .pluginFault && error?.message.contains("there are more than") == true,
      "\(String(describing: error))")
  }
}
