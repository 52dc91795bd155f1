/// A command: the table of what it takes, from which help, completion, the manual and messages are made, and what it
/// does.
struct Command: Sendable {
  let name: String
  let summary: String
  var discussion = ""
  /// How it is called, where that cannot be read off its arguments.
  var usage: String?
  var arguments: [Argument] = []
  var subcommands: [Command] = []
  /// What runs where no subcommand is named.
  var defaultSubcommand: String?
  /// How many of its words name an entry point, whose parameters it takes from there on; 0 for none.
  var entryPointWords = 0
  /// The heading that help lists it under, where that is not the usual one.
  var heading: String?
  /// A last line of its help.
  var more: String?
  /// What it does; with subcommands and without this, one of them must be named.
  var run: (@Sendable (GivenArguments) throws -> Void)?

  /// Its words, in order.
  var positionals: [Argument] { arguments.filter { $0.kind == .positional } }
  /// Its options and switches, in the order help lists them.
  var options: [Argument] { arguments.filter { $0.kind != .positional } + [.help] }

  /// The option that `word` names; where several do, the one it names without turning it off.
  func option(_ word: String) -> Argument? {
    let named = options.filter { $0.isCalled(word) }
    return named.first { !$0.isNegated(by: word) } ?? named.first
  }

  /// The word at `index`; the last one where it may be repeated.
  func positional(_ index: Int) -> Argument? {
    let all = positionals
    return index < all.count ? all[index] : all.last.flatMap { $0.repeats ? $0 : nil }
  }

  /// The subcommand called `name`.
  func subcommand(_ name: String) -> Command? { subcommands.first { $0.name == name } }
}
