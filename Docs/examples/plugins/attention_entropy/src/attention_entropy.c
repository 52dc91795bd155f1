/* attention_entropy: how widely each attention head spreads its weights.
 *
 * The formula, its source and how it can mislead are in descriptor.json, where `explainer info attention_entropy`
 * finds them. The helpers (kit.h) are those of `explainer generate --language c`.                                  */
#include "kit.h"

/* One head and the mean entropy of its rows. */
typedef struct head {
  int64_t layer, head;
  double entropy;
} head;

/* Everything a call owns, so that every way out releases all of it. */
struct work {
  struct kit kit;
  kit_tokens tokens;
  int64_t layers, heads;
  xpl_trace *trace;
  float *entropy;   /* [layers, heads, T] */
  double *by_head;  /* [layers, heads], means over tokens */
  double *by_token; /* [layers, T], means over heads */
  head *ranked;     /* [layers * heads], the sharpest first */
  double row_error; /* by how much the worst row misses a sum of 1 */
  kit_text json;
};

/* -sum p ln p over one row; `sum` is what the row adds up to. */
static double row_entropy(const xpl_tensor *pattern, int64_t h, int64_t t, double *sum) {
  double entropy = 0;
  *sum = 0;
  for (int64_t s = 0; s < pattern->shape[2]; s++) {
    double p = kit_at3(pattern, h, t, s);
    *sum += p;
    if (p != 0) entropy -= p * log(p);
  }
  return entropy <= 0 ? 0 : entropy; /* not -0, and no -1e-9 where p is a hair above 1 */
}

static xpl_status measure_layer(struct work *work, int64_t layer) {
  size_t count = work->tokens.count;
  char site[64];
  xpl_tensor pattern;
  snprintf(site, sizeof site, "layers.%" PRId64 ".attention.pattern", layer);
  xpl_status status = kit_tensor(&work->kit, work->trace, site, 3, &pattern);
  if (status != XPL_OK) return status;
  if (pattern.shape[0] != work->heads || pattern.shape[1] != (int64_t)count)
    return kit_fail(&work->kit, XPL_BAD_SHAPE, "a pattern is not [heads, tokens, tokens]", NULL, site, NULL);
  for (int64_t h = 0; h < work->heads; h++) {
    int64_t place = layer * work->heads + h;
    if ((status = kit_check_cancelled(&work->kit)) != XPL_OK) return status;
    for (size_t t = 0; t < count; t++) {
      double sum, entropy = row_entropy(&pattern, h, (int64_t)t, &sum), error = fabs(sum - 1);
      work->entropy[(size_t)place * count + t] = (float)entropy;
      work->by_head[place] += entropy / (double)count;
      work->by_token[(size_t)layer * count + t] += entropy / (double)work->heads;
      if (!(error <= work->row_error)) work->row_error = error; /* so that NaN stays */
    }
    work->ranked[place] = (head){layer, h, work->by_head[place]};
  }
  return XPL_OK;
}

/* By entropy, layer and head; NaN last, because qsort needs an order. */
static int sharper(const void *a, const void *b) {
  const head *left = a, *right = b;
  if (isnan(left->entropy) != isnan(right->entropy)) return isnan(left->entropy) ? 1 : -1;
  if (!isnan(left->entropy) && left->entropy != right->entropy)
    return left->entropy < right->entropy ? -1 : 1;
  if (left->layer != right->layer) return left->layer < right->layer ? -1 : 1;
  return (left->head > right->head) - (left->head < right->head);
}

/* ---- The explanation -------------------------------------------------------------------------------------------- */

static void add_row(kit_text *json, const double *values, size_t count) {
  kit_add(json, "[");
  for (size_t i = 0; i < count; i++) {
    if (i) kit_add(json, ", ");
    kit_add_number(json, values[i]);
  }
  kit_add(json, "]");
}

/* ["0", "1", …] */
static void add_numbered_labels(kit_text *json, int64_t count) {
  kit_add(json, "[");
  for (int64_t i = 0; i < count; i++) kit_add(json, "%s\"%" PRId64 "\"", i ? ", " : "", i);
  kit_add(json, "]");
}

static void add_matrix(struct work *work, const char *title, const char *caption, const double *values, int by_token) {
  kit_text *json = &work->json;
  size_t columns = by_token ? work->tokens.count : (size_t)work->heads;
  kit_add(json, "{\"type\": \"matrix\", \"title\": \"%s\", \"caption\": \"%s\", ", title, caption);
  kit_add(json, "\"row_title\": \"layer\", \"rows\": ");
  add_numbered_labels(json, work->layers);
  kit_add(json, ", \"column_title\": \"%s\", \"columns\": ", by_token ? "token" : "head");
  if (by_token) kit_add_token_labels(&work->kit, json, &work->tokens);
  else add_numbered_labels(json, work->heads);
  kit_add(json, ", \"values\": [");
  for (size_t layer = 0; layer < (size_t)work->layers; layer++) {
    if (layer) kit_add(json, ", ");
    add_row(json, values + layer * columns, columns);
  }
  kit_add(json, "], \"style\": {\"decimals\": 2}, ");
  kit_add(json, "\"scale\": {\"kind\": \"magnitude\", \"quantity\": \"entropy (nats)\"}}");
}

/* The head at a place of the ranking; 0 is the sharpest, or the broadest. */
static const head *ranked(const struct work *work, int broadest, int64_t place) {
  return &work->ranked[broadest ? work->layers * work->heads - 1 - place : place];
}

static void add_ranking(struct work *work, int broadest, int64_t topk) {
  kit_text *json = &work->json;
  kit_add(json, ", \"%s\": [", broadest ? "broadest" : "sharpest");
  for (int64_t i = 0; i < topk; i++) {
    const head *one = ranked(work, broadest, i);
    kit_add(json, "%s{\"layer\": %" PRId64, i ? ", " : "", one->layer);
    kit_add(json, ", \"head\": %" PRId64 ", \"entropy\": ", one->head);
    kit_add_number(json, one->entropy);
    kit_add(json, ", \"effective_tokens\": ");
    kit_add_number(json, exp(one->entropy));
    kit_add(json, "}");
  }
  kit_add(json, "]");
}

static void add_table(struct work *work, int64_t topk) {
  kit_text *json = &work->json;
  kit_add(json, "{\"type\": \"table\", \"title\": \"The sharpest and the broadest heads\", \"columns\": ");
  kit_add(json, "[\"\", \"layer\", \"head\", \"entropy (nats)\", \"tokens alike\"], \"rows\": [");
  for (int broadest = 0; broadest < 2; broadest++)
    for (int64_t i = 0; i < topk; i++) {
      const head *one = ranked(work, broadest, i);
      const char *name = broadest ? "broadest" : "sharpest";
      kit_add(json, "%s[\"%s\", ", broadest || i ? ", " : "", i ? "" : name);
      kit_add(json, "{\"number\": %" PRId64 ", \"style\": \"integer\"}, ", one->layer);
      kit_add(json, "{\"number\": %" PRId64 ", \"style\": \"integer\"}, {\"number\": ", one->head);
      kit_add_number(json, one->entropy);
      kit_add(json, ", \"style\": {\"decimals\": 3}}, {\"number\": ");
      kit_add_number(json, exp(one->entropy));
      kit_add(json, ", \"style\": {\"decimals\": 1}}]");
    }
  kit_add(json, "]}");
}

static void describe(struct work *work, int per_token, int64_t topk) {
  kit_text *json = &work->json;
  size_t heads = (size_t)work->heads, count = work->tokens.count;
  kit_add(json, "{\"result\": {\"unit\": \"nats\", \"layers\": [");
  for (size_t layer = 0; layer < (size_t)work->layers; layer++) {
    kit_add(json, "%s{\"layer\": %zu, \"heads\": ", layer ? ", " : "", layer);
    add_row(json, work->by_head + layer * heads, heads);
    if (per_token) {
      kit_add(json, ", \"tokens\": ");
      add_row(json, work->by_token + layer * count, count);
    }
    kit_add(json, "}");
  }
  kit_add(json, "]");
  add_ranking(work, 0, topk);
  add_ranking(work, 1, topk);
  kit_add(json, "}, \"tokens\": ");
  kit_add_json(json, work->tokens.json);

  kit_add(json, ", \"figures\": [");
  add_matrix(work, "Entropy of attention by head", "mean over the tokens; 0: one token, ln(n): n tokens alike",
             work->by_head, 0);
  kit_add(json, ", ");
  add_table(work, topk);
  if (per_token) {
    kit_add(json, ", ");
    add_matrix(work, "Entropy of attention by token", "mean over the layer's heads", work->by_token, 1);
  }

  kit_add(json, "], \"checks\": [{\"name\": \"attention_row_sum_error\", \"value\": ");
  kit_add_number(json, work->row_error);
  kit_add(json, ", \"passed\": %s, ", work->row_error <= 1e-4 ? "true" : "false");
  kit_add(json, "\"meaning\": \"by how much the worst row of attention misses a sum of 1; at most 0.0001\"}]}");
}

static xpl_status explain(struct work *work) {
  const struct kit *kit = &work->kit;
  int32_t per_token = 0;
  int64_t topk = 0;
  xpl_status status;
  if ((status = kit_boolean(kit, "/parameters/per_token", &per_token)) != XPL_OK) return status;
  if ((status = kit_integer(kit, "/parameters/topk", &topk)) != XPL_OK) return status;
  if ((status = kit_model_integer(kit, "/layers", &work->layers)) != XPL_OK) return status;
  if ((status = kit_model_integer(kit, "/heads", &work->heads)) != XPL_OK) return status;
  if ((status = kit_read_tokens(kit, 0, &work->tokens)) != XPL_OK) return status;
  if ((status = kit_forward(kit, &work->tokens, "layers.*.attention.pattern", &work->trace)) != XPL_OK) return status;

  size_t layers = (size_t)work->layers, heads = (size_t)work->heads, count = work->tokens.count;
  work->entropy = calloc(layers * heads * count, sizeof *work->entropy);
  work->by_head = calloc(layers * heads, sizeof *work->by_head);
  work->by_token = calloc(layers * count, sizeof *work->by_token);
  work->ranked = calloc(layers * heads, sizeof *work->ranked);
  if (!work->entropy || !work->by_head || !work->by_token || !work->ranked) return kit_out_of_memory(kit);
  for (int64_t layer = 0; layer < work->layers; layer++) {
    kit->host->progress(kit->host, kit->call, (double)layer / (double)layers, XPL_STRING("measuring"));
    if ((status = measure_layer(work, layer)) != XPL_OK) return status;
  }
  qsort(work->ranked, layers * heads, sizeof *work->ranked, sharper);

  int64_t shape[3] = {work->layers, work->heads, (int64_t)count};
  if ((status = kit_put_tensor(kit, "entropy", work->entropy, 3, shape)) != XPL_OK) return status;
  describe(work, per_token, topk < shape[0] * shape[1] ? topk : shape[0] * shape[1]);
  return kit_put_explanation(kit, &work->json);
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point,
                      xpl_str request) {
  (void)plugin;
  struct work work = {0};
  xpl_status status = kit_open(&work.kit, host, call, request);
  if (status == XPL_OK && !kit_equal(entry_point, "attention_entropy"))
    status = kit_fail(&work.kit, XPL_NOT_FOUND, "this plugin has no such entry point", "attention_entropy", NULL, NULL);
  if (status == XPL_OK) status = explain(&work);
  if (work.trace) host->trace_release(work.trace);
  free(work.tokens.ids);
  free(work.entropy);
  free(work.by_head);
  free(work.by_token);
  free(work.ranked);
  kit_free(&work.json);
  return status;
}

/* descriptor.json, byte by byte; the Makefile makes this file of it. */
static const char descriptor[] = {
#include "descriptor.inc"
};

XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void);
const xpl_plugin_v1 *explainer_plugin_entry(void) {
  static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor}, run};
  return &plugin;
}
