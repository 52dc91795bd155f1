/* Saying too much. */
#include "rogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)
enum { lines = 1000000, line_size = 100 << 20 };
#define WELL rogue_answer(host, call, "{\"result\": {\"well\": true}}")

ENTRY(log_flood) {
  (void)request;
  for (int i = 0; i < lines; i++) host->log(host, call, XPL_LOG_INFO, xpl_text("blah"));
  return WELL;
}
ENTRY(progress_flood) {
  (void)request;
  for (int i = 0; i < lines; i++) host->progress(host, call, i / (double)lines, xpl_text("blah"));
  return WELL;
}
ENTRY(print_flood) {
  (void)request;
  for (int i = 0; i < lines; i++) puts("blah");
  fflush(stdout);
  return WELL;
}

static char *long_line(void) {
  char *line = malloc(line_size);
  if (line) memset(line, 'x', line_size);
  return line;
}

ENTRY(log_line) {
  (void)request;
  char *line = long_line();
  host->log(host, call, XPL_LOG_WARNING, (xpl_str){line, line_size});
  free(line);
  return WELL;
}
ENTRY(print_line) {
  (void)request;
  char *line = long_line();
  fwrite(line, 1, line_size, stdout);
  fflush(stdout);
  free(line);
  return WELL;
}
/* Sequences that would rename a terminal's window and clear it. */
ENTRY(escapes) {
  (void)request;
  return host->fail(host, call, XPL_BAD_TEXT, xpl_text("\x1B]0;owned\x07 \x1B[2J gone"), xpl_text(""));
}
