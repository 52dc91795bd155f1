import Diagnostics

/// Fields of settings files, in the order in which they were first named.
struct SettingsFields {
  /// The fields.
  private(set) var members: [(key: String, field: FieldReader)] = []
  private var places: [String: Int] = [:]

  /// The field `key`, whose value is missing where it is `null`; nil where there is none.
  subscript(key: String) -> FieldReader? { places[key].map { members[$0].field } }

  /// Sets the field `key`.
  mutating func set(_ key: String, _ field: FieldReader) {
    if let place = places[key] {
      members[place].field = field
    } else {
      places[key] = members.count
      members.append((key, field))
    }
  }

  /// Sets all the members of `field`.
  mutating func set(_ field: FieldReader) throws(ExplainerError) {
    for (key, member) in try field.members() { set(key, member) }
  }
}
