// swift-tools-version: 6.2
import Foundation
import PackageDescription

// What `engine.py` times, built against the checkout that ENGINE_CHECKOUT names; against one without edits, gradients and
// passes over several texts with -D BEFORE.
let checkout = ProcessInfo.processInfo.environment["ENGINE_CHECKOUT"] ?? "../../.."

let package = Package(
  name: "Engine",
  dependencies: [.package(name: "explainer", path: checkout)],
  targets: [
    .executableTarget(
      name: "Engine", dependencies: [.product(name: "ExplainerModules", package: "explainer")])
  ]
)
