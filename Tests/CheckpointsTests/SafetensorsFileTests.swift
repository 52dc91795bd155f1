import Checkpoints
import Diagnostics
import ExplainerTestSupport
import Glibc
import Tensors
import Testing

@Suite struct SafetensorsFileTests {
  private let folder = TemporaryFolder("safetensors")

  private func file(_ header: String, data: Int = 16, claimed: UInt64? = nil) throws -> SafetensorsFile {
    let path = "\(folder.path)/model.safetensors"
    FileBuilder.write(FileBuilder.safetensors(header, dataBytes: data, claimedLength: claimed), to: path)
    return try SafetensorsFile(path: path)
  }

  private func message(_ header: String, data: Int = 16, claimed: UInt64? = nil) -> String {
    do {
      _ = try file(header, data: data, claimed: claimed)
      return "no error"
    } catch let error as ExplainerError {
      #expect(error.code == .badData)
      #expect(error.location.first?.hasSuffix("model.safetensors") ?? false)
      return error.description
    } catch {
      return "another error: \(error)"
    }
  }

  /// A type that other formats know says nothing here: no numbers are read that the file does not hold.
  @Test(arguments: ["Q4_0", "Q4_K", "MXFP4"]) func foreignTypes(_ type: String) throws {
    let file = try file(#"{"a":{"dtype":"\#(type)","shape":[4,256],"data_offsets":[0,16]}}"#)
    let error = #expect(throws: ExplainerError.self) { try file.tensor(named: "a") }
    #expect(error?.code == .unsupported && error?.found == type)
  }

  /// A header that keeps the rules gives its tensors in order; no data at all and metadata are allowed.
  @Test func wellFormed() throws {
    let file = try file(
      #"{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},"#
        + #""a":{"dtype":"I8","shape":[0,7],"data_offsets":[0,0]},"#
        + #""s":{"dtype":"F16","shape":[],"data_offsets":[0,2]}}   "#, data: 10
    )
    #expect(file.entries.map(\.name) == ["b", "a", "s"])
    #expect(file.metadata.map(\.value) == ["pt"])
    #expect(file["s"]?.shape == [])
    #expect(try file.tensor(named: "b").values == [0, 0])
    #expect(try file.tensor(named: "s").values == [0])
    #expect(throws: ExplainerError.self) { try file.tensor(named: "a") }
    #expect(throws: ExplainerError.self) { try file.tensor(named: "c") }
    #expect(try self.file("{}", data: 0).entries.isEmpty)
  }

  /// A header longer than the file or than the format allows is refused before anything is read for it.
  @Test(arguments: [17, 100_000_001, UInt64(Int64.max), .max]) func hugeHeader(_ length: UInt64) {
    #expect(message("{}", data: 8, claimed: length).contains("the header's length cannot be right"))
  }

  /// A file of less than eight bytes, or cut short within the header, is refused.
  @Test func truncated() {
    let path = "\(folder.path)/short.safetensors"
    FileBuilder.write([1, 2, 3], to: path)
    #expect(throws: ExplainerError.self) { try SafetensorsFile(path: path) }
    FileBuilder.write(Array(FileBuilder.safetensors(#"{"a":{"#, dataBytes: 0)), to: path)
    #expect(throws: ExplainerError.self) { try SafetensorsFile(path: path) }
  }

  /// Each broken rule has its own message, naming the tensor.
  @Test(arguments: [
    (#"["a"]"#, "does not start with '{'"),
    (#"{"a":{"dtype":"F32""#, "not valid JSON"),
    (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, "does not say its dtype"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "tensor 'a'"),
    (
      #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, "its shape is not a list of whole numbers"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}"#, "data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, "data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, "lies outside the file"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[16,20]}}"#, "lies outside the file"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, "do not fit its shape"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, "too large"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "'a' is there twice"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "tensor 'a' and 'b' overlap"
    ),
    (#"{"__metadata__":{"a":1}}"#, "not valid JSON"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x"#, "not valid JSON"),
    (#"{"a":7}"#, "does not say its dtype"),
    (#"{"a":{"dtype":"F4","shape":[3],"data_offsets":[0,2]}}"#, "do not fit its shape"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "12 bytes behind tensor 'a' are no tensor's"
    ),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}"#, "4 bytes between the header and 'a'"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#,
      "4 bytes between tensor 'a' and 'b' are no tensor's"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"#
        + #""e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}"#, "tensor 'a' and 'e' overlap"
    ),
    ("", "does not start with '{'"),
  ])
  func malformed(_ header: String, _ expected: String) {
    let message = message(header)
    #expect(message.contains(expected))
  }

  /// What safetensors 0.8.0 reads beside what the format's page says: null metadata, blanks before the header and none
  /// behind it, all of its 22 types, and empty tensors between others.
  @Test func wellFormedOddly() throws {
    #expect(
      try file(#"{"__metadata__":null,"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#).metadata
        .isEmpty)
    #expect(
      try file(" \n\t" + #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#).entries.count == 1)
    #expect(StoredType.allCases.count == 22)
    for type in StoredType.allCases {
      let count = 16 * 8 / type.bits
      let bits = count * type.bits
      guard bits % 8 == 0 else { continue }
      let file = try file(
        #"{"a":{"dtype":"\#(type.rawValue)","shape":[\#(count)],"data_offsets":[0,\#(bits / 8)]}}"#,
        data: bits / 8)
      #expect(file["a"]?.type == type)
    }
    let six = try file(#"{"a":{"dtype":"F6_E2M3","shape":[2,2],"data_offsets":[0,3]}}"#, data: 3)
    #expect(six["a"]?.shape == [2, 2])
    let empty = #""e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}"#
    let ends =
      #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}"#
    #expect(try file("{\(empty),\(ends)}").entries.count == 3)
  }

  /// A type that is not known is nobody's business until the tensor is asked for.
  @Test func unknownType() throws {
    let file = try file(
      #"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,12]},"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}"#
    )
    #expect(file["a"]?.type == nil && file["a"]?.typeName == "F31")
    #expect(try file.tensor(named: "b").values == [0])
    #expect { try file.tensor(named: "a") } throws: { error in
      let error = error as? ExplainerError
      return error?.code == .unsupported && error?.found == "F31" && error?.location.last == "tensor 'a'"
    }
    #expect { try file.integers(named: "a") } throws: { ($0 as? ExplainerError)?.found == "F31" }
  }

  /// A file that is something else is called what it is, with what to do.
  @Test(
    arguments: [
      (
        Array("version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n".utf8), "Git LFS",
        "git lfs pull"
      ),
      (Array("GGUF".utf8) + [3, 0, 0, 0, 1, 0, 0, 0], "a GGUF file", "Hugging Face checkpoint"),
      ([0x50, 0x4B, 3, 4, 0, 0, 0, 0, 8, 8, 0x61], "ZIP archive", "save_pretrained"),
      ([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9], "a Python pickle", "save_pretrained"),
      (Array("<!DOCTYPE html><html><head><title>Sign in".utf8), "a web page", "Download the file itself"),
      ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0], "an HDF5 file", "save_pretrained"),
    ] as [([UInt8], String, String)])
  func somethingElse(_ bytes: [UInt8], _ found: String, _ remedy: String) {
    let path = "\(folder.path)/model.safetensors"
    FileBuilder.write(bytes, to: path)
    #expect { try SafetensorsFile(path: path) } throws: { error in
      let error = error as? ExplainerError
      return error?.code.exitCode == 65 && error?.found?.contains(found) == true
        && error?.remedy?.contains(remedy) == true
    }
  }

  /// A header that is not UTF-8 is refused.
  @Test func notUTF8() {
    let path = "\(folder.path)/bytes.safetensors"
    var bytes = FileBuilder.safetensors(
      #"{"a?":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, dataBytes: 4)
    bytes[8 + 3] = 0xFF
    FileBuilder.write(bytes, to: path)
    #expect(throws: ExplainerError.self) { try SafetensorsFile(path: path) }
  }

  /// No prefix of a good file and no single changed byte of its header traps.
  @Test func damagedAnywhere() {
    let path = "\(folder.path)/damaged.safetensors"
    let good = FileBuilder.safetensors(
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"BF16","shape":[1,4],"data_offsets":[8,16]}}"#,
      dataBytes: 16)
    for length in 0..<good.count {
      FileBuilder.write(Array(good[..<length]), to: path)
      #expect(throws: ExplainerError.self) { try SafetensorsFile(path: path) }
    }
    for index in 0..<good.count - 16 {
      for byte in [UInt8(0), 0x22, 0x5D, 0x39, 0xFF] {
        var bytes = good
        bytes[index] = byte
        FileBuilder.write(bytes, to: path)
        if let file = try? SafetensorsFile(path: path) {
          for entry in file.entries { _ = try? file.tensor(named: entry.name) }
        }
      }
    }
  }

  /// A file cut short after it was opened is an error, not a trap, where whole numbers are read.
  @Test func cutShortLater() throws {
    let file = try file(#"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]}}"#)
    #expect(try file.integers(named: "a") == [0, 0])
    truncate(file.path, 20)
    #expect(throws: ExplainerError.self) { try file.integers(named: "a") }
  }

  /// Whole numbers keep their sign.
  @Test func integers() throws {
    let path = "\(folder.path)/integers.safetensors"
    var bytes = FileBuilder.safetensors(
      #"{"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},"#
        + #""b":{"dtype":"I32","shape":[1],"data_offsets":[16,20]}}"#,
      dataBytes: 20)
    bytes.replaceSubrange(bytes.count - 20..<bytes.count - 12, with: [UInt8](repeating: 0xFF, count: 8))
    bytes[bytes.count - 12] = 5
    bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: [0xFE, 0xFF, 0xFF, 0xFF])
    FileBuilder.write(bytes, to: path)
    let file = try SafetensorsFile(path: path)
    #expect(try file.integers(named: "a") == [-1, 5])
    #expect(try file.integers(named: "b") == [-2])
  }

  /// Data that is not aligned to four bytes, as old files have it, is copied and reads the same.
  @Test func unaligned() throws {
    let path = "\(folder.path)/unaligned.safetensors"
    let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    for padding in 0..<4 {
      var bytes = FileBuilder.safetensors(header + String(repeating: " ", count: padding), dataBytes: 8)
      withUnsafeBytes(of: Float(1.5).bitPattern.littleEndian) {
        bytes.replaceSubrange(bytes.count - 4..<bytes.count, with: Array($0))
      }
      FileBuilder.write(bytes, to: path)
      #expect(try SafetensorsFile(path: path).tensor(named: "a").values == [0, 1.5])
    }
  }
}
