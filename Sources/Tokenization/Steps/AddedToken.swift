/// A token that is found in the text before anything else looks at it, such as `<|endoftext|>` or `<mask>`.
public struct AddedToken: Sendable, Hashable {
  /// Its id.
  public var id: Int
  /// The text it stands for.
  public var content: String
  /// Whether `decode` can leave it out and views should set it apart.
  public var isSpecial: Bool
  /// Whether it takes the white space before it.
  public var stripsLeft: Bool
  /// Whether it takes the white space after it.
  public var stripsRight: Bool
  /// Whether it is only found where no letter, digit or underscore touches it.
  public var isSingleWord: Bool
  /// Whether it is looked for in the normalised text, after all those that are not.
  public var isNormalized: Bool

  /// A token with these properties.
  public init(
    id: Int, content: String, isSpecial: Bool = true, stripsLeft: Bool = false, stripsRight: Bool = false,
    isSingleWord: Bool = false, isNormalized: Bool = false
  ) {
    self.id = id
    self.content = content
    self.isSpecial = isSpecial
    self.stripsLeft = stripsLeft
    self.stripsRight = stripsRight
    self.isSingleWord = isSingleWord
    self.isNormalized = isNormalized
  }
}
