import ExplainerTestSupport
import Files
import Testing
@testable import PluginRegistry

/// What a library needs is read from its bytes, whatever they are.
@Suite struct DynamicSectionTests {
  private static let library = (try? FileSystem.read("\(BuildProducts.folder)/libRoguePlugin.so")) ?? []

  /// The library that every plugin needs, and where it is looked for.
  @Test func reads() throws {
    let section = try #require(DynamicSection(Self.library))
    #expect(section.needed.contains("libc.so.6"))
    #expect((section.runPath + section.inheritedPath).contains("$ORIGIN"))
  }

  /// What is no library has none.
  @Test(arguments: [0, 10, 63, 64, 100]) func cutShort(_ count: Int) {
    #expect(DynamicSection(Array(Self.library.prefix(count))) == nil)
  }

  /// Numbers that lead anywhere are read as nothing, and trap nowhere: each of the header and of the first segments is put to
  /// the ends of its range.
  @Test(arguments: [0x00, 0x01, 0x7F, 0x80, 0xFF] as [UInt8]) func rubbish(_ byte: UInt8) {
    for index in stride(from: 6, to: min(Self.library.count, 64 + 56 * 12), by: 1) {
      for width in [1, 2, 4, 8] where index + width <= Self.library.count {
        var bytes = Self.library
        bytes.replaceSubrange(index..<index + width, with: repeatElement(byte, count: width))
        _ = DynamicSection(bytes)
      }
    }
    // The section itself: tags and places.
    for index in stride(from: 0, to: Self.library.count - 8, by: max(1, Self.library.count / 500)) {
      var bytes = Self.library
      bytes.replaceSubrange(index..<index + 8, with: repeatElement(byte, count: 8))
      _ = DynamicSection(bytes)
    }
  }
}
