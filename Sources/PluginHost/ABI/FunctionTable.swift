/// The functions behind an id, where plugins find them.
///
/// Written once and never changed or given back, so that sharing it between threads is safe.
struct FunctionTable<Functions>: @unchecked Sendable {
  let pointer: UnsafePointer<Functions>

  init(_ functions: Functions) {
    let table = UnsafeMutablePointer<Functions>.allocate(capacity: 1)
    table.initialize(to: functions)
    pointer = UnsafePointer(table)
  }
}
