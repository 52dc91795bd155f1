/* @title@: the length of the residual stream at every layer and token.
 *
 * An explainer is one function, `run`: it reads the request, asks the host to run the model, and pushes one
 * explanation. What it is called, which parameters it has and what it says of itself is in descriptor.json.        */
#include "kit.h"

/* Everything a call owns, in one place, so that every way out releases all of it. */
struct work {
  struct kit kit;
  kit_tokens tokens;
  xpl_trace *trace;
  float *norms;   /* [layers, tokens] */
  float *medians; /* [layers] */
  float *sorted;  /* [tokens] */
  kit_text json;
};

/* NaN goes last: qsort needs an order. */
static int ascending(const void *a, const void *b) {
  float left = *(const float *)a, right = *(const float *)b;
  if (isnan(left) || isnan(right)) return !!isnan(left) - !!isnan(right);
  return (left > right) - (left < right);
}

/* The value in the middle; of an even number the mean of the two in the middle. Sorts `values`. */
static float median(float *values, size_t count) {
  qsort(values, count, sizeof *values, ascending);
  return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* The lengths of one layer's states, one a token. */
static xpl_status measure(struct work *work, int64_t layer, float *norms) {
  char site[64];
  xpl_tensor stream;
  snprintf(site, sizeof site, "layers.%" PRId64 ".residual.post", layer);
  xpl_status status = kit_tensor(&work->kit, work->trace, site, 2, &stream);
  if (status != XPL_OK) return status;
  for (size_t t = 0; t < work->tokens.count; t++) {
    double sum = 0; /* in double: the sum of many squares loses digits in float */
    for (int64_t d = 0; d < stream.shape[1]; d++) {
      double x = kit_at2(&stream, (int64_t)t, d);
      sum += x * x;
    }
    norms[t] = (float)sqrt(sum);
  }
  return XPL_OK;
}

/* Writes rows of numbers as JSON: [[1, 2], [3, 4]]. */
static void add_row(kit_text *json, const float *values, size_t count) {
  kit_add(json, "[");
  for (size_t i = 0; i < count; i++) {
    if (i) kit_add(json, ", ");
    kit_add_number(json, values[i]);
  }
  kit_add(json, "]");
}

/* The explanation: result, tokens, a figure and a check. write-a-plugin.md shows every kind of figure. */
static void describe(struct work *work, int64_t first, size_t layers, int relative, size_t not_finite) {
  kit_text *json = &work->json;
  size_t count = work->tokens.count;
  kit_add(json, "{\"result\": {\"from_layer\": %" PRId64 ", \"relative\": %s, \"layers\": [", first,
          relative ? "true" : "false");
  for (size_t i = 0; i < layers; i++) {
    kit_add(json, "%s{\"layer\": %" PRId64 ", \"median\": ", i ? ", " : "", first + (int64_t)i);
    kit_add_number(json, work->medians[i]);
    kit_add(json, ", \"norms\": ");
    add_row(json, work->norms + i * count, count);
    kit_add(json, "}");
  }
  kit_add(json, "]}, \"tokens\": ");
  kit_add_json(json, work->tokens.json);

  kit_add(json, ", \"figures\": [{\"type\": \"matrix\", \"title\": \"Length of the residual stream\", \"caption\": ");
  kit_add(json, relative ? "\"‖h‖ after each layer, divided by the layer's median\"" : "\"‖h‖ after each layer\"");
  kit_add(json, ", \"row_title\": \"layer\", \"column_title\": \"token\", \"rows\": [");
  for (size_t i = 0; i < layers; i++) kit_add(json, "%s\"%" PRId64 "\"", i ? ", " : "", first + (int64_t)i);
  kit_add(json, "], \"columns\": ");
  kit_add_token_labels(&work->kit, json, &work->tokens);
  kit_add(json, ", \"values\": [");
  for (size_t i = 0; i < layers; i++) {
    if (i) kit_add(json, ", ");
    add_row(json, work->norms + i * count, count);
  }
  kit_add(json, "], \"style\": {\"decimals\": %d}, \"scale\": {\"kind\": \"magnitude\", \"quantity\": \"%s\"}}",
          relative ? 2 : 1, relative ? "length / median of the layer" : "length");

  /* Another figure goes here, behind a comma. */
  kit_add(json, "], \"checks\": [{\"name\": \"norms_not_finite\", \"value\": %zu, \"passed\": %s, ", not_finite,
          not_finite ? "false" : "true");
  kit_add(json, "\"meaning\": \"how many lengths are no finite numbers; none should be\"}]}");
}

static xpl_status explain(struct work *work) {
  const struct kit *kit = &work->kit;
  int64_t layers = 0, first = 0;
  int32_t relative = 0;
  xpl_status status;

  /* Parameters have been checked against descriptor.json; what depends on the model is checked here. */
  if ((status = kit_integer(kit, "/parameters/from_layer", &first)) != XPL_OK) return status;
  if ((status = kit_boolean(kit, "/parameters/relative", &relative)) != XPL_OK) return status;
  if ((status = kit_model_integer(kit, "/layers", &layers)) != XPL_OK) return status;
  if (first < 0 || first >= layers) {
    char expected[64], found[32];
    snprintf(expected, sizeof expected, "0 to %" PRId64, layers - 1);
    snprintf(found, sizeof found, "%" PRId64, first);
    return kit_fail(kit, XPL_BAD_PARAMETER, "the model has no such layer", expected, found, "lower --from-layer");
  }

  /* One forward pass; the host keeps the sites named here and nothing else. */
  if ((status = kit_read_tokens(kit, 0, &work->tokens)) != XPL_OK) return status;
  if ((status = kit_forward(kit, &work->tokens, "layers.*.residual.post", &work->trace)) != XPL_OK) return status;

  size_t rows = (size_t)(layers - first), count = work->tokens.count, not_finite = 0;
  work->norms = malloc(rows * count * sizeof(float));
  work->medians = malloc(rows * sizeof(float));
  work->sorted = malloc(count * sizeof(float));
  if (!work->norms || !work->medians || !work->sorted) return kit_out_of_memory(kit);
  for (size_t i = 0; i < rows; i++) {
    float *norms = work->norms + i * count;
    if ((status = kit_check_cancelled(kit)) != XPL_OK) return status;
    kit->host->progress(kit->host, kit->call, (double)i / (double)rows, XPL_STRING("measuring"));
    if ((status = measure(work, first + (int64_t)i, norms)) != XPL_OK) return status;
    for (size_t t = 0; t < count; t++) not_finite += !isfinite(norms[t]);
    memcpy(work->sorted, norms, count * sizeof(float));
    work->medians[i] = median(work->sorted, count);
    for (size_t t = 0; relative && t < count; t++) norms[t] /= work->medians[i];
  }

  int64_t shape[2] = {(int64_t)rows, (int64_t)count};
  if ((status = kit_put_tensor(kit, "norms", work->norms, 2, shape)) != XPL_OK) return status;
  describe(work, first, rows, relative, not_finite);
  return kit_put_explanation(kit, &work->json);
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point,
                      xpl_str request) {
  (void)plugin; /* plugin->plugin_data is yours, should you need something there */
  struct work work = {0};
  xpl_status status = kit_open(&work.kit, host, call, request);
  if (status == XPL_OK && !kit_equal(entry_point, "@name@"))
    status = kit_fail(&work.kit, XPL_NOT_FOUND, "this plugin has no such entry point", "@name@", NULL, NULL);
  if (status == XPL_OK) status = explain(&work);
  if (work.trace) host->trace_release(work.trace);
  free(work.tokens.ids);
  free(work.norms);
  free(work.medians);
  free(work.sorted);
  kit_free(&work.json);
  return status;
}

/* descriptor.json, byte by byte; the Makefile makes this file of it. */
static const char descriptor[] = {
#include "descriptor.inc"
};

/* The one function the library exports. */
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void);
const xpl_plugin_v1 *explainer_plugin_entry(void) {
  static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor}, run};
  return &plugin;
}
