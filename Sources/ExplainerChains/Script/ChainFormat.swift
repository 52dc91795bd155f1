import Files

/// The forms a chain's results are written in.
public enum ChainFormat: String, Sendable, CaseIterable {
  /// A page.
  case html
  /// The figures as one drawing.
  case svg
  /// The document, or what was collected.
  case json
  /// As in a terminal without colours.
  case txt
  /// The tensors of an explanation, as safetensors or for numpy.
  case safetensors, npz
  /// What was collected, comma-separated (RFC 4180).
  case csv
  /// What was collected, tab-separated.
  case tsv
  /// What was collected, one JSON object a row.
  case jsonl
}

extension ChainFormat {
  /// Whether a page may be written under this name: its ending says so, or nothing.
  public static func isPage(_ path: String) -> Bool {
    let ending = FileSystem.ending(of: path)
    return ending.isEmpty || ChainFormat(ending: ending) == .html
  }

  /// The form of files whose names end so; nil for an ending that says none.
  init?(ending: String) {
    let ending = ending.lowercased()
    self.init(rawValue: ending == "htm" ? "html" : ending)
  }
}
