import Diagnostics

/// Fields of settings files, in the order in which they were first named.
struct SettingsFields {
  /// The fields.
  private(set) var members: [(key: String, field: FieldReader)] = []

  /// The field `key`, whose value is missing where it is `null`; nil where there is none.
  subscript(key: String) -> FieldReader? { members.first { $0.key == key }?.field }

  /// Sets the field `key`.
  mutating func set(_ key: String, _ field: FieldReader) {
    if let place = members.firstIndex(where: { $0.key == key }) {
      members[place].field = field
    } else {
      members.append((key, field))
    }
  }

  /// Sets all the members of `field`.
  mutating func set(_ field: FieldReader) throws(ExplainerError) {
    for (key, member) in try field.members() { set(key, member) }
  }
}
