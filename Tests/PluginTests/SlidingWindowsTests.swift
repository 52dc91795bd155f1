import Testing

@testable import Activations

/// Windows over a long text keep every token once, with context around it.
@Suite struct SlidingWindowsTests {
  @Test(arguments: [1, 2, 3, 7, 8, 9, 15, 16, 17, 100, 1001], [2, 3, 4, 8, 9])
  func everyTokenOnce(_ count: Int, _ length: Int) {
    for readsBothSides in [false, true] {
      let windows = SlidingWindows(count: count, length: length, readsBothSides: readsBothSides).windows
      #expect(windows.flatMap { Array($0.kept) } == Array(0..<count))
      for window in windows {
        #expect(window.read.count == min(count, length))
        #expect(!window.kept.isEmpty && window.read.contains(window.kept.lowerBound))
        #expect(window.kept.upperBound <= window.read.upperBound)
      }
    }
  }

  /// No kept token but those at the ends of the text lacks a quarter of a window around it (causal: half before it).
  @Test(arguments: [50, 64, 99, 200], [false, true]) func context(_ count: Int, _ readsBothSides: Bool) {
    let length = 16
    for window in SlidingWindows(count: count, length: length, readsBothSides: readsBothSides).windows {
      for token in window.kept {
        let before = token - window.read.lowerBound
        #expect(window.read.lowerBound == 0 || before >= (readsBothSides ? length / 4 : length / 2))
        if readsBothSides, window.read.upperBound < count {
          #expect(window.read.upperBound - token > length / 4 - 1)
        }
      }
    }
  }

  /// A text that fits is read at once.
  @Test func oneWindow() {
    #expect(
      SlidingWindows(count: 5, length: 8, readsBothSides: true).windows == [.init(read: 0..<5, kept: 0..<5)])
  }
}
