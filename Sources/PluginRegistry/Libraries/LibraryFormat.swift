package import Diagnostics
import Files
import Glibc

/// Whether a file is a shared library that this machine can load; looked at before the loader does, which would map a
/// file that is cut short and crash on it.
///
/// Source: the ELF-64 object file format (TIS 1.2, System V gABI): header and program headers.
package enum LibraryFormat {
  /// Refuses what is no plain file, no library, one for another machine, or one that is cut short.
  ///
  /// - Throws: `pluginUnavailable` or `incompatiblePlugin`, with the remedy.
  package static func check(_ library: LibraryReference) throws(ExplainerError) {
    try checkKind(library)
    // Without waiting, should it be a pipe by now.
    let descriptor = open(library.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ExplainerError(
        errno == ENOENT ? .pluginUnavailable : .inputOutput,
        "cannot be opened: \(String(cString: strerror(errno)))", at: [library.label])
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return }
    try check(
      header: read(descriptor, at: 0, count: 64), size: Int(status.st_size), of: library,
      programHeaders: { read(descriptor, at: $0, count: $1) })
  }

  /// Refuses a folder or device in a library's place; what is not there at all passes.
  static func checkKind(_ library: LibraryReference) throws(ExplainerError) {
    guard let mode = FileSystem.mode(library.path), mode & S_IFMT != S_IFREG else { return }
    let kind = mode & S_IFMT == S_IFDIR ? "a folder" : "a device or pipe"
    throw ExplainerError(
      .pluginUnavailable, "is \(kind), not a library", at: [library.label],
      remedy: "name the .so file itself")
  }

  private static func check(
    header: [UInt8], size: Int, of library: LibraryReference, programHeaders: (Int, Int) -> [UInt8]
  ) throws(ExplainerError) {
    func refuse(_ code: ErrorCode, _ message: String, remedy: String) -> ExplainerError {
      ExplainerError(code, message, at: [library.label], remedy: remedy)
    }
    let truncated = refuse(
      .pluginUnavailable, "is cut short: its \(size) bytes are not the whole library",
      remedy: "install it again")
    guard header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
      throw refuse(
        .pluginUnavailable, "is \(kind(of: header)), not a shared library of Linux",
        remedy: "name the .so file that the plugin's build wrote")
    }
    guard header.count == 64 else { throw truncated }
    let machine = number(header, 18, 2)
    guard header[4] == 2, header[5] == 1, machine == own else {
      let name = header[4] == 1 ? "a 32-bit \(name(of: machine))" : name(of: machine)
      throw refuse(
        .incompatiblePlugin, "is built for \(name), this machine is \(Self.name(of: own))",
        remedy: "build it on this machine, or get the package for it")
    }
    guard number(header, 16, 2) == 3 else {
      throw refuse(
        .pluginUnavailable, "is no shared library but an object file or another kind of program",
        remedy: "link it with -shared")
    }
    let (start, width, count) = (number(header, 32, 8), number(header, 54, 2), number(header, 56, 2))
    let (sections, sectionWidth, sectionCount) = (
      number(header, 40, 8), number(header, 58, 2), number(header, 60, 2)
    )
    guard width == 56, count > 0, fits(start, count * width, in: size),
      sections == 0 || fits(sections, sectionCount * sectionWidth, in: size)
    else { throw truncated }
    let bytes = programHeaders(start, count * width)
    guard bytes.count == count * width else { throw truncated }
    for segment in 0..<count {
      let base = segment * width
      guard fits(number(bytes, base + 8, 8), number(bytes, base + 32, 8), in: size) else { throw truncated }
    }
  }

  /// Whether `length` bytes from `start` lie within `size`; numbers above 2⁶³ read as negative and do not.
  private static func fits(_ start: Int, _ length: Int, in size: Int) -> Bool {
    start >= 0 && length >= 0 && start <= size && length <= size - start
  }

  private static func number(_ bytes: [UInt8], _ index: Int, _ count: Int) -> Int {
    Int(truncatingIfNeeded: (0..<count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[index + $1]) })
  }

  private static func read(_ descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let got = pread(
          descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
        if got > 0 { filled += got } else if got == 0 || errno != EINTR { break }
      }
    }
  }

  private static func kind(of header: [UInt8]) -> String {
    if header.isEmpty { return "empty" }
    let magics: [([UInt8], String)] = [
      ([0xCF, 0xFA, 0xED, 0xFE], "a macOS library"), ([0xCA, 0xFE, 0xBA, 0xBE], "a macOS library"),
      ([0x4D, 0x5A], "a Windows library"), (Array("!<arch>".utf8), "a static library"),
      (Array("#!".utf8), "a script"), ([0x50, 0x4B, 3, 4], "a zip archive"),
      ([0x1F, 0x8B], "a gzip archive"),
      (Array("manifest.json".utf8), "a package"),
    ]
    if let known = magics.first(where: { header.starts(with: $0.0) }) { return known.1 }
    let isText = header.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (9...13).contains($0) }
    return isText ? "a text file" : "some other file"
  }

  /// `e_machine` of this machine.
  private static var own: Int {
    #if arch(x86_64)
      62
    #elseif arch(arm64)
      183
    #else
      0
    #endif
  }

  private static func name(of machine: Int) -> String {
    let names = [
      3: "x86", 8: "MIPS", 20: "PowerPC", 21: "PowerPC 64", 22: "S/390", 40: "ARM", 62: "x86-64",
      183: "AArch64",
      243: "RISC-V", 258: "LoongArch",
    ]
    return names[machine] ?? "another machine (number \(machine))"
  }
}
