import ExplainerChains

extension ChainSummary {
  /// One line: `12 runs on 3 points: 3 forward passes, 4 answers kept from before, 12 files`.
  var text: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : noun.hasSuffix("ss") ? "es" : "s")"
    }
    var parts = [counted(passes, "forward pass")]
    if kept > 0 { parts.append("\(counted(kept, "answer")) kept from before") }
    if skipped > 0 { parts.append("\(skipped) left out") }
    if failed > 0 { parts.append("\(failed) failed") }
    if files > 0 { parts.append("\(counted(files, "file")) written") }
    return
      "\(counted(explained, "run")) on \(counted(finishedPoints, "point")): \(parts.joined(separator: ", "))"
  }
}
