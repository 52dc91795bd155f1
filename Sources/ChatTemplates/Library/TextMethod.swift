/// The methods of strings that templates may call, by their names in Python.
enum TextMethod: String {
  case capitalize, casefold, count, endswith, find, format, index, isalnum, isalpha, isascii, isdigit, islower
  case isspace, isupper, join, ljust, lower, lstrip, partition, removeprefix, removesuffix, replace, rfind,
    rindex
  case rjust, rpartition, rsplit, rstrip, split, splitlines, startswith, strip, swapcase, title, upper, zfill
  case center, isdecimal, isnumeric

  /// The names of its parameters; Python takes most of them by their place alone.
  var parameters: [String] {
    switch self {
    case .count, .find, .index, .rfind, .rindex, .startswith, .endswith: ["sub", "start", "end"]
    case .join: ["iterable"]
    case .ljust, .rjust, .center: ["width", "fillchar"]
    case .zfill: ["width"]
    case .strip, .lstrip, .rstrip: ["chars"]
    case .partition, .rpartition: ["sep"]
    case .removeprefix: ["prefix"]
    case .removesuffix: ["suffix"]
    case .replace: ["old", "new", "count"]
    case .split, .rsplit: ["sep", "maxsplit"]
    case .splitlines: ["keepends"]
    default: []
    }
  }

  /// How many arguments there must be.
  var required: Int {
    switch self {
    case .replace: 2
    case .strip, .lstrip, .rstrip, .split, .rsplit, .splitlines: 0
    default: min(1, parameters.count)
    }
  }

  /// Whether its arguments may be given by name.
  var takesNames: Bool { [.split, .rsplit, .splitlines].contains(self) }
}

/// The methods of dictionaries that change nothing.
enum DictionaryMethod: String {
  case get, keys, values, items, copy
}
