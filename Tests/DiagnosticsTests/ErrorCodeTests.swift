import Diagnostics
import ExplainerTestSupport
import Foundation
import Testing

/// The kinds of failure have the same numbers on both sides of the boundary and in every language.
@Suite struct ErrorCodeTests {
  /// The numbers behind `marker` in a file of ours, in order.
  private static func numbers(_ path: String, _ marker: String) throws -> [Int32] {
    let text = try String(contentsOfFile: "\(Fixtures.packageRoot)/Sources/\(path)", encoding: .utf8)
    return text.split(separator: marker).dropFirst().compactMap {
      Int32($0.prefix { $0.isHexDigit }, radix: 16)
    }
  }

  @Test func numbers() throws {
    let ours = try Self.numbers("Diagnostics/ErrorCode.swift", "ErrorCode(rawValue: 0x")
    #expect(ours.count == Set(ours).count && ours.contains(ErrorCode.badText.rawValue))
    // On the boundary there is one more, for what went well.
    #expect(try Self.numbers("CExplainerABI/include/explainer_abi.h", " = 0x") == [0] + ours)
    #expect(try Self.numbers("Scaffolds/rust/src/abi.rs", ": xpl_status = 0x") == [0] + ours)
  }
}
