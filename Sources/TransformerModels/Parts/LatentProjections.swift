import Tensors

/// Queries, keys and values that are made of something narrower than the stream, and a part of the keys that all heads share.
///
/// Source: DeepSeek-AI 2024, "DeepSeek-V2", section 2.1.
struct LatentProjections: Sendable {
  /// What queries are made of, where that is not what attention reads.
  struct QueryLatent: Sendable {
    /// D → Lq.
    let map: Linear
    let norm: Norm
    let site: SiteID
  }

  let queryLatent: QueryLatent?
  /// Lq → H·d, or D → H·d.
  let query: Linear
  /// D → L.
  let latent: Linear
  let norm: Norm
  let site: SiteID
  /// L → H·(d − dr), what of the keys each head has for itself.
  let key: Linear
  /// D → dr, what all heads have, which positions turn.
  let sharedKey: Linear
  /// L → H·dv.
  let value: Linear

  /// Queries, keys and values of H heads each, before positions turn them.
  func callAsFunction(
    _ x: Flow, heads: Int, in pass: inout Pass
  ) -> (queries: HeadRows, keys: HeadRows, values: HeadRows) {
    var read = x
    if let queryLatent {
      read = pass.norm(queryLatent.norm, pass.linear(queryLatent.map, x))
      pass.visit(queryLatent.site, &read)
    }
    let queries = pass.linear(query, read).heads(heads)
    var low = pass.norm(norm, pass.linear(latent, x))
    pass.visit(site, &low)
    let keys = pass.append(pass.linear(sharedKey, x), toHeads: heads, of: pass.linear(key, low))
    return (queries, keys, pass.linear(value, low).heads(heads))
  }
}
