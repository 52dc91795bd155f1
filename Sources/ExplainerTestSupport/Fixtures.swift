public import Checkpoints
public import Diagnostics
public import ExplainerCore
import TransformerModels

/// Where test data lies, found from this file's own place so that tests run from any directory.
public enum Fixtures {
  /// The package's root.
  public static var packageRoot: String {
    let words = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return words.dropLast(3).joined(separator: "/")
  }

  /// The fixtures that are part of the package.
  public static var root: String { "\(packageRoot)/Tests/Fixtures" }

  /// The folder `shared` beside the package, which holds larger expected data; it may be absent.
  public static var shared: String { "\(packageRoot)/../shared" }

  /// The directory of a tiny checkpoint with expected values, such as `gpt2_inverse_scale`.
  public static func model(_ name: String) -> String { "\(root)/Models/\(name)" }

  /// The demonstration model that comes with the program.
  public static var demoModel: String { "\(packageRoot)/Sources/DemoModels/demo-gpt2" }

  /// The model at `location`, loaded into this process.
  public static func loaded(_ location: ModelLocation) throws(ExplainerError) -> any Model {
    do { return try ModelLoader.load(location) } catch { throw .wrapping(error) }
  }
}
