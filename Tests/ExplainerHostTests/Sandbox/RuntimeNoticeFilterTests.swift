import Testing
@testable import Sandbox

/// Of what a worker prints what the runtimes of Swift and C++ say of memory is left out, and nothing else, however it comes in pieces.
@Suite struct RuntimeNoticeFilterTests {
  private static let trace = """
    Current stack trace:
    0    libswiftCore.so                    0x00007f3bb175f130 swift_reportError + 33
    12   explainer                          0x00005557f7221ae4 <unavailable> + 3525348

    """

  private static let badAllocation =
    "terminate called after throwing an instance of 'std::bad_alloc'\n  what():  std::bad_alloc\n"

  @Test(
    arguments: [
      ("", ""), ("a", "a"), ("a\nb\n", "a\nb\n"), ("Fatal error: no\n\(trace)", "Fatal error: no\n"),
      ("Fatal error: failed to allocate 8 bytes\n\(trace)b", "b"), ("Fatal error: fa", "Fatal error: fa"),
      ("\(trace)after\n", "after\n"), ("\(trace)\(trace)12 apples\n", "12 apples\n"),
      ("\(trace)12 apples", "12 apples"),
      ("see Current stack trace:\n0  a 0x1 b\n", "see Current stack trace:\n0  a 0x1 b\n"),
      ("\(badAllocation)b\n", "b\n"), ("terminate called\n", "terminate called\n"),
      ("  what():  std::bad_alloc, they said\n", "  what():  std::bad_alloc, they said\n"),
      ("Current stack\n", "Current stack\n"), ("Current", "Current"), ("\(trace)1st\n", "1st\n"),
    ], [1, 7, 4096])
  func filter(_ printed: (String, String), _ size: Int) {
    var filter = RuntimeNoticeFilter()
    var shown: [UInt8] = []
    let bytes = Array(printed.0.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      shown += filter.filter(Array(bytes[start..<min(bytes.count, start + size)]))
    }
    shown += filter.finish()
    #expect(String(decoding: shown, as: UTF8.self) == printed.1)
  }
}
