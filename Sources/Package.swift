// swift-tools-version: 6.2
import PackageDescription

/// The part of explainer that plugins in Swift are built from, as it ships beside the program: each folder is one of
/// the program's own modules, unchanged.
let swiftSettings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: name, swiftSettings: swiftSettings)
}

let package = Package(
  name: "explainer",
  products: [.library(name: "ExplainerKit", targets: ["ExplainerKit"])],
  targets: [
    module("Diagnostics"),
    module("JSON", ["Diagnostics"]),
    module("Encodings"),
    .target(name: "CKernels", path: "CKernels"),
    module("Tensors", ["CKernels", "Diagnostics"]),
    module("ExplainerCore", ["Tensors", "JSON", "Diagnostics"]),
    .target(name: "CExplainerABI", path: "CExplainerABI"),
    module(
      "ExplainerKit", ["ExplainerCore", "CExplainerABI", "Encodings", "Tensors", "JSON", "Diagnostics"]),
  ]
)
