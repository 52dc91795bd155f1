// swift-tools-version: 6.2
import PackageDescription

// ExplainerKit comes with the program: `explainer build` names its folder in EXPLAINER_SDK. Without it the one this
// project was generated from is taken, so that `swift build` and editors work too.
let sdk = Context.environment["EXPLAINER_SDK"] ?? "@sdk@"

let package = Package(
  name: "@name@",
  products: [.library(name: "NameOfExplainer", type: .dynamic, targets: ["NameOfExplainer"])],
  dependencies: [.package(name: "explainer", path: sdk)],
  targets: [
    .target(name: "NameOfExplainer", dependencies: [.product(name: "ExplainerKit", package: "explainer")])
  ]
)
