/// What a document consists of; what aliases refer to is there again at each of them.
enum YAMLNode {
  case scalar(YAMLScalar)
  case sequence([YAMLNode], YAMLMark)
  case mapping([(key: YAMLNode, value: YAMLNode)], YAMLMark)

  /// Where it begins.
  var mark: YAMLMark {
    switch self {
    case .scalar(let scalar): scalar.mark
    case .sequence(_, let mark), .mapping(_, let mark): mark
    }
  }
}
