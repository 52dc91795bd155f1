package import ExplainerCore
package import JSON
import Tensors

extension AttentionReading {
  /// What the results of all three entry points share: tokens, layers, heads, scorecard.
  package var result: JSONObject {
    var result = JSONObject()
    if model.kind == .sequenceToSequence {
      result["encoder_tokens"] = texts(of: "encoder")
      result["decoder_tokens"] = texts(of: "decoder")
    } else {
      result["tokens"] = texts(of: "tokens")
      result["sentence_b_start"] = text.secondStart.map { .integer($0) } ?? .null
    }
    result["layers"] = JSONValue(Set(blocks.flatMap(\.layers)).sorted())
    result["heads"] = JSONValue(Set(blocks.flatMap(\.heads)).sorted())
    result["scorecard"] = .array(
      blocks.flatMap { block in
        (block.scorecard.array ?? []).map { entry in
          var object: JSONObject = ["attention": .string(block.source.kind.rawValue)]
          for member in entry.object?.members ?? [] { object[member.key] = member.value }
          return .object(object)
        }
      })
    return result
  }

  /// The layer and head shown first, and the keys each query gives most weight, strongest first.
  package var chosenHeadJSON: JSONValue {
    let (block, pattern) = (chosenBlock, chosenBlock.patterns[chosenLayer].slice(chosenHead))
    let sinks = block.sinkShares?[chosenLayer].slice(chosenHead).values
    var object: JSONObject = [
      "attention": .string(block.source.kind.rawValue), "layer": .integer(selection.layer),
      "head": .integer(selection.head),
    ]
    if block.source.keyHeadCount != block.source.headCount {
      object["key_head"] = .integer(block.source.keyHead(of: selection.head))
    }
    if let window = block.source.attention.window(ofLayer: selection.layer) {
      object["window"] = .integer(window)
    }
    object["rows"] = .array(
      block.queries.tokens.indices.map { query in
        var row: JSONObject = [
          "position": .integer(query), "token": .string(block.queries.tokens[query].text),
          "attended": .array(
            pattern.slice(query).indicesOfGreatest(5).filter { pattern[query, $0] > 0 }.map { key in
              [
                "position": .integer(key), "token": .string(block.keys.tokens[key].text),
                "weight": JSONValue(pattern[query, key]),
              ]
            }),
        ]
        if let sinks { row["sink"] = JSONValue(sinks[query]) }
        if let experts = block.experts?.experts(of: query, layer: chosenLayer) {
          row["experts"] = .array(
            experts.map { ["expert": .integer($0.number), "weight": JSONValue($0.weight)] })
        }
        return .object(row)
      })
    return .object(object)
  }

  /// The tokens of all sequences that were read in the first way, in order.
  package var tokens: [Token] {
    text.sequences.filter { $0.key != "decoder_shifted" }.flatMap(\.tokens)
  }

  /// The tensors: `attention` `[L, H, Q, K]`, `value_norms` `[L, H, K]` and, where they were taken, `query` and `key`, and `sink` `[L, H, Q]` where there are sinks;
  /// where there are two stacks with `encoder_`, `decoder_`, `cross_` in front, and `shifted_` before that in the
  /// second way of reading.
  package var tensors: [Explanation.NamedTensor] {
    variants.flatMap { variant in
      variant.blocks.flatMap { block in
        let prefix =
          (variant.id == "shifted" ? "shifted_" : "")
          + (block.source.kind == .only ? "" : "\(block.source.kind.rawValue)_")
        var tensors = [
          Explanation.NamedTensor("\(prefix)attention", .stacking(block.patterns)),
          .init("\(prefix)value_norms", .stacking(block.valueNorms)),
        ]
        if let shares = block.sinkShares { tensors.append(.init("\(prefix)sink", .stacking(shares))) }
        if let vectors = block.vectors {
          tensors.append(.init("\(prefix)query", .stacking(vectors.queries)))
          tensors.append(.init("\(prefix)key", .stacking(vectors.keys)))
        }
        return tensors
      }
    }
  }

  private func texts(of key: String) -> JSONValue { JSONValue(text.sequence(key).tokens.map(\.text)) }
}
