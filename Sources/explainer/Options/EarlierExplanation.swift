import Diagnostics
import ExplainerCore
import Files
import JSON

/// What `--from` takes over: model and texts of an explanation that was written as JSON, so that one run can be piped
/// into the next.
struct EarlierExplanation {
  /// Bytes of the largest document that is read.
  static let maximumSize = DocumentBounds.explanation.bytes

  let model: String
  /// The folder of the adapter the model was used with.
  let adapter: String?
  let texts: [String]
  /// The conversations among the texts.
  let chats: [ChatText]

  /// Reads the document `option` names (`-` is standard input); nil where the option is not given.
  ///
  /// - Parameter given: the texts on the command line; none of them may need standard input too.
  /// - Throws: `notFound`, `badData` for what is no explanation, `badParameter` where standard input is to be two things.
  init?(option: String?, texts given: [String]) throws(ExplainerError) {
    guard let option else { return nil }
    guard option != "-" || !given.contains("-") else {
      throw ExplainerError(
        .badParameter, "standard input cannot be both --from and --text",
        remedy: "write one of the two into a file: --from FILE, or --text \"$(cat FILE)\"")
    }
    let bytes =
      option == "-"
      ? Array(try StandardInput.text().utf8)
      : try FileSystem.read(option, limit: Self.maximumSize, allowsStreams: true)
    let name = option == "-" ? "standard input" : option
    let json: JSONValue
    do { json = try JSONValue(parsing: bytes, memory: DocumentBounds.explanation.memory) } catch {
      throw error.inFile(name, remedy: "--from takes what 'explainer run … --format json' writes")
    }
    guard FormatVersion(json, known: ExplanationDocument.schema) != nil,
      let model = json["model"]?["id"]?.string,
      let given = json["texts"]?.array, case let texts = given.compactMap(\.string),
      texts.count == given.count
    else {
      throw ExplainerError(
        .badData, "is no explanation", at: [name], expected: "a document of \(ExplanationDocument.schema)",
        found: json["schema"]?.text(), remedy: "--from takes what 'explainer run … --format json' writes")
    }
    do throws(JSONReadingError) {
      chats = try JSONReader(json, "the explanation", nullIsAbsent: true).elements(
        "chats", ChatText.init(json:))
    } catch { throw error.inValue(name, code: .badData) }
    self.model = model
    adapter = json["model"]?["adapter"]?.string
    self.texts = texts
  }
}
