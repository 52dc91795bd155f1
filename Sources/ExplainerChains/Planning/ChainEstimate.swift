import PluginRegistry
import Diagnostics
import ExplainerHost
import Checkpoints
import ExplainerCore
import Files
import JSON

/// What a chain would do, in words: its runs, its forward passes, the memory they take, the files.
public struct ChainEstimate {
  private let plan: ChainPlan
  private let tokens: (String, String) -> Int?

  /// The estimate for `plan`; `tokens` counts those of a text, as a model (by its name) cuts it, where it can.
  public init(_ plan: ChainPlan, tokens: @escaping (String, String) -> Int? = { _, _ in nil }) {
    self.plan = plan
    self.tokens = tokens
  }

  /// One line: `4 steps on 24 points, 96 runs`.
  public var shortText: String {
    let each = plan.steps.contains { $0.step.each != nil } ? ", more by each" : ""
    return "\(Self.counted(plan.steps.count, "step")) on \(Self.counted(plan.points.count, "point")), "
      + "\(Self.counted(plan.runs, "run"))\(each)"
  }

  /// The plan, line by line.
  public var text: String {
    var lines = [plan.script.title, "", shortText, points, ""]
    for planned in plan.steps { lines.append(Self.line(of: planned)) }
    lines += ["", passesText]
    lines += plan.models.keys.sorted().compactMap(memoryText)
    lines += filesText
    return lines.map { $0 + "\n" }.joined()
  }

  private var points: String {
    let script = plan.script
    var factors = [
      Self.counted(script.models.count, "model"), Self.counted(max(1, script.texts.count), "text"),
    ]
    factors += script.matrix.map { "\($0.values.count) of \($0.name)" }
    return "points: \(factors.joined(separator: " × "))" + (script.excluded.isEmpty ? "" : ", some excluded")
  }

  private static func line(of planned: PlannedStep) -> String {
    var notes: [String] = []
    if planned.step.each != nil { notes.append("for each element of a list") }
    if planned.step.condition != nil { notes.append("under a condition") }
    if !planned.readsPoint { notes.append("on a text of its own") }
    let what = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
    return "  \(planned.step.id): \(planned.target.qualifiedName)\(what)"
  }

  // MARK: - Forward passes

  /// Passes over whole inputs where nothing is kept from before, at least.
  public var passes: Int {
    let texts = plan.script.models.count * max(1, plan.script.texts.count)
    let shared = plan.steps.filter { $0.readsPoint && $0.step.model == nil }
    // The program's own explainers share a pass; every other library has a worker of its own.
    let own = shared.contains { $0.target.isBuiltIn } ? 1 : 0
    let others = Set(shared.filter { !$0.target.isBuiltIn }.map(\.target.plugin.libraryPath)).count
    let single = plan.steps.filter { !$0.readsPoint || $0.step.model != nil }.count
    return texts * (own + others) + single * plan.points.count
  }

  private var passesText: String {
    "forward passes: \(passes) or more: a step that generates several tokens, slides a window or reads a pair makes its own"
  }

  // MARK: - Memory

  private func memoryText(of name: String) -> String? {
    guard let model = plan.models[name] else { return nil }
    let folder = model.location.directory
    let files =
      model.location.isGGUF
      ? GGUFParts.paths(of: folder)
      : FileSystem.entries(of: folder).filter { $0.hasSuffix(".safetensors") || $0.hasSuffix(".bin") }
        .map { "\(folder)/\($0)" }
    let weights = files.compactMap { FileSystem.stamp($0)?[2] }.reduce(0, +)
    let longest = plan.script.texts.flatMap(\.texts).max { $0.utf8.count < $1.utf8.count } ?? ""
    let count = tokens(name, longest) ?? longest.utf8.count / 4
    let T = min(max(1, count), model.info.contextLength)
    let captured = plan.sharedSites.reduce(0) { $0 + Self.bytes(at: $1, tokens: T, model.info) }
    return
      "memory: \(name): weights \(ByteCount.text(weights)), mapped from the file; about \(ByteCount.text(captured)) "
      + "captured at the longest text (\(Self.counted(T, "token")))"
  }

  /// What a pass over T tokens leaves behind at the sites that fit `pattern`, in bytes.
  static func bytes(at pattern: String, tokens T: Int, _ info: ModelInfo) -> Int {
    var part = Substring(pattern)
    var stack = info.ownStack
    if part.hasPrefix("encoder.") || part.hasPrefix("decoder.") {
      guard let encoder = info.encoder else { return 0 }
      if part.hasPrefix("encoder.") { stack = encoder }
      part = part.dropFirst("encoder.".count)
    } else if info.encoder != nil, part != "logits" {
      return 0
    }
    var count = 1
    if part.hasPrefix("layers.*.") {
      count = stack.layers
      part = part.dropFirst("layers.*.".count)
    }
    // What a model does not have costs nothing.
    if part == "logits", !info.outputHeads.contains(.languageModel) { return 0 }
    // (Masked models norm every layer's output.)
    if part == "final_norm", info.kind == .masked { return 0 }
    let values =
      SiteKind.of(part: String(part))?.count(in: stack, of: info, tokens: T, sources: T)
      ?? Double(T * info.hiddenSize)
    // (A model that is only described may have any sizes.)
    return Int(min(Double(count) * values * Double(MemoryLayout<Float>.size), 1e15))
  }

  // MARK: - Files

  private var filesText: [String] {
    let outputs = plan.steps.reduce(0) { $0 + $1.step.outputs.count } * plan.points.count
    let collected = plan.script.collections.reduce(0) { $0 + $1.outputs.count }
    guard outputs + collected > 0 || plan.report != nil else { return ["files: none"] }
    var lines = ["files: \(outputs + collected) below \(plan.outputs.folder)"]
    if let report = plan.report { lines.append("report: \(report)") }
    return lines
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
