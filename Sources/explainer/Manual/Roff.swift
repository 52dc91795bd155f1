/// A page for `man`, put together line by line in the `man` macros of troff.
struct Roff {
  private(set) var lines: [String] = []

  /// The page's text.
  var text: String { lines.joined(separator: "\n") + "\n" }

  /// The title line: a page of section 1, without a date, so that the same program always gives the same page.
  init(title: String, source: String) {
    request("TH", [title.uppercased(), "1", "", source, "User Commands"])
    // Names are long, and lines are not filled up with blanks.
    lines.append(".ad l")
  }

  mutating func section(_ heading: String) { request("SH", [heading]) }
  mutating func subsection(_ heading: String) { request("SS", [heading]) }

  /// Paragraphs of `text`, each on lines of its own; what is indented by four blanks stays as it is.
  mutating func paragraphs(_ text: String) {
    for paragraph in text.split(separator: "\n", omittingEmptySubsequences: true) {
      if paragraph.hasPrefix("    ") {
        example([String(paragraph.dropFirst(4))])
      } else {
        startParagraph()
        lines += Self.filled(String(paragraph))
      }
    }
  }

  /// A term, already with its fonts, and what it means.
  mutating func item(_ term: String, _ meaning: String) {
    lines += [".TP", term] + (meaning.isEmpty ? ["\\&"] : Self.filled(meaning))
  }

  /// Items of items: indented.
  mutating func indented(_ body: (inout Roff) -> Void) {
    lines.append(".RS")
    body(&self)
    lines.append(".RE")
  }

  /// Lines as they are typed.
  mutating func example(_ commands: [String]) {
    startParagraph()
    lines += [".RS 4", ".EX"] + commands.map { Self.escaped($0) } + [".EE", ".RE"]
  }

  /// A synopsis: the command bold, the rest as it is.
  mutating func synopsis(_ command: String, _ rest: String) {
    startParagraph()
    lines += [Self.bold(command) + (rest.isEmpty ? "" : " \(Self.placeholders(rest))")]
  }

  /// A heading starts a paragraph by itself.
  private mutating func startParagraph() {
    let isAfterHeading = lines.last.map { $0.hasPrefix(".SH ") || $0.hasPrefix(".SS ") } ?? false
    if !isAfterHeading { lines.append(".PP") }
  }

  static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }
  static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

  /// Text with what stands in angle brackets in italics, without the brackets.
  static func placeholders(_ text: String) -> String {
    var result = ""
    for part in text.split(separator: "<", omittingEmptySubsequences: false) {
      guard let end = part.firstIndex(of: ">") else {
        result += escaped(String(part), atStart: result.isEmpty)
        continue
      }
      result +=
        italic(String(part[..<end])) + escaped(String(part[part.index(after: end)...]), atStart: false)
    }
    return result
  }

  /// Text in lines of at most 80 characters, as far as words allow: pages are read and compared as they are, too.
  private static func filled(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ").map({ escaped(String($0), atStart: false) }) {
      if !line.isEmpty, line.count + 1 + word.count > 80 {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? guarded(word) : " \(word)"
    }
    return lines + [line]
  }

  /// A line's beginning, which must not be a request.
  private static func guarded(_ text: String) -> String {
    text.hasPrefix(".") || text.hasPrefix("\\(aq") ? "\\&\(text)" : text
  }

  /// Text in which nothing is a request or an escape, in ASCII alone.
  static func escaped(_ text: String, atStart: Bool = true) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      // A long list of names may go on in the next line.
      case "|": result += "|\\:"
      case "'": result += "\\(aq"
      case "`": result += "\\(ga"
      case "^": result += "\\(ha"
      case "~": result += "\\(ti"
      case "…": result += "..."
      case "“": result += "\\(lq"
      case "”": result += "\\(rq"
      case "’": result += "\\(cq"
      case "—": result += "\\(em"
      case "–": result += "\\(en"
      default:
        if scalar.isASCII {
          result.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          result += "\\[u\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)]"
        }
      }
    }
    return atStart ? guarded(result) : result
  }

  private mutating func request(_ name: String, _ arguments: [String]) {
    let words = arguments.map { "\"\(Self.escaped($0).replacing("\"", with: "\\(dq"))\"" }
    lines.append(".\(name) \(words.joined(separator: " "))")
  }
}
