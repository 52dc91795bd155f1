import JSON
@testable import PluginRegistry

extension CompiledPlugin {
  /// A plugin whose answer is the sum of the bytes of its own `data/a.txt` times 1000, and of the file given to `list`; a
  /// file that it is not lent counts as -1.
  ///
  /// - Parameter parameter: what the parameter `list` has besides.
  static func readingFiles(
    _ parameter: JSONObject = ["maximum": 1000],
    value: String = "sum(host, call, \"data/a.txt\") * 1000 + sum(host, call, \"list\")"
  ) -> CompiledPlugin {
    var list: JSONObject = ["name": "list", "type": "file", "absence": "none", "summary": "which"]
    for member in parameter.members { list[member.key] = member.value }
    return CompiledPlugin(
      members: ["required_extensions": ["explainer.files/1"]], entryMembers: ["parameters": [.object(list)]],
      value: value,
      declarations: """
        static int sum(const xpl_host_v1 *host, xpl_call *call, const char *name) {
          const xpl_files_v1 *files = host->extension(host, XPL_STRING("explainer.files/1"));
          const void *bytes = NULL;
          size_t size = 0;
          int sum = 0;
          if (files->open(host, call, xpl_text(name), &bytes, &size) != XPL_OK) return -1;
          for (size_t i = 0; i < size; i++) sum += ((const unsigned char *)bytes)[i];
          return sum;
        }
        """)
  }
}
