#include "rogue.h"

#include <string.h>

xpl_status rogue_answer(const xpl_host_v1 *host, xpl_call *call, const char *json) {
  return host->put_explanation(host, call, xpl_text(json));
}

xpl_tensor rogue_row(const void *data, int64_t count) {
  xpl_tensor tensor = {.data = data, .dtype = XPL_F32, .rank = 1};
  tensor.shape[0] = count;
  tensor.strides[0] = 1;
  return tensor;
}

typedef xpl_status entry_function(const xpl_host_v1 *, xpl_call *, xpl_str);
static const struct {
  const char *name;
  entry_function *function;
} entries[] = {
#define ROW(name) {#name, rogue_##name},
    ROW(fine) ROGUE_ENTRIES(ROW)};

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str name,
                      xpl_str request) {
  (void)plugin;
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
    if (name.size == strlen(entries[i].name) && memcmp(name.data, entries[i].name, name.size) == 0)
      return entries[i].function(host, call, request);
  return host->fail(host, call, XPL_NOT_FOUND, xpl_text("no such entry point"), xpl_text(""));
}

#define ENTRY(name) "{\"name\": \"" #name "\", \"summary\": \"fails\", \"texts\": [0, 2]}"
#define FURTHER(name) "," ENTRY(name)
static const char descriptor[] =
    "{\"explainer\": \"rogue\", \"plugin\": \"rogue\", \"version\": \"1.0.0\", \"license\": \"Apache-2.0\","
    " \"entry_points\": [" ENTRY(fine) ROGUE_ENTRIES(FURTHER) "]}";

static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor - 1}, run};
static const xpl_plugin_v1 future = {XPL_ABI_MAJOR + 1, 0, NULL, {descriptor, sizeof descriptor - 1}, run};

XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_rogue(void) { return &plugin; }
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_future(void) { return &future; }
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_unwilling(void) { return NULL; }

/* Tables that are not what they should be. */
#define EMPTY(size) {NULL, size}
#define TABLE(name, minor, text, run)                                                                                  \
  XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_##name(void) {                                                      \
    static const xpl_plugin_v1 table = {XPL_ABI_MAJOR, minor, NULL, text, run};                                        \
    return &table;                                                                                                     \
  }
TABLE(newer, XPL_ABI_MINOR + 1, XPL_STRING_INIT(descriptor), run)
TABLE(no_run, XPL_ABI_MINOR, XPL_STRING_INIT(descriptor), NULL)
TABLE(no_descriptor, XPL_ABI_MINOR, EMPTY(0), run)
TABLE(null_descriptor, XPL_ABI_MINOR, EMPTY(4096), run)
TABLE(endless_descriptor, XPL_ABI_MINOR, EMPTY(SIZE_MAX / 2), run)
#define ENDLESS {"{}", SIZE_MAX}
TABLE(negative_descriptor, XPL_ABI_MINOR, ENDLESS, run)
TABLE(not_json, XPL_ABI_MINOR, XPL_STRING_INIT("{\"plugin\": "), run)
TABLE(other_descriptor, XPL_ABI_MINOR, XPL_STRING_INIT("{\"plugin\": \"other\"}"), run)

XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_crashing(void) {
  volatile int *nowhere = (volatile int *)8;
  *nowhere = 1;
  return NULL;
}
