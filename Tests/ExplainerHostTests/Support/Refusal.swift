import CWorkerSystem

/// A system call that the worker's filter refuses, as its own list has it.
struct Refusal {
  /// `socket`, or where one argument decides, `prctl(0x23)`.
  let text: String
  let number: Int32
  /// The place of the argument that decides; -1 where none does.
  let argument: Int32
  let value: UInt32

  /// All that the filter lists.
  static var all: [Refusal] {
    var found: [Refusal] = []
    var refusal = worker_refusal()
    while worker_refusal(found.count, &refusal) != 0 {
      let name = String(cString: refusal.name)
      found.append(
        Refusal(
          text: refusal.argument < 0
            ? name : "\(name)(0x\(String(refusal.value, radix: 16, uppercase: true)))",
          number: refusal.number, argument: refusal.argument, value: refusal.value))
    }
    return found
  }
}
