import CExplainerABI
import Diagnostics
import ExplainerCore
import JSON
@testable import PluginHost
@testable import PluginRegistry

extension FuzzTarget {
  /// A registry, a description of C functions, a project, a package's manifest: whichever it is.
  static let registry = FuzzTarget("registry", largest: 8192) { bytes in
    let path = Inputs.write(bytes, to: "registry.json")
    if let file = try? RegistryFile(path: path, libraryFolders: []) {
      var layers = RegistryLayers()
      _ = try? layers.add(file, isBuiltIn: false)
      for entry in layers.entries {
        _ = (entry.json.utf8(), entry.provenance, entry.filesBeside)
        guard let again = try? RegistryEntry(json: entry.json) else { continue }
        promise(again.descriptor == entry.descriptor, "an entry is written as it was read")
      }
    }
    _ = try? FunctionsDescription(path: path)
    _ = try? PackageManifest(bytes)
    _ = Inputs.write(bytes, to: ProjectFile.fileName)
    _ = try? ProjectFile(folder: Inputs.folder)
  }

  /// A package, as it is and with its checksums mended, which nobody guesses.
  static let package = FuzzTarget("package", largest: 16384) { bytes in
    _ = try? PluginPackage(bytes)
    guard let archive = try? TarArchive(TarRepair.mended(bytes)) else { return }
    for member in archive.members {
      promise(
        !member.path.hasPrefix("/") && !member.path.split(separator: "/").contains(".."), "paths stay inside")
    }
    guard let first = archive.members.first, let manifest = try? PackageManifest(first.bytes) else { return }
    let package = PluginPackage(
      library: manifest.library, plugin: manifest.plugin, members: Array(archive.members.dropFirst()))
    guard let written = try? package.bytes() else { return }
    if let read = try? PluginPackage(written) {
      promise(read.members == package.members, "a package is read as it was written")
      _ = (read.library, read.beside, read.sources)
    }
  }

  /// What a library is and says of itself: an ELF file, or a descriptor with the parameters of a call behind a zero byte.
  static let descriptor = FuzzTarget("descriptor") { bytes in
    if bytes.first == 0x7F {
      let path = Inputs.write(bytes, to: "lib.so")
      _ = DynamicSection(bytes)
      try? LibraryFormat.check(LibraryReference(name: "lib", path: path, symbol: "s"))
      return
    }
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard let json = try? JSONValue(parsing: Array(parts[0])),
      let descriptor = try? PluginDescriptor(json: json)
    else { return }
    let again = try? PluginDescriptor(json: descriptor.json)
    promise(again == descriptor, "a descriptor is written as it was read")
    let given = parts.count > 1 ? (try? JSONValue(parsing: Array(parts[1])))?.object ?? [:] : [:]
    for entryPoint in descriptor.entryPoints {
      _ = try? entryPoint.resolve(given)
      _ = try? entryPoint.checkCount(ofTexts: 1)
      _ = entryPoint.fits(Program.model.info)
    }
  }
}
