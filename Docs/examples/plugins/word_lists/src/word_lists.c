/* word_lists: how likely the model finds the words of a list next.
 *
 * The formula and how it can mislead are in descriptor.json, where `explainer info word_lists` finds them. The helpers
 * (kit.h) are those of `explainer generate --language c`. One list comes with the package, data/function_words.txt; the
 * other is a file that the user gives to the parameter `words`. Both are read through explainer.files/1.             */
#include "kit.h"

/* One list of words, as tokens. */
typedef struct list {
  const char *name;
  unsigned char *member; /* [vocabulary]; 1 for the token of a word */
  size_t counted, left_out;
  float *probabilities; /* [T] */
  double mean;
} list;

/* Everything a call owns, so that every way out releases all of it. */
struct work {
  struct kit kit;
  kit_tokens tokens;
  int64_t vocabulary;
  xpl_trace *trace;
  list lists[2];
  size_t count;     /* lists */
  double *last;     /* [vocabulary], the probabilities after the last token */
  double sum_error; /* by how much the worst row misses a sum of 1 */
  kit_text json;
};

/* ---- The lists -------------------------------------------------------------------------------------------------- */

/* The token that spells `word` with a blank before it; -1 where it takes more than one. */
static xpl_status word_token(const struct kit *kit, xpl_str word, int64_t *id) {
  kit_text spelled = {0};
  kit_add_bytes(&spelled, " ", 1);
  kit_add_bytes(&spelled, word.data, word.size);
  if (spelled.status != XPL_OK) return kit_text_failed(kit, &spelled);
  xpl_str tokens;
  size_t count = 0, found = 0;
  xpl_status status = kit->host->tokenize(kit->host, kit->call, (xpl_str){spelled.bytes, spelled.size}, &tokens);
  kit_free(&spelled);
  if (status == XPL_OK) status = kit->json->count(kit->host, kit->call, tokens, XPL_STRING(""), &count);
  *id = -1;
  for (size_t i = 0; status == XPL_OK && i < count; i++) {
    char pointer[40];
    int32_t special = 0;
    snprintf(pointer, sizeof pointer, "/%zu/special", i);
    status = kit->json->boolean(kit->host, kit->call, tokens, xpl_text(pointer), &special);
    if (status != XPL_OK && status != XPL_NOT_FOUND) return status; /* few tokens say that they are none */
    status = XPL_OK;
    if (special) continue;
    snprintf(pointer, sizeof pointer, "/%zu/id", i);
    status = kit->json->integer(kit->host, kit->call, tokens, xpl_text(pointer), id);
    found++;
  }
  if (found != 1) *id = -1;
  return status;
}

/* Adds the list in the file called `file`, which explanations call `name`. */
static xpl_status read_list(struct work *work, const char *name, const char *file) {
  const struct kit *kit = &work->kit;
  xpl_str content;
  xpl_status status = kit_file_open(kit, file, &content);
  if (status != XPL_OK) return status;
  list *list = &work->lists[work->count++];
  list->name = name;
  list->member = calloc((size_t)work->vocabulary, 1);
  list->probabilities = calloc(work->tokens.count, sizeof *list->probabilities);
  if (!list->member || !list->probabilities) return kit_out_of_memory(kit);
  for (size_t start = 0, end; start < content.size; start = end + 1) {
    for (end = start; end < content.size && content.data[end] != '\n'; end++) {}
    xpl_str word = {content.data + start, end - start};
    if (word.size && word.data[word.size - 1] == '\r') word.size--;
    if (!word.size || word.data[0] == '#') continue;
    int64_t id;
    if ((status = kit_check_cancelled(kit)) != XPL_OK) return status;
    if ((status = word_token(kit, word, &id)) != XPL_OK) return status;
    if (id < 0 || id >= work->vocabulary) list->left_out++;
    else if (!list->member[id]) {
      list->member[id] = 1;
      list->counted++;
    }
  }
  if (list->counted) return XPL_OK;
  return kit_fail(kit, XPL_BAD_DATA, "no word of the list is one token of this model", "a list of words, one a line", NULL,
                  NULL);
}

/* ---- The probabilities ------------------------------------------------------------------------------------------ */

static xpl_status measure(struct work *work) {
  const struct kit *kit = &work->kit;
  xpl_tensor logits;
  xpl_status status = kit_tensor(kit, work->trace, "logits", 2, &logits);
  if (status != XPL_OK) return status;
  size_t count = work->tokens.count;
  if (logits.shape[0] != (int64_t)count || logits.shape[1] != work->vocabulary)
    return kit_fail(kit, XPL_BAD_SHAPE, "the logits are not [tokens, vocabulary]", NULL, NULL, NULL);
  for (size_t t = 0; t < count; t++) {
    double most = -INFINITY, total = 0, sum = 0;
    if ((status = kit_check_cancelled(kit)) != XPL_OK) return status;
    for (int64_t id = 0; id < work->vocabulary; id++) most = fmax(most, kit_at2(&logits, (int64_t)t, id));
    for (int64_t id = 0; id < work->vocabulary; id++)
      total += work->last[id] = exp(kit_at2(&logits, (int64_t)t, id) - most);
    for (int64_t id = 0; id < work->vocabulary; id++) sum += work->last[id] /= total;
    if (!(fabs(sum - 1) <= work->sum_error)) work->sum_error = fabs(sum - 1); /* so that NaN stays */
    for (size_t i = 0; i < work->count; i++) {
      double probability = 0;
      for (int64_t id = 0; id < work->vocabulary; id++)
        if (work->lists[i].member[id]) probability += work->last[id];
      work->lists[i].probabilities[t] = (float)probability;
      work->lists[i].mean += probability / (double)count;
    }
  }
  return XPL_OK;
}

/* The likeliest word after the last token that is left in the list, which is taken out; -1 where none is. */
static int64_t take_likeliest(struct work *work, list *list) {
  int64_t best = -1;
  for (int64_t id = 0; id < work->vocabulary; id++)
    if (list->member[id] && (best < 0 || work->last[id] > work->last[best])) best = id;
  if (best >= 0) list->member[best] = 0;
  return best;
}

/* ---- The explanation -------------------------------------------------------------------------------------------- */

static void add_row(kit_text *json, const float *values, size_t count) {
  kit_add(json, "[");
  for (size_t i = 0; i < count; i++) {
    if (i) kit_add(json, ", ");
    kit_add_number(json, values[i]);
  }
  kit_add(json, "]");
}

static xpl_status add_word(struct work *work, kit_text *json, int64_t id) {
  xpl_str tokens, word;
  const struct kit *kit = &work->kit;
  xpl_status status = kit->host->tokens(kit->host, kit->call, &id, 1, &tokens);
  if (status == XPL_OK) status = kit->json->string(kit->host, kit->call, tokens, XPL_STRING("/0/token"), &word);
  if (status == XPL_OK) kit_add_string(kit, json, word);
  return status;
}

/* One list in the result; the rows of the table are written along. */
static xpl_status describe_list(struct work *work, list *list, int64_t topk, kit_text *rows) {
  kit_text *json = &work->json;
  kit_add(json, "%s{\"name\": \"%s\", \"counted\": %zu, \"left_out\": %zu, \"mean\": ",
          list == work->lists ? "" : ", ", list->name, list->counted, list->left_out);
  kit_add_number(json, list->mean);
  kit_add(json, ", \"probabilities\": ");
  add_row(json, list->probabilities, work->tokens.count);
  kit_add(json, ", \"likeliest\": [");
  for (int64_t i = 0; i < topk; i++) {
    int64_t id = take_likeliest(work, list);
    if (id < 0) break;
    kit_add(json, "%s{\"word\": ", i ? ", " : "");
    xpl_status status = add_word(work, json, id);
    kit_add(json, ", \"probability\": ");
    kit_add_number(json, work->last[id]);
    kit_add(json, "}");
    kit_add(rows, "%s[\"%s\", {\"token\": ", rows->size ? ", " : "", i ? "" : list->name);
    if (status == XPL_OK) status = add_word(work, rows, id);
    kit_add(rows, "}, {\"number\": ");
    kit_add_number(rows, work->last[id]);
    kit_add(rows, ", \"style\": {\"decimals\": 4}}]");
    if (status != XPL_OK) return status;
  }
  kit_add(json, "]}");
  return XPL_OK;
}

static xpl_status describe(struct work *work, int64_t topk, kit_text *rows) {
  kit_text *json = &work->json;
  kit_add(json, "{\"result\": {\"lists\": [");
  for (size_t i = 0; i < work->count; i++) {
    xpl_status status = describe_list(work, &work->lists[i], topk, rows);
    if (status != XPL_OK) return status;
  }
  kit_add(json, "]}, \"tokens\": ");
  kit_add_json(json, work->tokens.json);

  kit_add(json, ", \"figures\": [{\"type\": \"tokens\", \"title\": \"The next token is a word of the list\", ");
  kit_add(json, "\"caption\": \"probability after each token\", \"tokens\": ");
  kit_add_token_labels(&work->kit, json, &work->tokens);
  kit_add(json, ", \"series\": [");
  for (size_t i = 0; i < work->count; i++) {
    kit_add(json, "%s{\"name\": \"%s\", \"weights\": ", i ? ", " : "", work->lists[i].name);
    add_row(json, work->lists[i].probabilities, work->tokens.count);
    kit_add(json, "}");
  }
  kit_add(json, "], \"scale\": {\"kind\": \"magnitude\", \"quantity\": \"probability\", \"domain\": [0, 1]}, ");
  kit_add(json, "\"style\": {\"decimals\": 2}}, {\"type\": \"table\", \"title\": \"The likeliest words after the text\", ");
  kit_add(json, "\"columns\": [\"list\", \"word\", \"probability\"], \"rows\": [");
  kit_add_bytes(json, rows->bytes, rows->size);
  kit_add(json, "]}], \"checks\": [{\"name\": \"probabilities_sum_error\", \"value\": ");
  kit_add_number(json, work->sum_error);
  kit_add(json, ", \"passed\": %s, ", work->sum_error <= 1e-6 ? "true" : "false");
  kit_add(json, "\"meaning\": \"by how much the probabilities of all tokens miss a sum of 1; at most 0.000001\"}]}");
  return rows->status != XPL_OK ? kit_text_failed(&work->kit, rows) : XPL_OK;
}

static xpl_status put_tensor(struct work *work) {
  size_t count = work->tokens.count;
  float *all = calloc(work->count * count, sizeof *all);
  if (!all) return kit_out_of_memory(&work->kit);
  for (size_t i = 0; i < work->count; i++)
    memcpy(all + i * count, work->lists[i].probabilities, count * sizeof *all);
  int64_t shape[2] = {(int64_t)work->count, (int64_t)count};
  xpl_status status = kit_put_tensor(&work->kit, "probabilities", all, 2, shape);
  free(all);
  return status;
}

static xpl_status explain(struct work *work) {
  const struct kit *kit = &work->kit;
  int64_t topk = 0;
  xpl_status status;
  if ((status = kit_integer(kit, "/parameters/topk", &topk)) != XPL_OK) return status;
  if ((status = kit_model_integer(kit, "/vocabulary_size", &work->vocabulary)) != XPL_OK) return status;
  if ((status = kit_read_tokens(kit, 0, &work->tokens)) != XPL_OK) return status;
  work->last = calloc((size_t)work->vocabulary, sizeof *work->last);
  if (!work->last) return kit_out_of_memory(kit);
  if ((status = read_list(work, "function_words", "data/function_words.txt")) != XPL_OK) return status;
  xpl_str given;
  status = kit->json->string(kit->host, kit->call, kit->request, XPL_STRING("/parameters/words"), &given);
  if (status == XPL_OK) status = read_list(work, "words", "words");
  else if (status == XPL_NOT_FOUND) status = XPL_OK; /* the user gave none */
  if (status != XPL_OK) return status;
  if ((status = kit_forward(kit, &work->tokens, "logits", &work->trace)) != XPL_OK) return status;
  if ((status = measure(work)) != XPL_OK) return status;
  if ((status = put_tensor(work)) != XPL_OK) return status;
  kit_text rows = {0};
  status = describe(work, topk, &rows);
  kit_free(&rows);
  return status == XPL_OK ? kit_put_explanation(kit, &work->json) : status;
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point,
                      xpl_str request) {
  (void)plugin;
  struct work work = {0};
  xpl_status status = kit_open(&work.kit, host, call, request);
  if (status == XPL_OK && !kit_equal(entry_point, "word_lists"))
    status = kit_fail(&work.kit, XPL_NOT_FOUND, "this plugin has no such entry point", "word_lists", NULL, NULL);
  if (status == XPL_OK) status = explain(&work);
  if (work.trace) host->trace_release(work.trace);
  for (size_t i = 0; i < work.count; i++) {
    free(work.lists[i].member);
    free(work.lists[i].probabilities);
  }
  free(work.tokens.ids);
  free(work.last);
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
