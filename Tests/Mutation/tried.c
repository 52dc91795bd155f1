/* The plugin that mutated registries and packages name: it does what it should. */
#include "explainer_abi.h"

static const char descriptor[] =
    "{\"explainer\": \"tried\", \"plugin\": \"tried\", \"version\": \"1.0.0\", \"license\": \"Apache-2.0\","
    " \"required_extensions\": [\"explainer.json/1\"],"
    " \"entry_points\": [{\"name\": \"tried\", \"aliases\": [\"tested\"], \"summary\": \"answers\", \"fits\": [\"causal\", \"masked\"],"
    " \"texts\": [0, 2], \"sites\": [\"layers.*.residual.post\"], \"documentation\": [\"Answers.\", \"\", \"## Twice\"],"
    " \"parameters\": ["
    "{\"name\": \"count\", \"type\": \"integer\", \"default\": 3, \"minimum\": 1, \"maximum\": 9, \"summary\": \"how many\"},"
    "{\"name\": \"share\", \"type\": \"number\", \"default\": 0.5, \"minimum\": 0, \"maximum\": 1, \"summary\": \"how much\"},"
    "{\"name\": \"loud\", \"type\": \"boolean\", \"default\": false, \"summary\": \"whether\"},"
    "{\"name\": \"word\", \"type\": \"string\", \"list\": true, \"absence\": \"none\", \"choices\": [\"a\", \"b\"], \"summary\": \"which\"},"
    "{\"name\": \"watch\", \"type\": \"token\", \"absence\": \"none\", \"summary\": \"which token\"}]}]}";

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str name, xpl_str request) {
  (void)plugin, (void)name, (void)request;
  return host->put_explanation(host, call, xpl_text("{\"result\": {\"well\": true}}"));
}

static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor - 1}, run};
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void) { return &plugin; }

/* A plain C function, for entries of that kind. */
XPL_EXPORT int lengths_of_rows(const float *rows, size_t count, size_t width, double scale, float *out) {
  for (size_t row = 0; row < count; row++) {
    out[row] = 0;
    for (size_t column = 0; column < width; column++) out[row] += (float)scale * rows[row * width + column];
  }
  return 0;
}
