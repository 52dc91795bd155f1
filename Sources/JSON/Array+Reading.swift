extension [JSONValue] {
  /// Each element read by `read`; an error says which it was.
  package func read<Value>(
    _ read: (JSONValue) throws(JSONReadingError) -> Value
  ) throws(JSONReadingError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(count)
    for (index, element) in enumerated() {
      do { values.append(try read(element)) } catch { throw error.inside(["\(index)"]) }
    }
    return values
  }
}
