/// How large a document may be that somebody else has written: its bytes, and what its values hold in memory once they are
/// read (`ValueMemory`).
///
/// Said here and nowhere else; Docs/threat-model.md has the same numbers, and a test holds the two together.
package struct DocumentBounds: Sendable, Hashable {
  /// Of the text.
  package let bytes: Int
  /// Of its values.
  package let memory: Int

  /// `registry.json`.
  package static let registry = DocumentBounds(bytes: 64 << 20, memory: 192 << 20)
  /// A description of plain C functions.
  package static let functions = DocumentBounds(bytes: 16 << 20, memory: 64 << 20)
  /// `manifest.json` of a package.
  package static let manifest = DocumentBounds(bytes: 16 << 20, memory: 64 << 20)
  /// `explainer.json` of a project.
  package static let project = DocumentBounds(bytes: 1 << 20, memory: 16 << 20)
  /// The script of a chain.
  package static let script = DocumentBounds(bytes: 64 << 20, memory: 192 << 20)
  /// A script's text as `explainer-yaml` hands it on, with where everything stands.
  package static let readScript = DocumentBounds(bytes: 512 << 20, memory: 1 << 30)
  /// What the Hub tells of a model.
  package static let listing = DocumentBounds(bytes: 16 << 20, memory: 128 << 20)
  /// The index of a model's weights, from the Hub or in the cache.
  package static let index = DocumentBounds(bytes: 64 << 20, memory: 192 << 20)
  /// `config.json` and the other settings of a model.
  package static let settings = DocumentBounds(bytes: 64 << 20, memory: 192 << 20)
  /// A conversation's messages, or tools.
  package static let chat = DocumentBounds(bytes: 16 << 20, memory: 64 << 20)
  /// An explanation, an earlier one too.
  package static let explanation = DocumentBounds(bytes: 1 << 30, memory: ValueMemory.most)
  /// Edits of what flows, of `trace`.
  package static let edits = DocumentBounds(bytes: 64 << 20, memory: 192 << 20)
}
