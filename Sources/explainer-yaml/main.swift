import Foundation
import JSON

// `explainer-yaml`: YAML on standard input, on standard output one line of JSON that says what it holds and where.
//
// A program of its own because the library that reads YAML brings all of Foundation along, which would cost every
// start of `explainer` milliseconds; and because what a script does to its reader then happens to nobody else.

/// Ends this process where a script keeps it busy or fills the memory, seconds and bytes.
func limit(_ resource: __rlimit_resource, to most: UInt) {
  var bound = rlimit(rlim_cur: rlim_t(most), rlim_max: rlim_t(most))
  setrlimit(__rlimit_resource_t(resource.rawValue), &bound)
}
limit(RLIMIT_CPU, to: 20)
limit(RLIMIT_DATA, to: 4 << 30)
limit(RLIMIT_CORE, to: 0)

let answer = YAMLTree.json(of: FileHandle.standardInput.readDataToEndOfFile())
FileHandle.standardOutput.write(Data(answer.utf8()))
