import ExplainerCore
import JSON
import TransformerModels

/// Sites of a model that are the same in every layer, or one site: a row of what `sites` shows.
struct SiteGroup {
  /// The address, with `N` for the layer where all layers of the stack have such a site.
  let name: String
  /// The addresses.
  let sites: [Site]
  let kind: SiteKind
  let extents: [Int?]

  /// The sites in groups, in their order.
  ///
  /// - Parameter layers: how many layers a stack has.
  static func groups(of sites: [SiteDescription], layers: (String?) -> Int) -> [SiteGroup] {
    struct Key: Hashable {
      let stack: String?
      let part: String
      let extents: [Int?]
      let isInLayer: Bool
    }
    var order: [Key] = []
    var members: [Key: [SiteDescription]] = [:]
    for description in sites {
      let site = description.site
      let key = Key(
        stack: site.stack, part: site.part, extents: description.extents, isInLayer: site.layer != nil)
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(description)
    }
    return order.flatMap { key -> [SiteGroup] in
      let group = members[key] ?? []
      let isWhole = key.isInLayer && group.count > 1 && group.count == layers(key.stack)
      let name = (key.stack.map { "\($0)." } ?? "") + "layers.N.\(key.part)"
      guard !isWhole else {
        return [SiteGroup(name: name, sites: group.map(\.site), kind: group[0].kind, extents: key.extents)]
      }
      return group.map {
        SiteGroup(name: $0.site.name, sites: [$0.site], kind: $0.kind, extents: $0.extents)
      }
    }
  }
}

extension SiteGroup {
  /// What may be done with what is there.
  var uses: [String] { kind.access == .derived ? ["read"] : ["read", "edit", "gradient"] }

  /// `[H, T, d]`.
  var letters: String { "[\(kind.shape.map(\.rawValue).joined(separator: ", "))]" }

  /// `[4, T, 32]`: in numbers what does not depend on the text.
  var numbers: String {
    "[\(zip(extents, kind.shape).map { $0.map(String.init) ?? $1.rawValue }.joined(separator: ", "))]"
  }

  /// The JSON form.
  var json: JSONValue {
    [
      "name": .string(name), "sites": JSONValue(sites.map(\.name)),
      "shape": JSONValue(kind.shape.map(\.rawValue)),
      "extents": .array(extents.map { $0.map { .integer($0) } ?? .null }), "meaning": .string(kind.meaning),
      "uses": JSONValue(uses),
    ]
  }
}
