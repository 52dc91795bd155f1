/// Unicode's normal forms, as the library that Hugging Face uses has them.
enum UnicodeForm: String, Sendable, Hashable {
  /// Characters taken apart.
  case nfd = "NFD"
  /// Characters put together.
  case nfc = "NFC"
  /// Characters taken apart, and such as only look different made the same.
  case nfkd = "NFKD"
  /// The same, put together.
  case nfkc = "NFKC"

  private var composes: Bool { self == .nfc || self == .nfkc }
  private var isCompatible: Bool { self == .nfkd || self == .nfkc }

  /// Brings `text` into this form.
  ///
  /// - Complexity: O(bytes), and O(m log m) in the longest run of m marks on one character.
  func apply(to text: inout NormalizedText) {
    guard needsWork(text) else { return }
    var changes = decomposed(text)
    if composes { changes = Self.composed(changes) }
    text.apply(changes)
  }

  /// Whether any scalar of `text` may become another, or may change places.
  private func needsWork(_ text: NormalizedText) -> Bool {
    var parts: [UInt32] = []
    var offset = text.range.lowerBound
    while offset < text.range.upperBound {
      if text.bytes[offset] < 0x80 {
        offset += 1
        continue
      }
      let scalar = TextScalar(in: text.bytes, at: offset, to: text.range.upperBound)
      offset += scalar.length
      let traits = ScalarTraits.of(scalar.value)
      if traits.contains(.nonstarter) { return true }
      if composes
        ? Composition.isExcluded(scalar.value) || Composition.isSecond(scalar.value)
        : traits.contains(.composed)
      {
        return true
      }
      if isCompatible, CompatibilityMapping.append(scalar.value, to: &parts) { return true }
    }
    return false
  }

  private func decomposed(_ text: NormalizedText) -> [ScalarChange] {
    var changes: [ScalarChange] = []
    changes.reserveCapacity(text.range.count)
    // Where the marks begin that are not in order yet.
    var run = 0
    func sortRun() {
      guard changes.count - run > 1 else { return }
      let marks = changes[run...].enumerated().sorted {
        (Decomposition.combiningClass(of: $0.element.scalar), $0.offset)
          < (Decomposition.combiningClass(of: $1.element.scalar), $1.offset)
      }
      changes.replaceSubrange(run..., with: marks.map(\.element))
    }
    var parts: [UInt32] = []
    var offset = text.range.lowerBound
    while offset < text.range.upperBound {
      let scalar = TextScalar(in: text.bytes, at: offset, to: text.range.upperBound)
      offset += scalar.length
      parts.removeAll(keepingCapacity: true)
      if !isCompatible || !CompatibilityMapping.append(scalar.value, to: &parts) {
        Decomposition.append(scalar.value, to: &parts)
      }
      for (index, part) in parts.enumerated() {
        if part < 0x300 || Decomposition.combiningClass(of: part) == 0 {
          sortRun()
          run = changes.count + 1
        }
        changes.append(ScalarChange(scalar: part, change: index == 0 ? 0 : 1))
      }
    }
    sortRun()
    return changes
  }

  /// Source: n1t0/unicode-normalization `recompose.rs`.
  private static func composed(_ changes: [ScalarChange]) -> [ScalarChange] {
    var result: [ScalarChange] = []
    result.reserveCapacity(changes.count)
    // The place in `result` of what the next scalars may become one with, and the class of the mark before these.
    var starter: Int?
    var latest: UInt8?
    for change in changes {
      let kind = change.scalar < 0x300 ? 0 : Decomposition.combiningClass(of: change.scalar)
      if let starter, latest.map({ $0 < kind }) ?? true,
        let whole = Composition.compose(result[starter].scalar, change.scalar)
      {
        result[starter].scalar = whole
        result[starter].change += change.change - 1
        continue
      }
      if kind == 0 {
        starter = result.count
        latest = nil
      } else if starter != nil {
        latest = kind
      }
      result.append(change)
    }
    return result
  }
}
