import Glibc

/// Waiting for what another process or thread does.
public enum Waiting {
  /// Whether `condition` comes true before `seconds` are over; it is looked at again and again.
  public static func until(seconds: Double = 30, _ condition: () throws -> Bool) rethrows -> Bool {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
      guard ContinuousClock.now < end else { return false }
      poll(nil, 0, 2)
    }
    return true
  }
}
