/// A text by its code points, which is how Python counts, indexes and cuts it.
extension TemplateText {
  /// How many code points there are.
  var count: Int { bytes.count { $0 & 0xC0 != 0x80 } }

  /// Where each code point begins, and where the last one ends.
  var boundaries: [Int] { bytes.indices.filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count] }

  /// The code points, each a text.
  var characters: [TemplateText] {
    let places = boundaries
    return places.indices.dropLast().map { self[places[$0]..<places[$0 + 1]] }
  }

  var scalars: [Unicode.Scalar] { Array(string.unicodeScalars) }

  /// Without the characters of `set` (white space where it is nil) at either end.
  func stripped(of set: TemplateText? = nil, left: Bool = true, right: Bool = true) -> TemplateText {
    let set = set.map { Set($0.scalars) }
    let isStripped = { (scalar: Unicode.Scalar) in set?.contains(scalar) ?? scalar.isPythonSpace }
    let scalars = string.unicodeScalars
    var (start, end) = (0, bytes.count)
    if left { for scalar in scalars { if isStripped(scalar) { start += scalar.utf8Count } else { break } } }
    if right, start < end {
      for scalar in scalars.reversed() { if isStripped(scalar) { end -= scalar.utf8Count } else { break } }
    }
    return self[start..<max(start, end)]
  }

  /// Where `part` begins at or after byte `start`, before byte `end`.
  func firstIndex(of part: [UInt8], from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = end ?? bytes.count
    guard !part.isEmpty else { return start <= end ? start : nil }
    var place = start
    while place + part.count <= end {
      if bytes[place] == part[0], bytes[place..<place + part.count].elementsEqual(part) { return place }
      place += 1
    }
    return nil
  }

  /// Where `part` begins last.
  func lastIndex(of part: [UInt8], to end: Int? = nil) -> Int? {
    var place = (end ?? bytes.count) - part.count
    while place >= 0 {
      if bytes[place..<place + part.count].elementsEqual(part) { return place }
      place -= 1
    }
    return nil
  }

  /// The lines of it, as Python's `splitlines` cuts them.
  func lines(keepingEnds: Bool = false) -> [TemplateText] {
    var (lines, start, place): ([TemplateText], Int, Int) = ([], 0, 0)
    let scalars = scalars
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      let end = place
      place += scalar.utf8Count
      index += 1
      guard scalar.isPythonLineEnd else { continue }
      if scalar == "\r", index < scalars.count, scalars[index] == "\n" {
        place += 1
        index += 1
      }
      lines.append(self[start..<(keepingEnds ? place : end)])
      start = place
    }
    if start < bytes.count { lines.append(self[start..<bytes.count]) }
    return lines
  }
}

extension Unicode.Scalar {
  /// Bytes of it in UTF-8.
  var utf8Count: Int { value < 0x80 ? 1 : value < 0x800 ? 2 : value < 0x10000 ? 3 : 4 }

  /// Whether Python's `str.isspace` says so.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// Whether Python's `str.splitlines` ends a line there.
  var isPythonLineEnd: Bool {
    switch value {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
