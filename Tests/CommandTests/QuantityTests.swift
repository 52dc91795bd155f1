import Diagnostics
import Testing

@testable import explainer

/// Quantities as people type them, and what is none.
@Suite struct QuantityTests {
  /// Seconds, minutes, hours; 0 is without limit.
  @Test(
    arguments: [
      ("30", 30), ("0.5", 0.5), ("45s", 45), ("2m", 120), ("1h", 3600), ("1.5h", 5400), ("0", nil),
      ("0m", nil),
    ] as [(String, Double?)])
  func seconds(_ word: String, _ expected: Double?) throws {
    #expect(try Quantity.seconds(word, option: "--timeout") == expected)
  }

  /// Sizes are powers of 1024, however the unit is written; a worker needs 16 MiB to start.
  @Test(arguments: [
    ("16777216", 16), ("16M", 16), ("500m", 500), ("2G", 2048), ("2GB", 2048), ("2gib", 2048),
    ("1.5GiB", 1536),
    ("16384k", 16), ("1T", 1_048_576),
  ])
  func bytes(_ word: String, _ mebibytes: Int) throws {
    #expect(try Quantity.bytes(word, option: "--memory") == mebibytes << 20)
    #expect(try Quantity.bytes(nil, option: "--memory") == nil)
  }

  /// What is no quantity, below what is needed or beyond all machines is refused with examples.
  @Test(arguments: [
    "", "M", "-1", "16777215", "15M", "15.9M", "0", "1K", "2X", "2 G", "1e3M", "nan", "9999999T", "1.2.3G",
  ])
  func noBytes(_ word: String) {
    let error = #expect(throws: ExplainerError.self) { try Quantity.bytes(word, option: "--memory") }
    #expect(error?.code == .badParameter && error?.message == "--memory cannot be '\(word)'")
  }

  @Test(arguments: ["", "m", "-1", "2 m", "nan", "inf", "1d", "soon", "1m30"]) func noSeconds(_ word: String)
  {
    let error = #expect(throws: ExplainerError.self) {
      try Quantity.seconds(word, option: "--timeout")
    }
    #expect(error?.code == .badParameter && error?.message == "--timeout cannot be '\(word)'")
  }
}
