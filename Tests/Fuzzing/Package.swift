// swift-tools-version: 6.2
import PackageDescription

// Feeds arbitrary bytes to whatever reads what comes from outside (libFuzzer). A package of its own, because it is built
// with other flags than everything else; `run.py` gives them.
let package = Package(
  name: "Fuzzing",
  dependencies: [.package(name: "explainer", path: "../..")],
  targets: [
    .target(name: "CFuzzer"),
    // The program that reads YAML, but for its main file: an executable cannot be imported from here.
    .target(
      name: "YAML", dependencies: [.product(name: "ExplainerModules", package: "explainer")],
      path: "Sources/YAML", exclude: ["main.swift"]),
    .executableTarget(
      name: "Fuzz",
      dependencies: ["CFuzzer", "YAML", .product(name: "ExplainerModules", package: "explainer")]),
  ]
)
