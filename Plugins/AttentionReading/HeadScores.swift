package import JSON

/// What one head does over one text, in numbers: where its weight lies, averaged over the queries.
///
/// Every share is the mean of the weight a query gives to such a key, over the queries for which there is such a key.
/// Queries that see one key only say nothing of the head and count nowhere; a number no query counts for is nil.
package struct HeadScores: Sendable, Hashable {
  /// Entropy of a row, divided by that of equal weights over the keys it sees: 0 one key, 1 all alike.
  package var entropy: Double?
  /// Distance in tokens between query and key.
  package var distance: Double?
  /// Share on the token before.
  package var previous: Double?
  /// Share on the token behind; nil in causal attention.
  package var next: Double?
  /// Share on the token itself.
  package var itself: Double?
  /// Share on the first token.
  package var first: Double?
  /// Share on separators behind the first token, such as `[SEP]`.
  package var separator: Double?
  /// Share on other tokens with the same id.
  package var same: Double?
  /// Share on tokens behind an earlier occurrence of the same token.
  package var induction: Double?
  /// Share on the other sentence of a pair.
  package var other: Double?
  /// Share on the sink, over all queries; nil where the head has none.
  ///
  /// Entropy and distance are then of what is left, taken as a whole row.
  package var sink: Double?
  /// How many queries `same` is the mean of: those with such a key.
  package var sameTokens = 0
  /// How many queries `induction` is the mean of.
  package var inductionTokens = 0

  /// A share with its names.
  package struct Share: Sendable {
    /// In documents and data.
    package let key: String
    /// As a column.
    package let title: String
    /// What a head is called where the share is half or more.
    package let headName: String
    package let value: Double?
  }

  /// From which share on a head is called after it.
  package static let namingShare = 0.5

  /// The shares, in the order in which they are shown.
  package var shares: [Share] {
    [
      Share(key: "previous", title: "previous", headName: "previous-token head", value: previous),
      Share(key: "next", title: "next", headName: "next-token head", value: next),
      Share(key: "self", title: "itself", headName: "self head", value: itself),
      Share(key: "first", title: "first", headName: "first-token head", value: first),
      Share(key: "separator", title: "separator", headName: "separator head", value: separator),
      Share(key: "same", title: "same token", headName: "same-token head", value: same),
      Share(key: "induction", title: "induction", headName: "induction head", value: induction),
      Share(key: "other", title: "other sentence", headName: "other-sentence head", value: other),
    ] + (sink == nil ? [] : [Share(key: "sink", title: "sink", headName: "sink head", value: sink)])
  }

  /// What the head is called: after every share of half or more, greatest first.
  package var names: [String] {
    shares.filter { $0.value.map { $0 >= Self.namingShare } ?? false }
      .sorted { ($0.value ?? 0) > ($1.value ?? 0) }.map(\.headName)
  }

  /// The indices among `shares` of those that it is called after.
  package var namedIndices: [Int] {
    shares.indices.filter { shares[$0].value.map { $0 >= Self.namingShare } ?? false }
  }

  /// The greatest share, by which heads stand out.
  package var greatestShare: Double { shares.compactMap(\.value).max() ?? 0 }

  /// Its index among `shares`; nil where nothing counts.
  package var greatestIndex: Int? { shares.firstIndex { $0.value == greatestShare } }

  /// The members of the JSON form, numbers to four decimals; nil numbers are `null`.
  package var members: [(String, JSONValue)] {
    func number(_ value: Double?) -> JSONValue {
      guard let value, value.isFinite else { return .null }
      return .number((value * 10_000).rounded() / 10_000)
    }
    return [("entropy", number(entropy)), ("distance", number(distance))]
      + shares.map { ($0.key, number($0.value)) }
      + [
        ("same_tokens", .integer(sameTokens)), ("induction_tokens", .integer(inductionTokens)),
        ("names", JSONValue(names)),
      ]
  }
}
