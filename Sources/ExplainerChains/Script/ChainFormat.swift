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
