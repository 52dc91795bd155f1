@testable import PluginHost
import Diagnostics
import ExplainerCore
import JSON
import Testing

/// What a plugin asks for in JSON is obeyed or refused, never passed over.
@Suite struct KnownMembersTests {
  private func failure(_ body: () throws -> Void) -> ExplainerError? {
    do {
      try body()
      return nil
    } catch { return error as? ExplainerError }
  }

  @Test(arguments: [
    #"{"ids": [1]}"#, #"{"ids": [1], "segments": [0]}"#, #"{"ids": [1], "decoder_ids": [2]}"#,
    #"{"tokens": [{"id": 1, "token": "x"}]}"#,
  ])
  func inputs(_ text: String) throws {
    #expect(try ModelInput(untrusted: JSONValue(parsing: text)).ids == [1])
  }

  /// Members that other libraries take, slips, and what is no input at all: the member is named, and what is known.
  @Test(arguments: [
    (#"{"ids": [1], "attention_mask": [1]}"#, "attention_mask"),
    (#"{"ids": [1], "positions": [4]}"#, "positions"),
    (#"{"input_ids": [1]}"#, "input_ids"), (#"{"ids": [1], "segment": [0]}"#, "segment"),
    (#"{"ids": [1], "token_type_ids": [0]}"#, "token_type_ids"),
  ])
  func unknownInputs(_ text: String, _ member: String) throws {
    let error = try #require(failure { _ = try ModelInput(untrusted: JSONValue(parsing: text)) })
    #expect(error.code == .badParameter && error.message.hasSuffix("has no member '\(member)'"))
    #expect(error.expected == "ids, tokens, segments, decoder_ids")
  }

  @Test(arguments: ["[1]", "{}", #"{"ids": 1}"#, #"{"ids": ["a"]}"#]) func malformed(_ text: String) throws {
    #expect(failure { _ = try ModelInput(untrusted: JSONValue(parsing: text)) }?.code == .badParameter)
  }

  @Test func options() throws {
    let text = #"{"maximum_new_tokens": 3, "do_sample": true, "temperature": 2, "seed": null}"#
    let options = try GenerationOptions(untrusted: JSONValue(parsing: text))
    #expect(options.maximumNewTokens == 3 && options.samples && options.temperature == 2)
  }

  @Test(arguments: [
    #"{"maximum_new_tokens": 3, "num_beams": 4}"#, #"{"max_new_tokens": 3, "maximum_new_tokens": 3}"#,
    #"{"maximum_new_tokens": 3, "temperature": "hot"}"#, #"{"maximum_new_tokens": 3, "do_sample": 1}"#,
    #"{"maximum_new_tokens": 3, "top_k": 1.5}"#, "{}", "[]",
  ])
  func wrongOptions(_ text: String) throws {
    let error = try #require(failure { _ = try GenerationOptions(untrusted: JSONValue(parsing: text)) })
    #expect(error.code == .badParameter)
  }
}
