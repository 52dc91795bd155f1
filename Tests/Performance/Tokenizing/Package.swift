// swift-tools-version: 6.2
import PackageDescription

// What `tokenizing.py` times.
let package = Package(
  name: "Tokenizing",
  dependencies: [.package(name: "explainer", path: "../../..")],
  targets: [
    .executableTarget(
      name: "Tokenizing", dependencies: [.product(name: "ExplainerModules", package: "explainer")])
  ]
)
