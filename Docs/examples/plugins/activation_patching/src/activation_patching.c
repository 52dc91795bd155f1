/* activation_patching: which states, carried over from one text into another, bring its prediction along.
 *
 * The formula, its source and how it can mislead are in descriptor.json, where `explainer info activation_patching`
 * finds them. The helpers (kit.h) are those of `explainer generate --language c`.                                  */
#include "kit.h"

/* How many tokens one pass reads at most, unless one copy of the text has more: memory grows with them. */
enum { most_tokens = 2048 };

/* One of the two tokens that are compared. */
typedef struct answer {
  int64_t id;
  xpl_str token;
} answer;

/* Everything a call owns, so that every way out releases all of it. */
struct work {
  struct kit kit;
  kit_tokens clean, corrupted;
  answer answer, contrast;
  xpl_str site;     /* residual.pre, ... */
  int64_t layers;
  xpl_trace *trace; /* what the clean text leaves */
  kit_pass pass;
  kit_text members;
  double clean_difference, corrupted_difference, whole_difference;
  double *recovered; /* [layers, T] */
  float *tensor;     /* the same */
  kit_text json;
};

/* A parameter of type token: an id, or a text that has to be one token. */
static xpl_status read_answer(const struct kit *kit, const char *pointer, answer *answer) {
  xpl_str text, tokens;
  size_t count = 0;
  xpl_status status = kit_integer(kit, pointer, &answer->id);
  if (status == XPL_BAD_DATA) { /* a text is another kind of value than a whole number */
    status = kit->json->string(kit->host, kit->call, kit->request, xpl_text(pointer), &text);
    if (status != XPL_OK) return status;
    if ((status = kit->host->tokenize(kit->host, kit->call, text, &tokens)) != XPL_OK) return status;
    if ((status = kit->json->count(kit->host, kit->call, tokens, XPL_STRING(""), &count)) != XPL_OK) return status;
    if (count != 1) {
      char found[32];
      snprintf(found, sizeof found, "%zu tokens", count);
      return kit_fail(kit, XPL_BAD_PARAMETER, "an answer has to be one token", "one token", found,
                      "most words need the blank before them: --answer ' are'");
    }
    status = kit->json->integer(kit->host, kit->call, tokens, XPL_STRING("/0/id"), &answer->id);
  }
  if (status != XPL_OK) return status;
  if ((status = kit->host->tokens(kit->host, kit->call, &answer->id, 1, &tokens)) != XPL_OK) return status;
  return kit->json->string(kit->host, kit->call, tokens, XPL_STRING("/0/token"), &answer->token);
}

/* ---- Passes ------------------------------------------------------------------------------------------------------ */

/* What is measured: d of every text. */
static void add_measured(struct work *work) {
  kit_add(&work->members, "\"backward\": {\"of\": [{\"id\": %" PRId64 "}, {\"id\": %" PRId64 ", \"weight\": -1}]}",
          work->answer.id, work->contrast.id);
}

/* The clean state at a site, as a tensor that edits call "clean". */
static xpl_status clean_state(struct work *work, const char *site, xpl_named_tensor *tensor) {
  tensor->name = XPL_STRING("clean");
  return kit_tensor(&work->kit, work->trace, site, 2, &tensor->tensor);
}

static void site_name(const struct work *work, int64_t layer, char *name, size_t size) {
  snprintf(name, size, "layers.%" PRId64 ".%.*s", layer, (int)work->site.size, work->site.data);
}

/* Both texts as they are, and the corrupted one with the last state of the clean one. */
static xpl_status measure_texts(struct work *work) {
  const struct kit *kit = &work->kit;
  xpl_named_tensor clean;
  char site[64];
  xpl_status status;
  snprintf(site, sizeof site, "layers.%" PRId64 ".residual.post", work->layers - 1);
  if ((status = clean_state(work, site, &clean)) != XPL_OK) return status;
  kit_pass_input(&work->pass, &work->clean);
  kit_pass_input(&work->pass, &work->corrupted);
  kit_pass_input(&work->pass, &work->corrupted);
  kit_add(&work->members, "\"edits\": [{\"site\": \"%s\", \"texts\": [2], \"positions\": [-1], ", site);
  kit_add(&work->members, "\"set\": {\"tensor\": \"clean\"}}], ");
  add_measured(work);
  if ((status = kit_pass_run(kit, &work->pass, &work->members, &clean, 1)) != XPL_OK) return status;
  if ((status = kit_pass_value(kit, &work->pass, 0, &work->clean_difference)) != XPL_OK) return status;
  if ((status = kit_pass_value(kit, &work->pass, 1, &work->corrupted_difference)) != XPL_OK) return status;
  if ((status = kit_pass_value(kit, &work->pass, 2, &work->whole_difference)) != XPL_OK) return status;
  kit_pass_release(kit, &work->pass);
  kit_free(&work->members);
  return XPL_OK;
}

/* The share of the difference between the texts that `difference` has made up; NaN where they do not differ. */
static double share(const struct work *work, double difference) {
  double gap = work->clean_difference - work->corrupted_difference;
  return gap == 0 ? NAN : (difference - work->corrupted_difference) / gap;
}

/* One layer's cells from `first` on, `count` of them: as many copies of the corrupted text, each edited at its token. */
static xpl_status patch(struct work *work, int64_t layer, size_t first, size_t count) {
  const struct kit *kit = &work->kit;
  xpl_named_tensor clean;
  char site[64];
  double difference = 0;
  xpl_status status;
  site_name(work, layer, site, sizeof site);
  if ((status = clean_state(work, site, &clean)) != XPL_OK) return status;
  kit_add(&work->members, "\"edits\": [");
  for (size_t i = 0; i < count; i++) {
    kit_pass_input(&work->pass, &work->corrupted);
    kit_add(&work->members, "%s{\"site\": \"%s\", \"texts\": [%zu], \"positions\": [%zu], ", i ? ", " : "", site, i,
            first + i);
    kit_add(&work->members, "\"set\": {\"tensor\": \"clean\"}}");
  }
  kit_add(&work->members, "], ");
  add_measured(work);
  if ((status = kit_pass_run(kit, &work->pass, &work->members, &clean, 1)) != XPL_OK) return status;
  for (size_t i = 0; i < count; i++) {
    size_t place = (size_t)layer * work->corrupted.count + first + i;
    if ((status = kit_pass_value(kit, &work->pass, i, &difference)) != XPL_OK) return status;
    work->recovered[place] = share(work, difference);
    work->tensor[place] = (float)work->recovered[place];
  }
  kit_pass_release(kit, &work->pass);
  kit_free(&work->members);
  return XPL_OK;
}

static xpl_status patch_all(struct work *work) {
  const struct kit *kit = &work->kit;
  size_t count = work->corrupted.count, most = count < most_tokens ? most_tokens / count : 1;
  for (int64_t layer = 0; layer < work->layers; layer++)
    for (size_t first = 0; first < count; first += most) {
      double done = ((double)layer + (double)first / (double)count) / (double)work->layers;
      xpl_status status = kit_check_cancelled(kit);
      kit->host->progress(kit->host, kit->call, done, XPL_STRING("patching"));
      if (status == XPL_OK) status = patch(work, layer, first, count - first < most ? count - first : most);
      if (status != XPL_OK) return status;
    }
  return XPL_OK;
}

/* ---- The explanation -------------------------------------------------------------------------------------------- */

static void add_answer(struct work *work, const char *name, const answer *answer) {
  kit_add(&work->json, ", \"%s\": {\"id\": %" PRId64 ", \"token\": ", name, answer->id);
  kit_add_string(&work->kit, &work->json, answer->token);
  kit_add(&work->json, "}");
}

static void add_row(struct work *work, int64_t layer) {
  size_t count = work->corrupted.count;
  kit_add(&work->json, "[");
  for (size_t i = 0; i < count; i++) {
    if (i) kit_add(&work->json, ", ");
    kit_add_number(&work->json, work->recovered[(size_t)layer * count + i]);
  }
  kit_add(&work->json, "]");
}

/* The place in `recovered` of the cell that recovers most; -1 where there is none. */
static int64_t best_place(const struct work *work) {
  int64_t best = -1, places = work->layers * (int64_t)work->corrupted.count;
  for (int64_t i = 0; i < places; i++)
    if (!isnan(work->recovered[i]) && (best < 0 || work->recovered[i] > work->recovered[best])) best = i;
  return best;
}

static xpl_status add_best(struct work *work, int64_t best) {
  int64_t count = (int64_t)work->corrupted.count;
  char pointer[32];
  xpl_str token;
  snprintf(pointer, sizeof pointer, "/%" PRId64 "/token", best % count);
  xpl_status status = work->kit.json->string(work->kit.host, work->kit.call, work->corrupted.json, xpl_text(pointer), &token);
  if (status != XPL_OK) return status;
  kit_add(&work->json, "{\"layer\": %" PRId64 ", \"position\": %" PRId64 ", \"token\": ", best / count, best % count);
  kit_add_string(&work->kit, &work->json, token);
  kit_add(&work->json, ", \"recovered\": ");
  kit_add_number(&work->json, work->recovered[best]);
  kit_add(&work->json, "}");
  return XPL_OK;
}

static void add_figure(struct work *work, int64_t best) {
  kit_text *json = &work->json;
  int64_t count = (int64_t)work->corrupted.count;
  kit_add(json, "{\"type\": \"matrix\", \"title\": \"What brings the clean prediction back\", \"caption\": ");
  kit_add(json, "\"share of the difference in logits that the clean text's %.*s recovers; 0: none, 1: all\", ",
          (int)work->site.size, work->site.data);
  kit_add(json, "\"row_title\": \"layer\", \"rows\": [");
  for (int64_t i = 0; i < work->layers; i++) kit_add(json, "%s\"%" PRId64 "\"", i ? ", " : "", i);
  kit_add(json, "], \"column_title\": \"token\", \"columns\": ");
  kit_add_token_labels(&work->kit, json, &work->corrupted);
  kit_add(json, ", \"values\": [");
  for (int64_t layer = 0; layer < work->layers; layer++) {
    if (layer) kit_add(json, ", ");
    add_row(work, layer);
  }
  kit_add(json, "]");
  if (best >= 0)
    kit_add(json, ", \"marked\": [[%" PRId64 ", %" PRId64 "]], \"mark_meaning\": \"recovers most\"", best / count,
            best % count);
  kit_add(json, ", \"style\": {\"decimals\": 2}, \"scale\": {\"kind\": \"sign\", \"quantity\": \"share recovered\"}}");
}

static void add_checks(struct work *work) {
  kit_text *json = &work->json;
  double gap = work->clean_difference - work->corrupted_difference, whole = share(work, work->whole_difference);
  kit_add(json, "{\"name\": \"difference_of_texts\", \"value\": ");
  kit_add_number(json, gap);
  kit_add(json, ", \"passed\": %s, \"meaning\": ", fabs(gap) >= 0.1 ? "true" : "false");
  kit_add(json, "\"by how much the texts differ in what is measured, in logits; shares of less than 0.1 say little\"}");
  if (isnan(whole)) return;
  kit_add(json, ", {\"name\": \"last_state_recovered\", \"value\": ");
  kit_add_number(json, whole);
  /* Rounding in d, of some 1e-4, weighs the more the smaller the gap is. */
  kit_add(json, ", \"passed\": %s, \"meaning\": ", fabs(whole - 1) * fabs(gap) <= 1e-3 ? "true" : "false");
  kit_add(json, "\"what the clean stream behind the last layer recovers at the last token; 1 within 0.001 logits\"}");
}

static xpl_status describe(struct work *work) {
  kit_text *json = &work->json;
  int64_t best = best_place(work);
  xpl_status status = XPL_OK;
  kit_add(json, "{\"result\": {\"site\": ");
  kit_add_string(&work->kit, json, work->site);
  add_answer(work, "answer", &work->answer);
  add_answer(work, "contrast", &work->contrast);
  kit_add(json, ", \"clean\": ");
  kit_add_number(json, work->clean_difference);
  kit_add(json, ", \"corrupted\": ");
  kit_add_number(json, work->corrupted_difference);
  kit_add(json, ", \"best\": ");
  if (best < 0) kit_add(json, "null");
  else status = add_best(work, best);
  if (status != XPL_OK) return status;
  kit_add(json, ", \"layers\": [");
  for (int64_t layer = 0; layer < work->layers; layer++) {
    kit_add(json, "%s{\"layer\": %" PRId64 ", \"recovered\": ", layer ? ", " : "", layer);
    add_row(work, layer);
    kit_add(json, "}");
  }
  kit_add(json, "]}, \"tokens\": ");
  kit_add_json(json, work->corrupted.json);
  kit_add(json, ", \"figures\": [");
  add_figure(work, best);
  kit_add(json, "], \"checks\": [");
  add_checks(work);
  kit_add(json, "]}");
  return XPL_OK;
}

static xpl_status explain(struct work *work) {
  const struct kit *kit = &work->kit;
  char sites[128];
  xpl_status status = kit->json->string(kit->host, kit->call, kit->request, XPL_STRING("/parameters/site"), &work->site);
  if (status != XPL_OK) return status;
  if ((status = read_answer(kit, "/parameters/answer", &work->answer)) != XPL_OK) return status;
  if ((status = read_answer(kit, "/parameters/contrast", &work->contrast)) != XPL_OK) return status;
  if ((status = kit_model_integer(kit, "/layers", &work->layers)) != XPL_OK) return status;
  if ((status = kit_read_tokens(kit, 0, &work->clean)) != XPL_OK) return status;
  if ((status = kit_read_tokens(kit, 1, &work->corrupted)) != XPL_OK) return status;
  if (work->clean.count != work->corrupted.count) {
    char expected[32], found[32];
    snprintf(expected, sizeof expected, "%zu tokens", work->clean.count);
    snprintf(found, sizeof found, "%zu", work->corrupted.count);
    return kit_fail(kit, XPL_BAD_TEXT, "the corrupted text has not as many tokens as the clean one", expected, found,
                    "exchange words for others of as many tokens; 'explainer tokenize' shows them");
  }
  size_t places = (size_t)work->layers * work->corrupted.count;
  work->recovered = calloc(places, sizeof *work->recovered);
  work->tensor = calloc(places, sizeof *work->tensor);
  if (!work->recovered || !work->tensor) return kit_out_of_memory(kit);

  snprintf(sites, sizeof sites, "layers.*.%.*s,layers.%" PRId64 ".residual.post", (int)work->site.size, work->site.data,
           work->layers - 1);
  if ((status = kit_forward(kit, &work->clean, sites, &work->trace)) != XPL_OK) return status;
  if ((status = measure_texts(work)) != XPL_OK) return status;
  if ((status = patch_all(work)) != XPL_OK) return status;

  int64_t shape[2] = {work->layers, (int64_t)work->corrupted.count};
  if (work->clean_difference != work->corrupted_difference &&
      (status = kit_put_tensor(kit, "recovered", work->tensor, 2, shape)) != XPL_OK)
    return status;
  if ((status = describe(work)) != XPL_OK) return status;
  return kit_put_explanation(kit, &work->json);
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point,
                      xpl_str request) {
  (void)plugin;
  struct work work = {0};
  xpl_status status = kit_open(&work.kit, host, call, request);
  if (status == XPL_OK && !kit_equal(entry_point, "activation_patching"))
    status = kit_fail(&work.kit, XPL_NOT_FOUND, "this plugin has no such entry point", "activation_patching", NULL, NULL);
  if (status == XPL_OK) status = explain(&work);
  if (work.trace) host->trace_release(work.trace);
  kit_pass_release(&work.kit, &work.pass);
  kit_free(&work.members);
  free(work.clean.ids);
  free(work.corrupted.ids);
  free(work.recovered);
  free(work.tensor);
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
