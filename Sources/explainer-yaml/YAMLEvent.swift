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
}
