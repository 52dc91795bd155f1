import Digests
import Encodings
import ExplainerCore
import JSON

/// What the frames of strangers' modules are made of (`Docs/views.md`): the page's script puts it together for each view.
///
/// The policy of a frame lets two scripts run, by their hashes: the program's own, which comes first, and the module.
enum FrameSource {
  /// The program's own part: `script`, its `hash`, and the `policy`, to which hashes are added.
  static let json: JSONValue = {
    let files = [
      PackageResources.guard_js, PackageResources.words_js, PackageResources.pointer_js,
      PackageResources.frame_js,
    ]
    // Within a block and strict, nothing of it is the module's to see.
    let script = "\"use strict\";{\n\(PageSource.text(of: files))}\n"
    return ["script": .string(script), "hash": .string(hash(of: script)), "policy": .string(policy)]
  }()

  /// A module's part, under the name by which the page's figures ask for it.
  static func json(of module: ViewModule, alias: String) -> JSONValue {
    let script = "\n\(newlines(HTMLRenderer.inert(module.script)))\n"
    return [
      "alias": .string(alias), "name": .string(module.name), "script": .string(script),
      "hash": .string(hash(of: script)), "style": .string(HTMLRenderer.inert(style: module.style)),
    ]
  }

  private static let policy =
    "default-src 'none'; script-src; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; "
    + "form-action 'none'"

  /// As a policy names a script that may run.
  private static func hash(of script: String) -> String {
    var digest = SHA256()
    digest.update(Array(script.utf8))
    return "sha256-\(Base64.text(digest.bytes))"
  }

  /// `script` as a browser reads it: with line feeds alone.
  private static func newlines(_ script: String) -> String {
    String(decoding: script.utf8.normalizedNewlines, as: UTF8.self)
  }
}

extension String.UTF8View {
  /// The same with each CR LF and each CR alone as LF.
  fileprivate var normalizedNewlines: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    var last: UInt8 = 0
    for byte in self {
      if byte == 0x0D {
        result.append(0x0A)
      } else if byte != 0x0A || last != 0x0D {
        result.append(byte)
      }
      last = byte
    }
    return result
  }
}
