import ExplainerCore
import Glibc
import Tensors

extension AttentionBlock {
  /// The scores of a head, `[Q, K]`, as its vectors and what positions add make them, before anything is hidden.
  ///
  /// - Parameters:
  ///   - layer: the place of the layer.
  ///   - head: the place of the head.
  func scores(of vectors: Vectors, layer: Int, head: Int) -> Tensor {
    let products = vectors.queries[layer].slice(head).multiplied(
      by: vectors.keys[layer].slice(vectors.keyHeads[head]), transposed: true)
    let (scale, cap) = (vectors.scales[layer], source.attention.scoreCap)
    let added = vectors.added?[layer].slice(head).values
    return Tensor(shape: products.shape) { out in
      products.withUnsafeElements { products in
        for index in products.indices { out[index] = products[index] * scale }
        if let added { for index in out.indices { out[index] += added[index] } }
        if let cap { for index in out.indices { out[index] = cap * tanhf(out[index] / cap) } }
      }
    }
  }

  /// What the softmax makes of the scores of a head: the weights of the keys that each query sees, `[Q, K]`, beside the
  /// sink.
  func softmax(of scores: Tensor, layer: Int, sink: Float?) -> Tensor {
    guard source.attention.window(ofLayer: layers[layer]) != nil || sink != nil else {
      var weights = scores
      weights.softmax(mask: source.isCausal ? .causal(start: 0) : .none)
      return weights
    }
    let (Q, K) = (scores.shape[0], scores.shape[1])
    let columns = K + (sink == nil ? 0 : 1)
    var rows = Tensor(shape: [Q, columns]) { out in
      for query in 0..<Q {
        let seen = seen(by: query, layer: layer)
        for key in 0..<K { out[query * columns + key] = seen.contains(key) ? scores[query, key] : -.infinity }
        if let sink { out[query * columns + K] = sink }
      }
    }
    rows.softmax()
    return Tensor(shape: [Q, K], values: (0..<Q).flatMap { rows.slice($0).values.prefix(K) })
  }

  /// The score of each head's sink in the layer in place `layer`, one number for all rows; nil without sinks or vectors.
  ///
  /// It is worked out where it can be told best: in the row whose weight is split most evenly between tokens and sink.
  func sinkScores(layer: Int) -> [Float]? {
    guard let vectors, let shares = sinkShares?[layer] else { return nil }
    return heads.indices.map { head in
      let sinks = shares.slice(head).values.map(Double.init)
      let row = sinks.indices.min { abs(sinks[$0] - 0.5) < abs(sinks[$1] - 0.5) } ?? 0
      let scores = scores(of: vectors, layer: layer, head: head).slice(row).values
      let live = seen(by: row, layer: layer).map { Double(scores[$0]) }
      let greatest = live.max() ?? 0
      let sum = greatest + log(live.reduce(0) { $0 + exp($1 - greatest) })
      return Float(sum + log(sinks[row] / (1 - sinks[row])))
    }
  }
}

extension AttentionBlock.Vectors {
  /// The same with what the scores, `[H, Q, K]` a layer, have beyond query · key × scale; 0 where a key is out of reach.
  func adding(to scores: [Tensor]) -> Self {
    let added = scores.indices.map { layer in
      Tensor.stacking(
        keyHeads.indices.map { head in
          let products = queries[layer].slice(head).multiplied(
            by: keys[layer].slice(keyHeads[head]), transposed: true)
          let whole = scores[layer].slice(head)
          return Tensor(shape: whole.shape) { out in
            products.withUnsafeElements { products in
              whole.withUnsafeElements { whole in
                for index in out.indices {
                  out[index] = whole[index] > -.infinity ? whole[index] - products[index] * scales[layer] : 0
                }
              }
            }
          }
        })
    }
    return Self(queries: queries, keys: keys, scales: scales, keyHeads: keyHeads, added: added)
  }
}
