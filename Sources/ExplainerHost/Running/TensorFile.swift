import Checkpoints
public import Diagnostics
public import ExplainerCore

/// The tensors of an explanation as a file for those who go on computing.
public enum TensorFile {
  /// Writes the tensors of `document` as safetensors or for numpy, by the name's ending, under their documented names.
  ///
  /// - Throws: `inputOutput`.
  public static func write(_ document: ExplanationDocument, to file: String) throws(ExplainerError) {
    try TensorWriter.write(
      document.explanation.tensors.map { ($0.name, $0.tensor) },
      metadata: [("entry_point", document.entryPoint), ("model", document.model.id)], to: file)
  }
}
