import ExplainerCore
import JSON

extension AttentionSource {
  /// Where among `keys` keys those stand that a query sees in a layer.
  ///
  /// - Complexity: O(1).
  package func seen(by query: Int, inLayer layer: Int, of keys: Int) -> Range<Int> {
    var (first, end) = (0, isCausal ? min(query + 1, keys) : keys)
    if let window = attention.window(ofLayer: layer) {
      first = max(0, query - window + 1)
      if !isCausal { end = min(query + window, keys) }
    }
    return first..<end
  }

  /// The head of keys that a head looks with.
  package func keyHead(of head: Int) -> Int { head * keyHeadCount / headCount }

  /// What a head is called: with the head of keys it looks with where several share one.
  package func headName(_ head: Int) -> String {
    keyHeadCount == headCount ? "head \(head)" : "head \(head) (key head \(keyHead(of: head)))"
  }

  /// How far a layer sees, in words; nil where it has no window.
  package func windowWords(ofLayer layer: Int) -> String? {
    attention.window(ofLayer: layer).map { "window of \(Words.count($0, "token"))" }
  }

  /// The windows of these layers as pages have them; nil where none has one.
  func windowsJSON(of layers: [Int]) -> JSONValue? {
    let windows = layers.map(attention.window)
    return windows.contains { $0 != nil } ? .array(windows.map { $0.map { .integer($0) } ?? .null }) : nil
  }
}
