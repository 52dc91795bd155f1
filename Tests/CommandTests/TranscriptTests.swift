import ExplainerTestSupport
import Testing

/// Help and error messages, word for word.
@Suite struct TranscriptTests {
  static let commands: [(name: String, arguments: [String])] = [
    ("help", ["--help"]), ("list-entry-points", ["list-entry-points"]),
    ("info-rankings", ["info", "rankings"]),
    ("run-predictions-help", ["run", "predictions", "--help"]),
    ("run-rankings-help", ["run", "rankings", "-h"]),
    ("no-such-entry-point", ["run", "predictons", "--model", "demo-gpt2", "--text", "x"]),
    ("no-model", ["run", "predictions", "--text", "x"]),
    ("no-text", ["run", "predictions", "--model", "demo-gpt2"]),
    ("two-texts", ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "--text", "y"]),
    ("sentence-b-alone", ["run", "predictions", "--model", "demo-gpt2", "--sentence-b", "x"]),
    (
      "two-kinds-of-text",
      [
        "trace", "--model", "demo-gpt2", "--text", "x", "--sentence-a", "x", "--sites", "logits", "-o",
        "x.safetensors",
      ]
    ),
    ("unknown-option", ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "--tokp", "3"]),
    ("missing-value", ["run", "predictions", "--model"]),
    ("option-for-value", ["run", "predictions", "--model", "--text", "x"]),
    ("parameter-twice", ["run", "rankings", "--seed", "1", "--seed", "2"]),
    ("option-before-command", ["--json", "list"]),
    ("parameter-before-entry-point", ["run", "--position", "3", "predictions"]),
    ("bad-value", ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "--topk", "many"]),
    ("bad-format", ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "--format", "pdf"]),
    ("extra-word", ["run", "predictions", "--model", "demo-gpt2", "Heathrow"]),
    ("empty-text", ["run", "predictions", "--model", "demo-gpt2", "--text", ""]),
    (
      "position-out-of-range",
      ["run", "predictions", "--model", "demo-gpt2", "--text", " is in", "--position", "9"]
    ),
    (
      "layer-out-of-range",
      ["run", "predictions", "--model", "demo-gpt2", "--text", " is in", "--layer", "6"]
    ),
    (
      "watch-not-one-token",
      ["run", "rankings", "--model", "demo-gpt2", "--text", "x", "--watch", "the cabinet"]
    ),
    ("no-such-directory", ["run", "predictions", "--model", "./nowhere", "--text", "x"]),
    (
      "no-such-model",
      ["run", "predictions", "--model", "gpt2-nowhere", "--text", "x"]
    ),
    ("models-path-unknown", ["models", "path", "demo-gtp2"]),
    ("models-download-offline", ["models", "download", "distilgpt2"]),
    ("models-download-no-id", ["models", "download", "a/b/c"]),
    (
      "no-such-site",
      [
        "trace", "--model", "demo-gpt2", "--text", "x", "--sites", "layers.*.residual.pots", "-o",
        "x.safetensors",
      ]
    ),
    ("sites", ["sites", "demo-gpt2"]), ("sites-foreign", ["sites", "demo-gpt2", "blocks.*.attn.hook_z"]),
    ("sites-missing", ["sites", "demo-gpt2", "blocks.1.attn.hook_result"]),
    ("generate-language", ["generate", "odd", "--language", "pyhton"]),
    ("generate-name", ["generate", "3 odd", "--language", "c"]),
    ("build-no-project", ["build", "/usr"]),
    ("install-folder", ["install", "/usr", "--registry", "/nowhere/registry.json"]),
    ("install-missing", ["install", "nothing.explainer", "--registry", "/nowhere/registry.json"]),
    ("install-own", ["install", "/usr/bin/env", "--registry", "\(Fixtures.packageRoot)/registry.json"]),
    ("install-no-home", ["install", "nothing.explainer"]),
    ("extract-missing", ["extract", "predicitons"]),
    ("extract-own", ["extract", "predictions"]),
    ("import-missing", ["import", "lm_layer_explainer"]),
    ("conform-missing", ["conform", "libnothing.so"]),
    ("conform-text", ["conform", "\(Fixtures.packageRoot)/LICENSE"]),
    ("unwritable", ["run", "predictions", "--model", "demo-gpt2", "--text", "x", "-o", "/nowhere/x.json"]),
  ]

  /// With `EXPLAINER_RECORD=1` the transcripts are written.
  @Test(arguments: commands.map(\.name)) func equalsRecorded(_ name: String) throws {
    let command = try #require(Self.commands.first { $0.name == name })
    let run = try ProgramRun(
      command.arguments, environment: ["HF_HUB_CACHE": "/nowhere/hub", "HF_HUB_OFFLINE": "1"], directory: "/")
    try Snapshot.check(
      run.transcript, file: "\(Fixtures.packageRoot)/Tests/CommandTests/Snapshots/\(name).txt")
  }
}
