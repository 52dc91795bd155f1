/// One step of libyaml's way through a text.
enum YAMLEvent {
  case scalar(YAMLScalar, anchor: String?)
  case alias(String, YAMLMark)
  case sequenceStart(YAMLMark, anchor: String?)
  case sequenceEnd
  case mappingStart(YAMLMark, anchor: String?)
  case mappingEnd
  case documentStart(YAMLMark)
  case streamEnd
  /// What says nothing about values: the start of the stream, the end of a document.
  case other

  /// Where a value begins; nil for what says nothing about values.
  var mark: YAMLMark? {
    switch self {
    case .sequenceStart(let mark, _), .mappingStart(let mark, _), .alias(_, let mark): mark
    case .scalar(let scalar, _): scalar.mark
    default: nil
    }
  }
}
