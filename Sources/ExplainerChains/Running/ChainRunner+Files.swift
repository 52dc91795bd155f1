import Diagnostics
import ExplainerCore
import ExplainerHost
import Files
import JSON

extension ChainRunner {
  /// Writes what a step says of its result.
  func write(_ document: ExplanationDocument, _ step: ChainStep, _ scope: Scope)
    throws(ExplainerError)
  {
    for output in step.outputs {
      let path: String
      do { path = try OutputPath.relative(output.template.template, in: scope) } catch {
        throw ExplainerError(
          .badData, error.message, at: [plan.script.source.location(of: output.template.path)])
      }
      let file = plan.outputs.absolute(path)
      try FileSystem.makeFolder(FileSystem.folder(of: file))
      switch output.format {
      case .safetensors, .npz: try TensorFile.write(document, to: file)
      case .json: try OutputFile.write(Array((document.json().text(pretty: true) + "\n").utf8), to: file)
      default: try OutputFile.write(rendering.document(document, output.format), to: file)
      }
      summary.files += 1
    }
  }

  /// Writes what was collected, once all points are done.
  func writeCollections() throws(ExplainerError) {
    for (collection, collector) in zip(plan.script.collections, collectors) {
      let data = collector.data
      for output in collection.outputs {
        let file = plan.outputs.absolute(output.template.template.constant ?? data.id)
        try FileSystem.makeFolder(FileSystem.folder(of: file))
        let bytes =
          data.bytes(output.format) ?? rendering.figures(data.figure.title, [data.figure], output.format)
        try OutputFile.write(bytes, to: file)
        summary.files += 1
      }
    }
  }
}
