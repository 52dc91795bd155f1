import ExplainerCore
import JSON

/// The modules that the views of a page use, each once.
///
/// Modules of one name that are not the same (two versions of a library) are told apart on the page by a number.
struct PageModules {
  /// The different modules, in the order of their first use.
  private var modules: [ViewModule] = []

  /// The modules that figures of `explanations` use.
  init(of explanations: [Explanation]) {
    for explanation in explanations {
      for figure in explanation.figures {
        guard let module = Self.module(of: figure, in: explanation), !modules.contains(module) else {
          continue
        }
        modules.append(module)
      }
    }
  }

  /// Whether there are none.
  var isEmpty: Bool { modules.isEmpty }

  /// What the page calls the module of a view of `explanation`; nil for other figures, and where the module is missing.
  func name(of figure: Figure, in explanation: Explanation) -> String? {
    Self.module(of: figure, in: explanation).map { alias($0) ?? $0.name }
  }

  /// The style sheets, an element each.
  var styles: String { modules.map(Self.style).joined() }

  /// The scripts, an element each.
  var scripts: String {
    modules.map { module in Self.script(module) + (alias(module).map { Self.rename(module, $0) } ?? "") }
      .joined()
  }

  private static func module(of figure: Figure, in explanation: Explanation) -> ViewModule? {
    guard case .view(let view) = figure.content else { return nil }
    return explanation.modules.first { $0.name == view.module }
  }

  private func alias(_ module: ViewModule) -> String? {
    let same = modules.filter { $0.name == module.name }
    guard same.count > 1, let index = same.firstIndex(of: module) else { return nil }
    return "\(module.name)~\(index + 1)"
  }

  private static func style(_ module: ViewModule) -> String {
    // A backslash before the solidus is allowed wherever `</` can stand in CSS, and means the same.
    "\n<style data-module=\"\(Markup.escape(module.name))\">\n\(module.style.replacing("</", with: "<\\/"))\n</style>"
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
