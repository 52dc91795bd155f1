import ExplainerCore

/// An axis of labelled places, and its places in words: `layer 5`, `token “·cat”`, `from 12 “·the”`.
struct Axis: Sendable {
  /// What one place is.
  let title: String
  /// The places.
  let labels: [Label]
  /// Whether labels repeat, so that only the position tells places apart.
  private let repeats: Bool

  /// The axis `title` of `labels`.
  init(_ title: String, _ labels: [Label]) {
    self.title = VisibleText(title).text
    self.labels = labels
    repeats = labels.contains(where: \.isToken) && Set(labels).count < labels.count
  }

  /// The place at `index`; a label that already names the axis stands alone, tokens are quoted, and tokens that repeat
  /// are led by their position.
  func words(_ index: Int) -> String {
    guard labels.indices.contains(index) else { return title }
    let text = VisibleText(labels[index]).text
    let lead = [title, repeats ? String(index) : ""].filter { !$0.isEmpty }.joined(separator: " ")
    if labels[index].isToken { return lead.isEmpty ? "“\(text)”" : "\(lead) “\(text)”" }
    if title.isEmpty || text.lowercased().hasPrefix(title.lowercased()) { return text }
    return "\(title) \(text)"
  }
}

/// Plain English for numbers of things.
enum Counting {
  /// `count` things.
  static func words(_ count: Int, _ thing: String) -> String {
    "\(NumberStyle.grouped(Double(count))) \(thing)\(count == 1 ? "" : "s")"
  }
}
