import ExplainerCore
import Tensors
import Testing

@testable import TransformerModels

/// Which row of a table a token's position is.
@Suite struct PositionLookupTests {
  private let table = Tensor(shape: [9, 1], values: (0..<9).map(Float.init))

  private func rows(_ texts: [[Int]], offset: Int, skipping padding: Int?) throws -> [Float] {
    var pass = Pass(PassPlan(over: texts.map { ModelInput(ids: $0) }), in: try RuleModel("gpt2").catalog)
    pass.enter(nil)
    return pass.lookUpPositions(in: table, offset: offset, of: texts.flatMap { $0 }, skipping: padding)
      .tensor.values
  }

  /// Positions are counted text by text, behind the rows before that of position 0.
  @Test func counted() throws {
    #expect(try rows([[5, 1, 6]], offset: 2, skipping: nil) == [2, 3, 4])
    #expect(try rows([[5, 1], [7, 7, 7]], offset: 1, skipping: nil) == [1, 2, 1, 2, 3])
  }

  /// The padding token takes none and gets the row before them, as `create_position_ids_from_input_ids` of transformers
  /// has it.
  @Test func padding() throws {
    #expect(try rows([[5, 1, 6, 1, 1, 7]], offset: 2, skipping: 1) == [2, 1, 3, 1, 1, 4])
    #expect(try rows([[1, 5], [6, 7]], offset: 2, skipping: 1) == [1, 2, 2, 3])
    #expect(try rows([[5, 6]], offset: 2, skipping: 1) == [2, 3])
  }
}
