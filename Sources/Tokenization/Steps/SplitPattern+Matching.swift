extension SplitPattern {
  /// Calls `body` with the words of the part `range` of `text`, which is UTF-8.
  ///
  /// - Complexity: O(bytes) for the patterns in use, and where nothing fits; in the worst case a match takes the square of
  /// its length.
  func cut(_ text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    switch behavior {
    case .isolated: forEachSegment(of: text, range) { segment, _ in body(segment) }
    case .removed:
      forEachSegment(of: text, range) { segment, isMatch in if isMatch == isInverted { body(segment) } }
    case .contiguous, .mergedWithPrevious, .mergedWithNext:
      var joiner = SegmentJoiner(behavior)
      forEachSegment(of: text, range) { segment, isMatch in
        if let word = joiner.add(segment, isMatch: isMatch != isInverted) { body(word) }
      }
      if let word = joiner.last { body(word) }
    }
  }

  /// Calls `body` with each match in the part `range` of `text` and with what lies between, in order.
  @inline(__always)
  func forEachSegment(of text: [UInt8], _ range: Range<Int>, _ body: (Range<Int>, _ isMatch: Bool) -> Void) {
    var memory = SplitMemory()
    var offset = range.lowerBound
    var gap = offset
    while offset < range.upperBound {
      let scalar = TextScalar(in: text, at: offset, to: range.upperBound)
      guard let end = matchEnd(scalar, in: text, range, from: offset, &memory) else {
        offset += scalar.length
        continue
      }
      if gap < offset { body(gap..<offset, false) }
      body(offset..<end, true)
      offset = end
      gap = end
    }
    if gap < offset { body(gap..<offset, false) }
  }

  /// The end of the match that begins at `start`, where `scalar` is.
  @inline(__always)
  private func matchEnd(
    _ scalar: TextScalar, in text: [UInt8], _ range: Range<Int>, from start: Int, _ memory: inout SplitMemory
  ) -> Int? {
    var candidates =
      scalar.value < 0x80
      ? asciiStarts[Int(scalar.value)] : classStarts[Int(ScalarClass.of(scalar.value).rawValue)]
    while candidates != 0 {
      let first = starts[candidates.trailingZeroBitCount]
      if let match = matchEnd(first, in: text, range, from: start, &memory) { return match }
      candidates &= candidates &- 1
    }
    return nil
  }

  /// The end of the match of the alternative that begins with the instruction `first`.
  private func matchEnd(
    _ first: Int, in text: [UInt8], _ range: Range<Int>, from start: Int, _ memory: inout SplitMemory
  ) -> Int? {
    let end = range.upperBound
    let (instructions, sets) = (instructions.span, sets.span)
    var next = first
    var offset = start
    while true {
      var fits = true
      switch instructions[next] {
      case .match:
        memory.end(hasMatch: true)
        return offset
      case .run(let set, let least, let most, let givesBack):
        if most == .max, let failure = memory.failure(of: next),
          failure.covers(offset, least, givesBack, sets[set], in: text)
        {
          fits = false
          memory.failures[next]?.start = min(offset, failure.start)
          break
        }
        let run = sets[set].run(in: text, from: offset, to: end, least: least, most: most)
        fits = run.least >= 0
        if givesBack, run.end > run.least, fits {
          memory.retries.append(SplitMemory.Retry(next: next + 1, offset: run.end, least: run.least))
        }
        if fits, most == .max, run.end - offset >= SplitMemory.Failure.shortest {
          memory.note(
            SplitMemory.Failure(start: offset, least: givesBack ? run.least : run.end, end: run.end),
            of: next,
            among: instructions.count)
        }
        offset = run.end
      case .ahead(let set, let isIn):
        let isThere =
          offset < end && sets[set].contains(TextScalar(in: text, at: offset, to: end).value)
        fits = isThere == isIn
      case .edge(let isStart): fits = offset == (isStart ? range.lowerBound : end)
      case .choice(let otherwise):
        memory.retries.append(SplitMemory.Retry(next: otherwise, offset: offset, least: offset))
      case .jump(let target): next = target - 1
      }
      next += 1
      guard !fits else { continue }
      guard var retry = memory.retries.popLast() else {
        memory.end(hasMatch: false)
        return nil
      }
      if retry.offset > retry.least {
        repeat { retry.offset -= 1 } while text[retry.offset] & 0xC0 == 0x80
        if retry.offset > retry.least { memory.retries.append(retry) }
      }
      (next, offset) = (retry.next, retry.offset)
    }
  }
}

extension ScalarSet {
  /// The longest run of scalars of this set at `start` of `text[..<end]`, up to `most` of them: its end, and the end of
  /// the first `least`, -1 where there are fewer.
  @inline(__always)
  func run(
    in text: [UInt8], from start: Int, to end: Int, least: Int, most: Int
  ) -> (least: Int, end: Int) {
    var offset = start
    var count = 0
    var leastEnd = least == 0 ? start : -1
    while offset < end, count < most {
      let scalar = TextScalar(in: text, at: offset, to: end)
      guard contains(scalar.value) else { break }
      offset += scalar.length
      count += 1
      if count == least { leastEnd = offset }
    }
    return (leastEnd, offset)
  }
}
