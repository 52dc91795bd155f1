import Diagnostics

/// Fields of settings files, in the order in which they were first named.
struct SettingsFields {
  /// The fields.
  private(set) var members: [(key: String, field: FieldReader)] = []
  private var indices: [String: Int] = [:]

  /// The field `key`, whose value is missing where it is `null`; nil where there is none.
  subscript(key: String) -> FieldReader? { indices[key].map { members[$0].field } }

  /// Sets the field `key`.
  mutating func set(_ key: String, _ field: FieldReader) {
    if let index = indices[key] {
      members[index].field = field
    } else {
      indices[key] = members.count
      members.append((key, field))
    }
  }

  /// Sets all the members of `field`.
  mutating func set(_ field: FieldReader) throws(ExplainerError) {
    for (key, member) in try field.members() { set(key, member) }
  }
}
