/// A text that is not a list or a map.
struct YAMLScalar {
  let text: String
  /// Whether it stands without quotes and is no block, and so may be a number.
  let isPlain: Bool
  /// The type it is given by a tag (`!!str`), that of texts without one.
  let tag: String
  let mark: YAMLMark

  /// The type of texts.
  static let textTag = "tag:yaml.org,2002:str"
}
