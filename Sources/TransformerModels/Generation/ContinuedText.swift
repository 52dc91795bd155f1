/// A text while it is continued, as rules of generation see it.
struct ContinuedText: Sendable {
  /// What the encoder reads; of a model with one stack the prompt.
  let source: [Int]
  /// How many tokens there were at the beginning.
  let promptLength: Int
  /// How many there may be in the end.
  let maximumLength: Int
  /// The prompt and what was added.
  var ids: [Int]

  /// A prompt with room for `room` tokens more.
  init(prompt: [Int], source: [Int], room: Int) {
    self.source = source
    promptLength = prompt.count
    maximumLength = prompt.count + room
    ids = prompt
  }

  /// Whether there was room for one token alone from the beginning.
  var hasRoomForOne: Bool { maximumLength == promptLength + 1 }
}
