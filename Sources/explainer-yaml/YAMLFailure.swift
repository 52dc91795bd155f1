/// Why a text is not read, and where.
struct YAMLFailure: Error {
  let message: String
  let mark: YAMLMark
}
