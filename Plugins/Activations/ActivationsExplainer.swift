import Diagnostics
import ExplainerCore
import Factorization
import JSON
import Tensors

/// Which neurons fire together, and where in the text: the entry point `activations`.
struct ActivationsExplainer: Explainer {
  let entryPoint = EntryPoint.activations

  func explain(_ call: ExplainerCall) throws -> Explanation {
    let parameters = call.parameters
    let matrix = try NeuronMatrix(call)
    let excludesSpecial = try parameters.bool("exclude_special")
    // Those the tokenizer put around the text; a [MASK] or [UNK] in it stands for something in it.
    let rows = matrix.tokens.indices.filter {
      !(excludesSpecial && matrix.tokens[$0].isSpecial && matrix.tokens[$0].byteRange == nil)
    }
    guard !rows.isEmpty else {
      throw ExplainerError(
        .badText, "the text has special tokens only", remedy: "leave --exclude-special out")
    }
    let requested = try parameters.int("n_components")
    let components = min(requested, rows.count)
    if components < requested {
      call.reporter.log(
        .warning,
        "\(requested) components asked for, \(components) computed: there cannot be more than tokens")
    }
    var factors = try factorize(matrix, rows: rows, components: components, call)
    let isNormalized = try parameters.bool("normalize")
    if isNormalized { factors = factors.normalized }
    if try parameters.bool("sort") { factors = factors.sortedByShare }
    let report = ActivationsReport(
      text: call.texts[0], model: call.model.info, matrix: matrix, rows: rows, requested: requested,
      factors: factors, isNormalized: isNormalized,
      summaries: FactorSummary.summaries(of: factors, matrix: matrix, rows: rows))
    return Explanation(
      result: report.result, tokens: matrix.tokens, figures: report.figures, checks: report.checks,
      tensors: [.init("factors", report.factorTensor), .init("components", factors.neurons)],
      modules: [.factorExplorer])
  }

  private func factorize(
    _ matrix: NeuronMatrix, rows: [Int], components: Int, _ call: ExplainerCall
  ) throws -> Factors {
    let parameters = call.parameters
    let limit = try parameters.int("max_iter")
    let options = NonnegativeFactorization.Options(
      components: components,
      initialisation: try parameters.string("init") == "nndsvd" ? .nndsvd : .random(seed: 0),
      maximumIterations: limit, tolerance: try parameters.double("tolerance"))
    let reporter = call.reporter
    return try NonnegativeFactorization.factorize(
      blocks: matrix.blocks, rows: rows.count == matrix.tokens.count ? nil : rows,
      streamOrder: Self.referenceOrder(of: matrix.layers), options: options,
      blockNames: matrix.layers.map { "layer \($0)" }
    ) { progress in
      try reporter.checkCancellation()
      reporter.progress(
        Double(progress.iterations) / Double(limit), "factorising, iteration \(progress.iterations)")
    }
  }

  /// The order in which the reference deals its random numbers to the layers: their numbers sorted as text, `0, 1, 10,
  /// 11, 2, …`.
  ///
  /// Only the start depends on it; keeping it makes the factors equal to the reference's, not merely like them.
  static func referenceOrder(of layers: Range<Int>) -> [Int] {
    layers.indices.sorted { "\(layers[$0])" < "\(layers[$1])" }.map { $0 - layers.lowerBound }
  }
}
