/* A plugin built once against ABI 1.0 and never again (build.sh): as long as it loads and answers, 1.0 is kept. It uses
 * every function of the host's table and both extensions that 1.0 began with.                                       */
#include "explainer_abi.h"

#define TRY(use)                        \
  do {                                  \
    xpl_status tried = (use);           \
    if (tried != XPL_OK) return tried;  \
  } while (0)

static int equal(xpl_str text, const char *other) {
  xpl_str b = xpl_text(other);
  if (text.size != b.size) return 0;
  for (size_t i = 0; i < b.size; i++)
    if (text.data[i] != b.data[i]) return 0;
  return 1;
}

/* Joins the parts of a JSON text in a static buffer: 1.0 has no libc. */
static xpl_str joined(char *buffer, size_t room, const xpl_str *parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; i++)
    for (size_t j = 0; j < parts[i].size && size < room; j++) buffer[size++] = parts[i].data[j];
  xpl_str result = {buffer, size};
  return result;
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point,
                      xpl_str request) {
  static char input_json[1 << 16], answer_json[1 << 17];
  static float logits[1 << 16];
  if (plugin->plugin_data != (void *)plugin || host->abi_major != 1) return XPL_INTERNAL_FAULT;
  if (!equal(entry_point, "kept")) return host->fail(host, call, XPL_NOT_FOUND, xpl_text("no such entry"), xpl_text(""));
  const xpl_json_v1 *json = host->extension(host, xpl_text("explainer.json/1"));
  const xpl_pairs_v1 *pairs = host->extension(host, xpl_text("explainer.pairs/1"));
  if (!json || !pairs || host->extension(host, xpl_text("explainer.none/1"))) return XPL_UNSUPPORTED;
  host->log(host, call, XPL_LOG_INFO, xpl_text("kept"));
  host->progress(host, call, 0.5, xpl_text("half"));
  if (host->cancelled(host, call)) return XPL_CANCELLED;

  /* The request: text, integer, number, boolean, string, count, and what is not there. */
  xpl_str text, name, error, quoted, info, tokens, one_token, pair;
  int64_t count = 0, vocabulary = 0, width = 0;
  double share = 0;
  int32_t loud = 0;
  size_t texts = 0;
  TRY(json->count(host, call, request, xpl_text("/texts"), &texts));
  TRY(json->string(host, call, request, xpl_text("/texts/0"), &text));
  TRY(json->integer(host, call, request, xpl_text("/parameters/count"), &count));
  TRY(json->number(host, call, request, xpl_text("/parameters/share"), &share));
  TRY(json->boolean(host, call, request, xpl_text("/parameters/loud"), &loud));
  TRY(json->string(host, call, request, xpl_text("/parameters/name"), &name));
  if (json->integer(host, call, request, xpl_text("/parameters/none"), &count) != XPL_NOT_FOUND) return XPL_INTERNAL_FAULT;
  TRY(host->last_error(host, call, &error));
  TRY(json->quote(host, call, name, &quoted));
  if (texts != 1 || count != 3 || share != 0.25 || !loud) return XPL_INTERNAL_FAULT;

  /* The model. */
  TRY(host->model_info(host, call, &info));
  TRY(json->integer(host, call, info, xpl_text("/vocabulary_size"), &vocabulary));
  TRY(json->integer(host, call, info, xpl_text("/hidden_size"), &width));
  TRY(host->tokenize(host, call, text, &tokens));
  int64_t first = 0;
  TRY(json->integer(host, call, tokens, xpl_text("/0/id"), &first));
  TRY(host->tokens(host, call, &first, 1, &one_token));
  TRY(pairs->tokenize(host, call, text, text, &pair));
  xpl_str parts[] = {XPL_STRING("{\"tokens\": "), tokens, XPL_STRING("}")};
  xpl_str input = joined(input_json, sizeof input_json, parts, 3), generated, site;
  xpl_trace *trace = 0, *longer = 0;
  xpl_tensor stream, other;
  TRY(host->forward(host, call, input, xpl_text("layers.*.residual.post,logits"), &trace));
  size_t sites = host->trace_count(trace);
  xpl_status status = sites > 1 ? host->trace_get(trace, 0, &site, &stream) : XPL_INTERNAL_FAULT;
  if (status == XPL_OK) status = host->trace_find(trace, site, &other);
  if (status == XPL_OK && (other.data != stream.data || stream.rank != 2 || stream.shape[1] != width)) status = XPL_BAD_SHAPE;
  if (status == XPL_OK) status = host->put_tensor(host, call, xpl_text("stream"), &stream);
  if (status == XPL_OK && (size_t)vocabulary <= sizeof logits / sizeof *logits) {
    xpl_tensor row = stream;
    row.shape[0] = 1;
    status = host->unembed(host, call, &row, 1, logits, (size_t)vocabulary);
  }
  host->trace_release(trace);
  TRY(status);
  TRY(host->generate(host, call, input, xpl_text("{\"maximum_new_tokens\": 2}"), xpl_text("logits"), &generated, &longer));
  host->trace_release(longer);
  xpl_str answer[] = {XPL_STRING("{\"result\": {\"name\": "), quoted, XPL_STRING(", \"generated\": "), generated,
                      XPL_STRING("}, \"tokens\": "), tokens, XPL_STRING("}")};
  return host->put_explanation(host, call, joined(answer_json, sizeof answer_json, answer, 7));
}

static const char descriptor[] =
    "{\"explainer\": \"kept\", \"plugin\": \"kept\", \"version\": \"1.0.0\", \"license\": \"Apache-2.0\","
    " \"required_extensions\": [\"explainer.json/1\", \"explainer.pairs/1\"], \"entry_points\": [{\"name\": \"kept\","
    " \"summary\": \"uses all of ABI 1.0\", \"fits\": [\"causal\"], \"texts\": [1, 1], \"parameters\": ["
    "{\"name\": \"count\", \"type\": \"integer\", \"default\": 3, \"summary\": \"an integer\"},"
    "{\"name\": \"share\", \"type\": \"number\", \"default\": 0.25, \"summary\": \"a number\"},"
    "{\"name\": \"loud\", \"type\": \"boolean\", \"default\": true, \"summary\": \"a switch\"},"
    "{\"name\": \"name\", \"type\": \"string\", \"default\": \"Ä\\\"b\", \"summary\": \"a text\"}]}]}";

static const xpl_plugin_v1 plugin = {1, 0, (void *)&plugin, {descriptor, sizeof descriptor - 1}, run};

XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void);
const xpl_plugin_v1 *explainer_plugin_entry(void) { return &plugin; }
