// swift-tools-version: 6.2
import PackageDescription

/// Language features every Swift target is built with.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

/// An explainer library that ships with the program; it lives in `Plugins/<name>` and becomes `lib<name>.so`.
struct Plugin {
  let name: String
  /// Its entry point, which also names the schema of its result.
  let entryPoint: String
  /// The modules of `Plugins` it is built from, linked into it.
  let parts: [Target.Dependency]
  /// The files of its interactive view, in `View`.
  var view: [String] = []
}

let attentionParts: [Target.Dependency] = ["AttentionReading", "AttentionView"]

let plugins = [
  Plugin(name: "Predictions", entryPoint: "predictions", parts: ["LensReading"]),
  Plugin(name: "Rankings", entryPoint: "rankings", parts: ["LensReading"]),
  Plugin(
    name: "Activations", entryPoint: "activations", parts: ["Factorization"],
    view: [
      "weights.js", "factor_list.js", "factor_text.js", "factor_panel.js", "factor_picture.js",
      "factor_explorer.js", "factor_explorer.css",
    ]),
  Plugin(
    name: "AttentionHeadView", entryPoint: "attention_head_view", parts: attentionParts,
    view: [
      "head_asking.js", "head_experts.js", "head_marks.js", "head_panel.js", "head_picture.js",
      "head_reading.js",
      "head_selection.js", "head_tiles.js", "attention_head_view.js", "attention_head_view.css",
    ]),
  Plugin(
    name: "AttentionNeuronView", entryPoint: "attention_neuron_view", parts: attentionParts,
    view: [
      "neuron_asking.js", "neuron_field.js", "neuron_panel.js", "neuron_picture.js", "neuron_scores.js",
      "neuron_words.js", "attention_neuron_view.js", "attention_neuron_view.css",
    ]),
  Plugin(
    name: "AttentionModelView", entryPoint: "attention_model_view", parts: attentionParts,
    view: [
      "model_asking.js", "model_cells.js", "model_grid.js", "model_near.js", "model_panel.js",
      "model_picture.js", "model_thumbnails.js", "model_words.js", "attention_model_view.js",
      "attention_model_view.css",
    ]),
]

/// The modules an author's Swift package builds ExplainerKit from (`Sources/Package.swift`).
let sdkModules = [
  "CExplainerABI", "CKernels", "Diagnostics", "Encodings", "ExplainerCore", "ExplainerKit",
  "JSON",
  "Tensors",
]

let pluginDependencies: [Target.Dependency] = [
  "ExplainerKit", "ExplainerCore", "CExplainerABI", "Encodings", "Tensors", "JSON", "Diagnostics",
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies + ["ExplainerTestSupport"], exclude: exclude,
    swiftSettings: swiftSettings)
}

let package = Package(
  name: "explainer",
  products: [
    .executable(name: "explainer", targets: ["explainer"]),
    .executable(name: "explainer-yaml", targets: ["explainer-yaml"]),
    .library(name: "ExplainerKit", targets: ["ExplainerKit"]),
    // What Tests/Fuzzing feeds; a promise to nobody else.
    .library(
      name: "ExplainerModules",
      targets: [
        "CYaml", "ExplainerChains", "ExplainerHost", "PluginHost", "PluginRegistry", "ExplainerViews",
        "HuggingFaceHub", "TransformerModels", "Tokenization", "Checkpoints", "ChatTemplates", "ExplainerKit",
        "JSON",
      ]),
  ]
    + (plugins.map(\.name) + ["RoguePlugin", "PlainFunctions"]).map {
      .library(name: $0, type: .dynamic, targets: [$0])
    },
  targets: [
    // What everything rests on: values and errors, no I/O.
    module("Diagnostics"),
    module("JSON", ["Diagnostics"]),
    module("Encodings"),
    module("Files", ["Diagnostics"]),
    .target(name: "CDigest"),
    module("Digests", ["CDigest"]),

    // Numbers.
    .target(name: "CKernels"),
    module("Tensors", ["CKernels", "Diagnostics"]),

    // Models.
    module("Tokenization", ["Encodings", "Files", "JSON", "Diagnostics"]),
    module("Checkpoints", ["Encodings", "Tensors", "Files", "JSON", "Diagnostics"]),
    module("ExplainerCore", ["Tensors", "JSON", "Diagnostics"]),
    module("ChatTemplates", ["ExplainerCore", "JSON", "Diagnostics"]),
    .target(name: "CCurl"),
    module("HuggingFaceHub", ["CCurl", "Checkpoints", "Digests", "Files", "JSON", "Diagnostics"]),
    module(
      "TransformerModels",
      [
        "ExplainerCore", "ChatTemplates", "Checkpoints", "Tokenization", "Tensors", "Files", "JSON",
        "Diagnostics",
      ]),

    // The plugin boundary and both its sides.
    .target(name: "CExplainerABI"),
    module(
      "ExplainerKit", ["ExplainerCore", "CExplainerABI", "Encodings", "Tensors", "JSON", "Diagnostics"]),
    .target(name: "CWorkerSystem"),
    .target(name: "CFFI"),
    // Walls, processes and pipes; knows nothing of plugins.
    module("Sandbox", ["CWorkerSystem", "Files", "JSON", "Diagnostics"]),
    // Plain C functions: their signatures, and calling them.
    module("ForeignFunctions", ["CFFI", "ExplainerCore", "Tensors", "JSON", "Diagnostics"]),
    // What is installed, and packages; starts no worker and loads no library.
    module(
      "PluginRegistry",
      [
        "ForeignFunctions", "Sandbox", "ExplainerCore", "CExplainerABI", "Digests", "Files", "JSON",
        "Diagnostics",
      ]),
    // What happens inside of a worker: plugins loaded and called, the boundary's host side, the conformance kit.
    module(
      "PluginHost",
      [
        "PluginRegistry", "ForeignFunctions", "Sandbox", "ExplainerKit", "ExplainerCore", "TransformerModels",
        "Checkpoints", "CExplainerABI", "CFFI", "CWorkerSystem", "Digests", "Files", "Tensors", "JSON",
        "Diagnostics",
      ]),
    // What the program does with workers: calls, sessions, answers kept.
    module(
      "ExplainerHost",
      [
        "PluginHost", "PluginRegistry", "Sandbox", "ExplainerCore", "ChatTemplates", "TransformerModels",
        "HuggingFaceHub", "Checkpoints", "CWorkerSystem", "Digests", "Files", "Tensors", "JSON",
        "Diagnostics",
      ]),

    // Scripts: many calls, written down. What reads YAML is a program of its own: it may be brought down.
    .target(name: "CYaml", exclude: ["LICENSE", "ORIGIN.md"], cSettings: [.define("YAML_DECLARE_STATIC")]),
    .executableTarget(name: "explainer-yaml", dependencies: ["CYaml", "JSON"], swiftSettings: swiftSettings),
    module(
      "ExplainerChains",
      [
        "ExplainerHost", "PluginHost", "PluginRegistry", "Sandbox", "ExplainerCore", "Checkpoints", "Digests",
        "Files", "Tensors", "JSON", "Diagnostics",
      ]),

    // What a person sees.
    .target(
      name: "ExplainerViews",
      dependencies: ["ExplainerCore", "Digests", "Encodings", "Tensors", "JSON", "Diagnostics"],
      resources: [
        "Page/page.css", "Page/report.css", "Page/frames.css", "Page/words.js", "Page/tip.js",
        "Page/pointer.js",
        "Page/views.js", "Page/modules.js", "Page/sheets.js", "Page/report.js", "Page/heard.js",
        "Page/frames.js",
        "Page/framed_files.js", "Page/page.js", "Page/save.js", "Frame/guard.js", "Frame/frame.js",
      ].map { .embedInCode($0) },
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "explainer",
      dependencies: [
        "ExplainerChains", "ExplainerHost", "PluginHost", "PluginRegistry", "ForeignFunctions", "Sandbox",
        "ExplainerViews", "ExplainerCore", "ChatTemplates", "HuggingFaceHub",
        "TransformerModels", "Checkpoints", "Files", "Tensors", "JSON", "Diagnostics", "Distribution",
      ],
      swiftSettings: swiftSettings),

    // What ships beside the executable: the registry, the demonstration models, and what authors of plugins need: the
    // SDK and what 'generate' starts from. A C target, because a Swift target with resources would link all of
    // Foundation into the program.
    .target(
      name: "Distribution", path: ".",
      exclude: [
        "CHANGELOG.md", "CONTRIBUTING.md", "Docs", "LICENSE", "Makefile", "Plugins", "README.md",
        "SECURITY.md", "Tests",
      ],
      sources: ["Sources/Distribution"],
      resources: [
        .copy("registry.json"), .copy("Sources/DemoModels/demo-bart"), .copy("Sources/DemoModels/demo-bert"),
        .copy("Sources/DemoModels/demo-gpt2"), .copy("Sources/Scaffolds"),
        .copy("Sources/Package.swift"),
      ] + sdkModules.map { .copy("Sources/\($0)") },
      publicHeadersPath: "Sources/Distribution/include"),
  ]
    + plugins.map {
      .target(
        name: $0.name, dependencies: pluginDependencies + $0.parts, path: "Plugins/\($0.name)",
        exclude: ["\($0.entryPoint).schema.json"],
        resources: $0.view.map { .embedInCode("View/\($0)") }, swiftSettings: swiftSettings)
    } + [
      // What both lens explainers share; linked into each.
      .target(
        name: "LensReading", dependencies: pluginDependencies, path: "Plugins/LensReading",
        swiftSettings: swiftSettings),
      // What the three attention views share: reading a model's attention, and the parts of their pages.
      .target(
        name: "AttentionReading", dependencies: pluginDependencies, path: "Plugins/AttentionReading",
        swiftSettings: swiftSettings),
      .target(
        name: "AttentionView", dependencies: ["ExplainerCore"], path: "Plugins/AttentionView",
        resources: [
          "elements", "tensors", "sequences", "reach", "patterns", "pattern", "means", "bounds", "scales",
          "choices",
          "columns", "lines", "map", "scorecard", "drawing",
        ].map { .embedInCode("attention_\($0).js") } + [.embedInCode("attention.css")],
        swiftSettings: swiftSettings),
      // Non-negative matrix factorisation, for explainers that look for what fires together.
      .target(name: "CFactorization", path: "Plugins/CFactorization"),
      .target(
        name: "Factorization", dependencies: ["CFactorization", "Tensors", "Diagnostics"],
        path: "Plugins/Factorization", swiftSettings: swiftSettings),

      // Tests. The rogue is a plugin that fails in every way the host must survive; the plain
      // functions know nothing of the host.
      module(
        "ExplainerTestSupport",
        ["ExplainerCore", "TransformerModels", "Checkpoints", "Tensors", "Files", "JSON", "Diagnostics"]),
      .target(name: "RoguePlugin", dependencies: ["CExplainerABI"], path: "Tests/RoguePlugin"),
      .target(name: "PlainFunctions", path: "Tests/PlainFunctions"),
      tests("JSON", ["JSON", "Diagnostics"]),
      tests("Diagnostics", ["Diagnostics"]),
      tests("Encodings", ["Encodings"]),
      tests("Digests", ["Digests", "CDigest"]),
      tests("Tensors", ["Tensors", "Diagnostics"]),
      tests("Tokenization", ["Tokenization", "Encodings", "JSON", "Diagnostics"]),
      tests("Checkpoints", ["Checkpoints", "Tensors", "Files", "JSON", "Diagnostics"]),
      tests(
        "HuggingFaceHub", ["HuggingFaceHub", "Checkpoints", "Digests", "Files", "JSON", "Diagnostics"]),
      tests(
        "TransformerModels",
        [
          "TransformerModels", "ExplainerCore", "ChatTemplates", "Checkpoints", "Tokenization", "Tensors",
          "Files", "JSON", "Diagnostics",
        ]),
      tests("ExplainerCore", ["ExplainerCore", "Tensors", "JSON", "Diagnostics"]),
      tests("ChatTemplates", ["ChatTemplates", "ExplainerCore", "JSON", "Diagnostics"]),
      tests(
        "ExplainerViews",
        ["ExplainerViews", "ExplainerCore", "Digests", "Encodings", "Tensors", "JSON", "Diagnostics"],
        exclude: ["Snapshots"]),
      tests(
        "ExplainerHost",
        [
          "ExplainerHost", "PluginHost", "PluginRegistry", "ForeignFunctions", "Sandbox", "ExplainerCore",
          "CWorkerSystem", "ChatTemplates", "TransformerModels",
          "Checkpoints", "Digests", "Files", "Tensors", "JSON", "Diagnostics",
        ]),
      tests(
        "ExplainerChains",
        [
          "ExplainerChains", "ExplainerHost", "PluginHost", "PluginRegistry", "Sandbox", "ExplainerCore",
          "Checkpoints", "Files", "Tensors", "JSON",
          "Diagnostics",
        ]),
      tests(
        "Plugin",
        plugins.map { .init(stringLiteral: $0.name) } + [
          "LensReading", "Factorization", "AttentionReading", "ExplainerHost", "PluginHost", "PluginRegistry",
          "ForeignFunctions", "Sandbox", "ExplainerKit",
          "ExplainerViews", "ExplainerCore", "Checkpoints", "Files", "Tensors", "JSON", "Diagnostics",
        ]),
      tests("Factorization", ["Factorization", "Checkpoints", "Files", "Tensors", "JSON", "Diagnostics"]),
      tests(
        "Command",
        [
          "explainer", "ExplainerChains", "ExplainerHost", "PluginHost", "PluginRegistry", "Sandbox",
          "ExplainerCore", "HuggingFaceHub", "Checkpoints", "JSON", "Diagnostics",
        ],
        exclude: ["Snapshots"]),
    ]
)
