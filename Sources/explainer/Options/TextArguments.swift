/// Texts on the command line may begin with anything, dashes too.
enum TextArguments {
  /// `--text VALUE` as `--text=VALUE`, the sentences of a pair too, so that the parser does not take a text for an option.
  static func joined(_ arguments: some Sequence<String>) -> [String] {
    var result: [String] = []
    var isValue = false
    for argument in arguments {
      if isValue { result[result.count - 1] += "=\(argument)" } else { result.append(argument) }
      isValue = !isValue && ["--text", "--sentence-a", "--sentence-b"].contains(argument)
    }
    return result
  }
}
