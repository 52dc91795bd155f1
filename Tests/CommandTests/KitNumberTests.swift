import ExplainerTestSupport
import Foundation
import Testing

/// The kits of C and C++ write numbers as JSON has them, whatever locale a plugin or one of its libraries has set.
///
/// Locales differ from machine to machine, so `snprintf` is one that writes as a locale would: with a comma
/// (de_DE), with a point of two bytes (ps_AF).
@Suite struct KitNumberTests {
  private static let values = "0.5, -1.25e-7, 3, 1e300, 0, 123456.789, NAN, -INFINITY"
  private static let expected = "0.5 -1.25e-07 3 1e+300 0 123456.789 null null "

  private static let local = """
    static int written(char *out, size_t size, const char *format, ...) {
      char plain[128];
      va_list arguments;
      va_start(arguments, format);
      vsnprintf(plain, sizeof plain, format, arguments);
      va_end(arguments);
      size_t used = 0;
      for (const char *place = plain; *place && used + 8 < size; place++) {
        const char *letters = *place == '.' ? POINT : place;
        size_t count = *place == '.' ? strlen(POINT) : 1;
        memcpy(out + used, letters, count);
        used += count;
      }
      out[used] = 0;
      return (int)used;
    }
    """

  private static let c = """
    #include <inttypes.h>
    #include <math.h>
    #include <stdarg.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    \(local)
    #define snprintf written
    #include "kit.h"
    int main(void) {
      const double values[] = {\(values)};
      kit_text text = {0};
      for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        kit_add_number(&text, values[i]);
        kit_add(&text, " ");
      }
      fwrite(text.bytes, 1, text.size, stdout);
      kit_free(&text);
      return text.status;
    }
    """

  private static let cpp = """
    #include <cmath>
    #include <cstdarg>
    #include <cstdio>
    #include <cstring>
    #include <exception>
    #include <initializer_list>
    #include <new>
    #include <string>
    #include <string_view>
    #include <utility>
    #include <vector>
    \(local)
    namespace std { using ::written; }
    #define snprintf written
    #include "kit.hpp"
    int main() {
      for (double value : std::initializer_list<double>{\(values)}) std::printf("%s ", kit::number(value).c_str());
    }
    """

  @Test(
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/c++"), "needs a C++ compiler"),
    arguments: ["c", "cpp"], [".", ",", "\u{66B}"])
  func number(_ language: String, _ point: String) throws {
    let folder = TemporaryFolder("kit")
    let source = folder.write(language == "c" ? Self.c : Self.cpp, to: "main.\(language)")
    let program = "\(folder.path)/main"
    let compiled = try ProgramRun(
      [
        "-DPOINT=\"\(point)\"", "-I\(Fixtures.packageRoot)/Sources/Scaffolds/\(language)/src",
        "-I\(Fixtures.packageRoot)/Sources/CExplainerABI/include", source, "-o", program, "-lm",
      ], executable: language == "c" ? "/usr/bin/cc" : "/usr/bin/c++")
    #expect(compiled.exitCode == 0, "\(compiled.errors)")
    #expect(try ProgramRun([], executable: program).output == Self.expected)
  }
}
