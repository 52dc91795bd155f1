/// What libraries are built for.
enum Platform {
  /// This machine's, such as `linux-x86_64`.
  static let current: String = {
    #if arch(x86_64)
      "linux-x86_64"
    #elseif arch(arm64)
      "linux-aarch64"
    #else
      "linux-unknown"
    #endif
  }()
}
