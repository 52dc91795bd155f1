extension Installation {
  /// Those who may choose what code runs.
  package var trustedWriters: TrustedWriters { TrustedWriters(executable: executable) }
}
