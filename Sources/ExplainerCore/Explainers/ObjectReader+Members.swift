import JSON

extension ObjectReader {
  /// A reader of the member `key`, which may be missing.
  package func member(_ key: String) throws(DescriptorError) -> ObjectReader {
    let member = json[key] ?? .object([:])
    guard member.object != nil else {
      throw DescriptorError("'\(key)' is \(member.kindName), expected an object")
    }
    return ObjectReader(json: member)
  }
}
