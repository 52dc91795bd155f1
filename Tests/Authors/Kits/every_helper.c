/* Uses the helpers of kit.h for explainer.json/2, weights/1, head/1 and pass/1; KitHelperTests compares what it finds with
 * the model. write-a-plugin.md quotes it.                                                                          */
#include "kit.h"

struct work {
  struct kit kit;
  kit_tokens tokens;
  xpl_trace *trace;
  kit_pass pass;
  kit_text members, json;
};

/* Adds the texts of tokens as a JSON array. */
static xpl_status add_words(const struct kit *kit, xpl_str tokens, kit_text *json) {
  xpl_json_value root = 0, token = 0;
  xpl_str word;
  size_t count = 0;
  xpl_status status = kit_json_open(kit, tokens, &root);
  if (status == XPL_OK) status = kit_json_count(kit, root, "", &count);
  kit_add(json, "[");
  for (size_t i = 0; status == XPL_OK && i < count; i++) {
    status = kit_json_element(kit, root, i, NULL, &token);
    if (status == XPL_OK) status = kit_json_string(kit, token, "/token", &word);
    if (status != XPL_OK) break;
    kit_add(json, i ? ", " : "");
    kit_add_string(kit, json, word);
  }
  kit_add(json, "]");
  kit_json_close(kit, root);
  return status;
}

/* Every other way to read a document. */
static xpl_status add_document(const struct kit *kit, kit_text *json) {
  xpl_json_value root = 0, found = 0;
  xpl_str name = {0};
  double share = 0;
  int64_t whole = 0;
  int32_t loud = 0, kind = 0;
  xpl_status status = kit_json_open(kit, XPL_STRING("{\"a/b\": {\"share\": 0.5, \"loud\": true, \"whole\": 7}}"), &root);
  if (status == XPL_OK) status = kit_json_member(kit, root, "a/b", &found);
  if (status == XPL_OK) status = kit_json_number(kit, found, "/share", &share);
  if (status == XPL_OK) status = kit_json_boolean(kit, found, "/loud", &loud);
  if (status == XPL_OK) status = kit_json_integer(kit, root, "/a~1b/whole", &whole);
  if (status == XPL_OK) status = kit->documents->kind(kit->host, kit->call, found, XPL_STRING(""), &kind);
  if (status == XPL_OK) status = kit_json_element(kit, found, 1, &name, &found);
  xpl_status missing = status == XPL_OK ? kit_json_member(kit, root, "a", &found) : status;
  kit_add(json, "{\"share\": ");
  kit_add_number(json, share);
  kit_add(json, ", \"loud\": %s, \"whole\": %" PRId64 ", \"kind\": %d, \"name\": ", loud ? "true" : "false", whole,
          (int)kind);
  kit_add_string(kit, json, name);
  kit_add(json, ", \"missing\": %d}", (int)missing);
  kit_json_close(kit, root);
  return status == XPL_OK && missing != XPL_NOT_FOUND ? missing : status;
}

static xpl_status add_weights(const struct kit *kit, kit_text *json) {
  xpl_status status;
  double sum = 0, gain = 0;
  size_t count = 0;
  xpl_str names, first;
  xpl_tensor weight, norm;
  if ((status = kit_weight(kit, "layers.0.attention.output.weight", 2, &weight)) != XPL_OK) return status;
  for (int64_t i = 0; i < weight.shape[1]; i++) sum += kit_at2(&weight, 1, i);
  if ((status = kit_weight(kit, "final_norm.weight", 1, &norm)) != XPL_OK) return status;
  for (int64_t i = 0; i < norm.shape[0]; i++) gain += kit_at1(&norm, i);
  if ((status = kit_weight_names(kit, &names)) != XPL_OK) return status;
  if ((status = kit->json->count(kit->host, kit->call, names, XPL_STRING(""), &count)) != XPL_OK) return status;
  if ((status = kit->json->string(kit->host, kit->call, names, XPL_STRING("/0"), &first)) != XPL_OK) return status;
  kit_add(json, "{\"count\": %zu, \"first\": ", count);
  kit_add_string(kit, json, first);
  kit_add(json, ", \"sum\": ");
  kit_add_number(json, sum);
  kit_add(json, ", \"gain\": ");
  kit_add_number(json, gain);
  kit_add(json, "}");
  return XPL_OK;
}

static void add_scores(kit_text *json, const float *scores, size_t count) {
  kit_add(json, "[");
  for (size_t i = 0; i < count; i++) {
    if (i) kit_add(json, ", ");
    kit_add_number(json, scores[i]);
  }
  kit_add(json, "]");
}

static xpl_status add_head(struct work *work) {
  const struct kit *kit = &work->kit;
  const int64_t chosen[3] = {7, 0, 5};
  int64_t ids[2];
  float scores[2], others[64 * 3];
  xpl_tensor stream;
  xpl_status status;
  if ((status = kit_tensor(kit, work->trace, "layers.0.residual.post", 2, &stream)) != XPL_OK) return status;
  const xpl_tensor last = kit_rows(&stream, stream.shape[0] - 1, 1);
  if ((status = kit_best(kit, &last, 1, 2, ids, scores)) != XPL_OK) return status;
  if (stream.shape[0] > 64) return XPL_LIMIT_REACHED;
  if ((status = kit_scores(kit, &stream, 0, chosen, 3, others)) != XPL_OK) return status;
  kit_add(&work->json, "{\"ids\": [%" PRId64 ", %" PRId64 "], \"best\": ", ids[0], ids[1]);
  add_scores(&work->json, scores, 2);
  kit_add(&work->json, ", \"chosen\": ");
  add_scores(&work->json, others, (size_t)stream.shape[0] * 3);
  kit_add(&work->json, "}");
  return XPL_OK;
}

/* What a sum of scores is, without any gradient. */
static xpl_status add_value(struct work *work) {
  const struct kit *kit = &work->kit;
  double value = 0;
  xpl_status status;
  kit_pass_input(&work->pass, &work->tokens);
  kit_add(&work->members, "\"backward\": {\"of\": [{\"id\": 5}, {\"id\": 7, \"weight\": -1}]}");
  if ((status = kit_pass_run(kit, &work->pass, &work->members, NULL, 0)) != XPL_OK) return status;
  if ((status = kit_pass_value(kit, &work->pass, 0, &value)) != XPL_OK) return status;
  kit_add_number(&work->json, value);
  return XPL_OK;
}

static xpl_status explain(struct work *work) {
  const struct kit *kit = &work->kit;
  xpl_status status;
  if ((status = kit_read_tokens(kit, 0, &work->tokens)) != XPL_OK) return status;
  if ((status = kit_forward(kit, &work->tokens, "layers.0.residual.post", &work->trace)) != XPL_OK) return status;
  kit_add(&work->json, "{\"result\": {\"words\": ");
  if ((status = add_words(kit, work->tokens.json, &work->json)) != XPL_OK) return status;
  kit_add(&work->json, ", \"document\": ");
  if ((status = add_document(kit, &work->json)) != XPL_OK) return status;
  kit_add(&work->json, ", \"weights\": ");
  if ((status = add_weights(kit, &work->json)) != XPL_OK) return status;
  kit_add(&work->json, ", \"head\": ");
  if ((status = add_head(work)) != XPL_OK) return status;
  kit_add(&work->json, ", \"value\": ");
  if ((status = add_value(work)) != XPL_OK) return status;
  kit_add(&work->json, "}}");
  return kit_put_explanation(kit, &work->json);
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point,
                      xpl_str request) {
  (void)plugin;
  struct work work = {0};
  xpl_status status = kit_open(&work.kit, host, call, request);
  if (status == XPL_OK && !kit_equal(entry_point, "every_helper"))
    status = kit_fail(&work.kit, XPL_NOT_FOUND, "there is no such entry point", "every_helper", NULL, NULL);
  if (status == XPL_OK) status = explain(&work);
  if (work.trace) host->trace_release(work.trace);
  kit_pass_release(&work.kit, &work.pass);
  kit_free(&work.members);
  kit_free(&work.json);
  free(work.tokens.ids);
  return status;
}

static const char descriptor[] = {
#include "descriptor.inc"
};

XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void);
const xpl_plugin_v1 *explainer_plugin_entry(void) {
  static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor}, run};
  return &plugin;
}
