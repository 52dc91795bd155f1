public import Diagnostics
public import PluginRegistry

extension PluginInstaller {
  /// An installer into `registry`, the user's unless told otherwise, which looks at libraries in workers.
  ///
  /// - Throws: `notFound` where there is no home to have a registry in.
  public init(_ installation: Installation, registry: String? = nil) throws(ExplainerError) {
    try self.init(installation, inspector: PluginInspector(installation), registry: registry)
  }
}

extension ProjectBuilder {
  /// A builder of this installation, which looks at libraries in workers.
  public init(_ installation: Installation) {
    self.init(installation, inspector: PluginInspector(installation))
  }
}
