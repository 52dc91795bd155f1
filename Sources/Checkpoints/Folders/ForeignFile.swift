import Diagnostics

/// What a file really is where another was expected, told from its first bytes.
enum ForeignFile: Sendable, Hashable {
  case gitPointer
  case gguf
  case zip
  case pickle
  case hdf5
  case webPage

  /// The bytes that are looked at.
  static let headSize = 64

  /// The kind of the file that begins with `bytes`; nil for any other.
  init?(startingWith bytes: some Collection<UInt8>) {
    let kinds: [([UInt8], ForeignFile)] = [
      (Array("version https://git-lfs".utf8), .gitPointer), (Array("GGUF".utf8), .gguf),
      ([0x50, 0x4B, 0x03, 0x04], .zip), ([0x89, 0x48, 0x44, 0x46], .hdf5),
      // (Two bytes say protocol and no more, and may be the length of a safetensors header.)
      ([0x80, 0x02, 0x8A], .pickle), ([0x80, 0x02, 0x7D], .pickle), ([0x80, 0x02, 0x63], .pickle),
      ([0x80, 0x04, 0x95], .pickle), ([0x80, 0x05, 0x95], .pickle),
      (Array("<!doctype".utf8), .webPage), (Array("<html".utf8), .webPage),
    ]
    let head = bytes.prefix(Self.headSize).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard let kind = kinds.first(where: { bytes.starts(with: $0.0) || head.starts(with: $0.0) })?.1 else {
      return nil
    }
    self = kind
  }

  /// What it is, in words.
  var words: String {
    switch self {
    case .gitPointer: "a Git LFS pointer: a note where the file is, and not the file"
    case .gguf: "a GGUF file"
    case .zip: "a ZIP archive, as PyTorch writes its pickled checkpoints"
    case .pickle: "a Python pickle"
    case .hdf5: "an HDF5 file, as Keras writes it"
    case .webPage: "a web page"
    }
  }

  /// What its owner can do about it.
  var remedy: String {
    switch self {
    case .gitPointer: Self.pointerRemedy
    case .gguf: Self.ggufRemedy
    case .zip, .pickle, .hdf5: "Save the model in safetensors format with save_pretrained of transformers"
    case .webPage: "Download the file itself: this is the page that was sent in its place"
    }
  }

  static let pointerRemedy =
    "Run `git lfs pull` in the folder, or get the model with `explainer models download`"
  static let ggufRemedy =
    "Pass the Hugging Face checkpoint (config.json, model.safetensors, tokenizer.json) the GGUF was made from; "
    + "`explainer models info FILE.gguf` tells what is in it"

  /// The error where such a file stands in place of `expected`, such as `a JSON file`.
  func error(inPlaceOf expected: String, at location: [String]) -> ExplainerError {
    ExplainerError(
      self == .gitPointer ? .badData : .unsupported, "is another kind of file", at: location,
      expected: expected,
      found: words, remedy: remedy)
  }
}
