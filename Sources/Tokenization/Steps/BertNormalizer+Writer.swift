extension BertNormalizer {
  /// Collects the normal form.
  ///
  /// Decomposition sorts the marks of a character by their combining classes. Nearly all marks are taken out
  /// after that, so that their order shows in nothing; those that stay, being younger than the library's list
  /// or spacing marks, come out sorted, each with the origin that belonged to its position before.
  struct Writer {
    /// A mark that waits for the end of its run.
    private struct Pending {
      var scalar: UInt32
      /// Its origin, or nil for one that is a part of the character before.
      var origin: NormalizedText.Origin?
      /// Whether it is taken out.
      var isAccent: Bool
    }

    /// Whether upper case becomes lower case.
    let lowercases: Bool
    /// The normal form so far.
    private(set) var bytes: [UInt8] = []
    /// The origin of each of its bytes.
    private(set) var origins: [NormalizedText.Origin] = []

    private var run: [Pending] = []
    private var keepsPartOfRun = false
    /// The origin of the latest character that is no mark.
    private var latest = NormalizedText.Origin(0..<0)
    private var parts: [UInt32] = []

    /// A writer for about `capacity` bytes.
    init(lowercases: Bool, capacity: Int) {
      self.lowercases = lowercases
      bytes.reserveCapacity(capacity)
      origins.reserveCapacity(capacity)
    }

    /// Adds the decomposition of `scalar` without its accents.
    mutating func addWithoutAccents(
      _ scalar: UInt32, _ traits: ScalarTraits, _ origin: NormalizedText.Origin
    ) {
      guard traits.contains(.composed) else { return addPart(scalar, traits, origin, isFirst: true) }
      parts.removeAll(keepingCapacity: true)
      Decomposition.append(scalar, to: &parts)
      for (index, part) in parts.enumerated() {
        addPart(part, ScalarTraits.of(part), origin, isFirst: index == 0)
      }
    }

    /// Adds `scalar`, which no mark before it changes places with.
    mutating func addStarter(_ scalar: UInt32, _ traits: ScalarTraits, _ origin: NormalizedText.Origin) {
      endRun()
      latest = origin
      write(scalar, traits, origin)
    }

    /// Ends a run of marks.
    mutating func endRun() {
      guard !run.isEmpty else { return }
      if keepsPartOfRun { writeRun() }
      run.removeAll(keepingCapacity: true)
      keepsPartOfRun = false
    }

    private mutating func addPart(
      _ part: UInt32, _ traits: ScalarTraits, _ origin: NormalizedText.Origin, isFirst: Bool
    ) {
      let isAccent = traits.contains(.mark)
      if traits.contains(.nonstarter) {
        run.append(Pending(scalar: part, origin: isFirst ? origin : nil, isAccent: isAccent))
        if !isAccent { keepsPartOfRun = true }
      } else if isAccent {
        endRun()
        latest = origin
      } else {
        addStarter(part, traits, origin)
      }
    }

    private mutating func writeRun() {
      let origins = run.compactMap(\.origin)
      let sorted = run.enumerated().map { (index: $0, mark: $1) }.sorted {
        (Decomposition.combiningClass(of: $0.mark.scalar), $0.index)
          < (Decomposition.combiningClass(of: $1.mark.scalar), $1.index)
      }
      var used = 0
      for (_, mark) in sorted {
        if mark.origin != nil {
          latest = origins[used]
          used += 1
        }
        if !mark.isAccent { write(mark.scalar, ScalarTraits.of(mark.scalar), latest) }
      }
    }

    private mutating func write(
      _ scalar: UInt32, _ traits: ScalarTraits, _ origin: NormalizedText.Origin
    ) {
      var count: Int
      if lowercases, traits.contains(.uppercase) {
        let lower = LowercaseMapping.lowercase(scalar)
        count = bytes.append(utf8: lower.first)
        if let second = lower.second { count += bytes.append(utf8: second) }
      } else {
        count = bytes.append(utf8: scalar)
      }
      for _ in 0..<count { origins.append(origin) }
    }
  }
}
