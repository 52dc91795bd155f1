import ExplainerCore
import JSON

/// The modules that the views of a page use, each once.
///
/// Those that came with the program run in the page; those of strangers each time in a frame of their own (`FrameSource`).
/// Modules of one name that are not the same (two versions of a library) are told apart on the page by a number.
struct PageModules {
  /// A module, and whether it came with the program.
  private struct Entry: Hashable {
    let module: ViewModule
    let isBuiltIn: Bool
  }

  /// The different modules, in the order of their first use.
  private var entries: [Entry] = []

  /// The modules that figures of `documents` use.
  init(of documents: [ExplanationDocument]) {
    for document in documents {
      for figure in document.explanation.figures {
        guard let entry = Self.entry(of: figure, in: document), !entries.contains(entry) else { continue }
        entries.append(entry)
      }
    }
  }

  /// Whether there are none.
  var isEmpty: Bool { entries.isEmpty }

  /// Whether some of them run in frames.
  var areFramed: Bool { entries.contains { !$0.isBuiltIn } }

  /// What the page calls the module of a view of `document`; nil for other figures, and where the module is missing.
  func name(of figure: Figure, in document: ExplanationDocument) -> String? {
    Self.entry(of: figure, in: document).map { alias($0) ?? $0.module.name }
  }

  /// The style sheets of the page, an element each.
  var styles: String { own.map { Self.style($0.module) }.joined() }

  /// The scripts, an element each, and what frames are made of.
  var scripts: String {
    let scripts = own.map { entry in
      Self.script(entry.module) + (alias(entry).map { Self.rename(entry.module, $0) } ?? "")
    }
    let framed = entries.filter { !$0.isBuiltIn }.map { entry in
      let data = FrameSource.json(of: entry.module, alias: alias(entry) ?? entry.module.name)
      return "\n<script type=\"application/json\" class=\"module\">\(HTMLRenderer.embedded(data))</script>"
    }
    guard !framed.isEmpty else { return scripts.joined() }
    return (scripts + ["\n\(PageFrame.element("frame", FrameSource.json))"] + framed).joined()
  }

  /// Those that came with the program.
  private var own: [Entry] { entries.filter(\.isBuiltIn) }

  private static func entry(of figure: Figure, in document: ExplanationDocument) -> Entry? {
    guard case .view(let view) = figure.content,
      let module = document.explanation.modules.first(where: { $0.name == view.module })
    else { return nil }
    return Entry(module: module, isBuiltIn: document.isBuiltIn)
  }

  private func alias(_ entry: Entry) -> String? {
    let same = entries.filter { $0.module.name == entry.module.name }
    guard same.count > 1, let index = same.firstIndex(of: entry) else { return nil }
    return "\(entry.module.name)~\(index + 1)"
  }

  private static func style(_ module: ViewModule) -> String {
    "\n<style data-module=\"\(Markup.escape(module.name))\">\n\(HTMLRenderer.inert(style: module.style))\n</style>"
  }

  private static func script(_ module: ViewModule) -> String {
    "\n<script type=\"module\" data-module=\"\(Markup.escape(module.name))\">\n"
      + "\(HTMLRenderer.inert(module.script))\n</script>"
  }

  /// Moves what a module has registered out of the way of the next of its name.
  private static func rename(_ module: ViewModule, _ alias: String) -> String {
    let (old, new) = (JSONValue.string(module.name), JSONValue.string(alias))
    return "\n<script type=\"module\">{ const all = globalThis.explainerViews ??= {}; "
      + "all[\(HTMLRenderer.embedded(new))] = all[\(HTMLRenderer.embedded(old))]; "
      + "delete all[\(HTMLRenderer.embedded(old))]; }</script>"
  }
}
