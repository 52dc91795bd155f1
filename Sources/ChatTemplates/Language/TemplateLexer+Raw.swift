/// What stands between `{% raw %}` and `{% endraw %}`, which is taken as it is.
extension TemplateLexer {
  /// Where `{% raw %}` ends, where this is one.
  func rawStart() -> Int? {
    var probe = self
    probe.skipSpace()
    guard probe.skip("raw") else { return nil }
    probe.skipSpace()
    if probe.skip("-%}") {
      probe.skipSpace()
      return probe.place
    }
    return probe.skip("%}") ? probe.place : nil
  }

  mutating func raw(from start: Int) throws(TemplateProblem) {
    place = start
    while let mark = nextMark(from: place) {
      var probe = self
      probe.place = mark
      guard probe.skip("{%") else {
        place = mark + 1
        continue
      }
      let sign: UInt8 = probe.skip("-") ? UInt8(ascii: "-") : probe.skip("+") ? UInt8(ascii: "+") : 0
      probe.skipSpace()
      guard probe.skip("endraw") else {
        place = mark + 1
        continue
      }
      probe.skipSpace()
      let closing: UInt8 = probe.skip("-") ? UInt8(ascii: "-") : probe.skip("+") ? UInt8(ascii: "+") : 0
      guard probe.skip("%}") else {
        place = mark + 1
        continue
      }
      var end = mark
      if sign == UInt8(ascii: "-") {
        end = start + TemplateText(bytes: Array(source[start..<mark])).stripped(left: false).bytes.count
      } else if sign == 0 {
        end = leftStripped(start..<mark, beginsLine: true)
      }
      appendData(start..<max(start, end))
      place = probe.place
      closeStatement(closing)
      return
    }
    throw problem("'raw' has no end")
  }
}
