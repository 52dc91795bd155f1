import ExplainerTestSupport
import Files
import JSON
@testable import PluginRegistry

/// Plugins in C that tests make, where a name, a neighbour or a slip in the descriptor is what matters.
struct CompiledPlugin {
  /// What the compiler could not do.
  struct Failure: Error { let command: String }

  var explainer = "odd"
  var plugin = "odd"
  var version = "1.0.0"
  /// The entry points: a name, and others it has besides.
  var entryPoints: [[String]] = [["odd"]]
  /// Further members of the descriptor, and of each entry point.
  var members: JSONObject = [:]
  var entryMembers: JSONObject = [:]
  /// What is returned as the result's `value`: an expression of C.
  var value = "1"
  /// Declarations in front of it.
  var declarations = ""

  /// The descriptor, as the library returns it.
  var descriptor: JSONValue {
    var object: JSONObject = [
      "explainer": .string(explainer), "plugin": .string(plugin), "version": .string(version),
      "license": "MIT",
      "entry_points": .array(
        entryPoints.map { names in
          var entry: JSONObject = ["name": .string(names[0]), "summary": "is odd", "texts": [0, 1]]
          if names.count > 1 { entry["aliases"] = JSONValue(Array(names.dropFirst())) }
          for member in entryMembers.members { entry[member.key] = member.value }
          return .object(entry)
        }),
    ]
    for member in members.members { object[member.key] = member.value }
    return .object(object)
  }

  /// Compiles it to `folder/libPLUGIN.so`.
  @discardableResult func make(in folder: String, flags: String = "") throws -> String {
    let path = "\(folder)/lib\(plugin).so"
    let source = """
      #include "explainer_abi.h"
      #include <stdio.h>
      \(declarations)
      static const char descriptor[] = \(JSONValue.string(descriptor.text()).text());
      static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str name,
                            xpl_str request) {
        (void)plugin, (void)name, (void)request;
        char answer[64];
        snprintf(answer, sizeof answer, "{\\"result\\": {\\"value\\": %d}}", (int)(\(value)));
        return host->put_explanation(host, call, xpl_text(answer));
      }
      static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor - 1}, run};
      XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void) { return &plugin; }
      """
    let include = Installation(executable: BuildProducts.executable, environment: [:]).headerFolder
    try Self.compile(source, to: path, flags: "-I'\(include)' \(flags)")
    return path
  }

  /// Compiles C to a shared library; `flags` come last, for what it is linked to.
  static func compile(_ source: String, to path: String, flags: String = "") throws {
    try FileSystem.makeFolder(FileSystem.folder(of: path))
    try FileSystem.write(source.utf8, to: "\(path).c")
    let command = "cc -shared -fPIC -o '\(path)' '\(path).c' \(flags)"
    guard try ShellCommand(command, folder: "/", variables: [:]).run() == 0 else {
      throw Failure(command: command)
    }
    FileSystem.remove("\(path).c")
  }

  /// A library with a function that gives a number.
  static func helper(_ name: String, gives number: Int, in folder: String, flags: String = "") throws {
    try compile("int \(name)(void) { return \(number); }", to: "\(folder)/lib\(name).so", flags: flags)
  }
}
