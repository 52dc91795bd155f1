/// What becomes of the matches of a pattern that cuts, and of what lies between them.
///
/// Source: `SplitDelimiterBehavior` in huggingface/tokenizers `tokenizer/normalizer.rs`.
enum SplitBehavior: String, Sendable, Hashable {
  /// Each match is a word.
  case isolated = "Isolated"
  /// Matches are left out.
  case removed = "Removed"
  /// Matches that touch are one word.
  case contiguous = "Contiguous"
  /// A match belongs to what is before it.
  case mergedWithPrevious = "MergedWithPrevious"
  /// A match belongs to what is behind it.
  case mergedWithNext = "MergedWithNext"
}

/// Joins segments to words, for the ways of cutting in which more than one can make a word.
struct SegmentJoiner {
  private let behavior: SplitBehavior
  /// The word that segments may still come to.
  private(set) var last: Range<Int>?
  private var endsInMatch = false

  /// A joiner for `behavior`.
  init(_ behavior: SplitBehavior) { self.behavior = behavior }

  /// Takes the next segment, and gives the word that it does not belong to.
  mutating func add(_ segment: Range<Int>, isMatch: Bool) -> Range<Int>? {
    let belongs: Bool
    switch behavior {
    case .contiguous: belongs = isMatch == endsInMatch
    case .mergedWithPrevious: belongs = isMatch && !endsInMatch
    case .mergedWithNext: belongs = !isMatch && endsInMatch
    case .isolated, .removed: belongs = false
    }
    endsInMatch = isMatch
    guard belongs, let word = last else {
      defer { last = segment }
      return last
    }
    last = word.lowerBound..<segment.upperBound
    return nil
  }
}
