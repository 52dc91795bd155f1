extension Command {
  /// Its help.
  ///
  /// - Parameter context: the words that name it, without the program's.
  func help(_ context: String) -> String {
    let call = context.isEmpty ? "explainer" : "explainer \(context)"
    var blocks = ["USAGE: \(call) \(invocation)", WrappedText.lines(summary)]
    if !discussion.isEmpty { blocks.append(WrappedText.markdown(discussion)) }
    blocks += Self.sections(
      positionals.map { ("ARGUMENTS", $0.name, $0.explanation) }
        + options.map { ($0.heading ?? "OPTIONS", $0.term, $0.explanation) }
        + subcommands.map {
          ($0.heading ?? "COMMANDS", $0.name + ($0.name == defaultSubcommand ? " (default)" : ""), $0.summary)
        })
    if !subcommands.isEmpty { blocks.append("'\(call) COMMAND --help' tells more of a command.") }
    if let more { blocks.append(more) }
    return blocks.joined(separator: "\n\n")
  }

  /// What follows its name.
  var invocation: String {
    if let usage { return usage }
    guard subcommands.isEmpty else { return "<command>" }
    let words = positionals.map { argument in
      let word = "<\(argument.name)>" + (argument.repeats ? "…" : "")
      return argument.isRequired ? word : "[\(word)]"
    }
    let required = options.filter(\.isRequired).map { "--\($0.name) <\($0.valueName.lowercased())>" }
    // (All have --help.)
    let isMore = options.count > required.count + 1
    return (words + required + (isMore ? ["[options]"] : [])).joined(separator: " ")
  }

  /// A table under each heading, in the order they first come.
  private static func sections(_ rows: [(heading: String, left: String, right: String)]) -> [String] {
    var headings: [String] = []
    for row in rows where !headings.contains(row.heading) { headings.append(row.heading) }
    return headings.map { heading in
      "\(heading):\n" + table(rows.filter { $0.heading == heading }.map { ($0.left, $0.right) })
    }
  }

  /// Two columns, the right one wrapped; a left one that is too wide gets a line of its own.
  static func table(_ rows: [(String, String)]) -> String {
    let column = min(rows.map(\.0.count).max() ?? 0, 22) + 4
    return rows.map { left, right in
      let wrapped = WrappedText.lines(right, indent: column)
      let head = "  \(left)"
      return head.count + 2 > column ? "\(head)\n\(wrapped)" : head + wrapped.dropFirst(head.count)
    }.joined(separator: "\n")
  }
}

extension Argument {
  /// How help lists it: `-o, --output FILE`.
  var term: String { spellings.joined(separator: ", ") + (valueName.isEmpty ? "" : " \(valueName)") }
}
