import Glibc

/// A day and a time, for templates that say what day it is.
package struct TemplateDate: Sendable, Hashable {
  /// Seconds since 1970, of the clock on the wall: as if it showed universal time.
  private let seconds: Int

  /// A day and a time as a clock shows it.
  ///
  /// - Parameters:
  ///   - year: the year.
  ///   - month: the month, from 1.
  ///   - day: the day, from 1.
  ///   - hour: the hour.
  ///   - minute: the minute.
  ///   - second: the second.
  package init(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
    var time = tm()
    time.tm_year = Int32(clamping: year - 1900)
    time.tm_mon = Int32(clamping: month - 1)
    time.tm_mday = Int32(clamping: day)
    time.tm_hour = Int32(clamping: hour)
    time.tm_min = Int32(clamping: minute)
    time.tm_sec = Int32(clamping: second)
    seconds = timegm(&time)
  }

  /// What the clock shows where the program runs.
  package static func now() -> TemplateDate {
    var (moment, local) = (time(nil), tm())
    localtime_r(&moment, &local)
    return TemplateDate(
      year: Int(local.tm_year) + 1900, month: Int(local.tm_mon) + 1, day: Int(local.tm_mday),
      hour: Int(local.tm_hour), minute: Int(local.tm_min), second: Int(local.tm_sec))
  }

  /// The date by a format of C's `strftime`.
  func text(_ format: String) throws(TemplateProblem) -> String {
    guard !format.isEmpty else { return "" }
    var (moment, parts) = (seconds, tm())
    gmtime_r(&moment, &parts)
    var buffer = [CChar](repeating: 0, count: 4096)
    // (A sign in front keeps an empty answer apart from one that does not fit.)
    let count = strftime(&buffer, buffer.count, "=" + format, &parts)
    guard count > 0 else { throw TemplateProblem("a date has more than 4096 bytes", kind: .limit) }
    return String(decoding: buffer[1..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
