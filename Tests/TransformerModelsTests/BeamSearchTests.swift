import ExplainerCore
import Glibc
import Tensors
import Testing

@testable import TransformerModels

/// Beam search on distributions made by hand.
@Suite struct BeamSearchTests {
  /// Scores of the tokens 0 to 5 after these tokens.
  private static func decoder(_ added: [Int] = [], _ shares: @escaping ([Int]) -> [Double]) -> TokenDecoder {
    var read = added
    return TokenDecoder { ids in
      read += ids
      return Tensor(shape: [6], values: shares(read).map { Float(log($0)) })
    } fork: {
      decoder(read, shares)
    }
  }

  /// Enough candidates are looked at that every beam goes on though each end token takes a place: 1 + the number of end
  /// tokens for each beam, at least two (`beams_to_keep` of transformers 5.24.0).
  @Test(arguments: [[0], [0, 1], [0, 1, 2]]) func candidates(_ endTokens: [Int]) throws {
    var settings = GenerationSettings()
    (settings.endTokens, settings.earlyStopping) = (endTokens, .never)
    // Token 4 comes behind 3 and all that end, and is the beginning of the best text of two tokens.
    var first = [Double](repeating: 0.03 / Double(4 - endTokens.count), count: 6)
    for token in endTokens { first[token] = 0.6 / Double(endTokens.count) }
    (first[3], first[4]) = (0.22, 0.15)
    let (opening, even) = (first, [Double](repeating: 1.0 / 6, count: 6))
    let result = try BeamSearch(settings: settings, beams: 2).run(
      ContinuedText(prompt: [9], source: [], room: 2),
      decoder: Self.decoder { read in
        if read.count == 1 { return opening }
        return read.last == 4 ? [1e-6, 1e-6, 1e-6, 1e-6, 1e-6, 1] : even
      })
    let expected = endTokens.count == 1 ? [0] : [4, 5]
    #expect(result.steps.map(\.id) == expected && result.endedByModel == (expected == [0]))
  }
}
