import Files

/// What a user calls a model that is used with a LoRA adapter: `./base + ./adapter`.
struct AdaptedName {
  /// The model that was adapted.
  let base: String
  /// The folder of the adapter; nil for a model as it is.
  let adapter: String?

  /// Takes a name apart; what is itself a folder is no such name.
  init(_ name: String) {
    let parts = name.split(separator: " + ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty, !FileSystem.isDirectory(name) else {
      (base, adapter) = (name, nil)
      return
    }
    (base, adapter) = (String(parts[0]), String(parts[1]))
  }
}
