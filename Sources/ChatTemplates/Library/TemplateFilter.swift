/// The filters there are, by their names, and what they take.
enum TemplateFilter: String {
  case abs, attr, batch, capitalize, center, count, dictsort, first, float, format, indent, int, items, join,
    last
  case length, list, lower, map, max, min, reject, rejectattr, replace, reverse, round, safe, select,
    selectattr
  case sort, string, sum, title, tojson, trim, unique, upper
  case standard = "default"

  init?(name: String) {
    guard let filter = name == "d" ? .standard : TemplateFilter(rawValue: name) else { return nil }
    self = filter
  }

  /// The names of its parameters.
  var parameters: [String] {
    switch self {
    case .attr: ["name"]
    case .batch: ["linecount", "fill_with"]
    case .center: ["width"]
    case .standard: ["default_value", "boolean"]
    case .dictsort: ["case_sensitive", "by", "reverse"]
    case .float: ["default"]
    case .indent: ["width", "first", "blank"]
    case .int: ["default", "base"]
    case .join: ["d", "attribute"]
    case .max, .min: ["case_sensitive", "attribute"]
    case .replace: ["old", "new", "count"]
    case .round: ["precision", "method"]
    case .sort: ["reverse", "case_sensitive", "attribute"]
    case .sum: ["attribute", "start"]
    case .tojson: ["ensure_ascii", "indent", "separators", "sort_keys"]
    case .trim: ["chars"]
    case .unique: ["case_sensitive", "attribute"]
    default: []
    }
  }

  /// How many arguments there must be.
  var required: Int {
    switch self {
    case .attr, .batch: 1
    case .replace: 2
    default: 0
    }
  }

  /// Whether its arguments are those of what it calls.
  var handsOn: Bool { [.map, .select, .reject, .selectattr, .rejectattr, .format].contains(self) }
}
