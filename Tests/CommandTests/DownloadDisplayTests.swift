import HuggingFaceHub
import Testing

@testable import explainer

@Suite struct DownloadDisplayTests {
  private func progress(_ received: Int, _ total: Int) -> DownloadProgress {
    DownloadProgress(received: received, total: total, transferred: received, finishedFiles: 0, files: 1)
  }

  /// The bar tells share, bytes, rate and what is left, in one line of any terminal that is wide enough for its words.
  @Test func bar() {
    let half = progress(50 << 20, 100 << 20)
    #expect(
      DownloadDisplay.bar("name", half, rate: nil, columns: 80)
        == "name  █████░░░░░   50 %  50 MiB of 100 MiB")
    #expect(
      DownloadDisplay.bar("name", half, rate: Double(5 << 20), columns: 80)
        == "name  █████░░░░░   50 %  50 MiB of 100 MiB  5 MiB/s  10 s left")
    #expect(DownloadDisplay.bar("name", half, rate: 1e6, columns: 200).contains(/█{15}░{15}/))
    #expect(
      DownloadDisplay.bar("name", half, rate: 1e6, columns: 40) == "name   50 %  50 MiB of 100 MiB  976.6 K")
    #expect(DownloadDisplay.bar("name", progress(0, 0), rate: nil, columns: 80).contains("100 %"))
    // More than there was said to be is all there is.
    #expect(
      DownloadDisplay.bar("name", progress(900, 300), rate: nil, columns: 80)
        == "name  ██████████  100 %  900 bytes of 300 bytes")
    for columns in 0..<120 {
      let line = DownloadDisplay.bar("org/name", progress(123_456_789, 1 << 40), rate: 3e5, columns: columns)
      #expect(line.count < max(columns, 1))
    }
  }

  /// Durations are in two units at most.
  @Test(arguments: [
    (0.2, "1 s"), (59.5, "1 min 0 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"), (7500, "2 h 5 min"),
  ])
  func durations(_ seconds: Double, _ text: String) {
    #expect(DownloadDisplay.duration(seconds) == text)
  }

  /// The rate is that of the last seconds, and not told before half a second has gone.
  @Test func rate() {
    var rate = TransferRate()
    let start = ContinuousClock.now
    rate.add(0, at: start)
    rate.add(1_000_000, at: start + .milliseconds(400))
    #expect(rate.perSecond == nil)
    rate.add(2_000_000, at: start + .seconds(1))
    #expect(rate.perSecond == 2_000_000)
    for second in 2...30 { rate.add(2_000_000 + 100 * second, at: start + .seconds(second)) }
    #expect(rate.perSecond == 100)
  }
}
