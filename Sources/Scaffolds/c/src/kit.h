/* kit.h - what most explainers in C need beside explainer_abi.h: the request, tokens, tensors, JSON to write, errors.
 *
 * It is yours: change it, or throw it away. Every function that returns an xpl_status has told the host what went
 * wrong when that is not XPL_OK, so: if (status != XPL_OK) return status.                                          */
#ifndef KIT_H
#define KIT_H
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explainer_abi.h"

/* One call of the plugin: what `run` gets, and the host's functions beyond its table; of these all but `json` are NULL
 * where the host has them not.                                                                                     */
struct kit {
  const xpl_host_v1 *host;
  xpl_call *call;
  const xpl_json_v1 *json;
  const xpl_json_v2 *documents;
  const xpl_pass_v1 *pass;
  const xpl_weights_v1 *weights;
  const xpl_head_v1 *head;
  const xpl_files_v1 *files;
  xpl_str request;
};

/* ---- Text that grows -------------------------------------------------------------------------------------------- */

/* Starts as {0}; give it back with kit_free. Once something has failed it keeps the
 * `status` and takes no more; what hands the text on returns that status. */
typedef struct kit_text {
  char *bytes;
  size_t size, capacity;
  xpl_status status;
} kit_text;

static inline void kit_free(kit_text *text) {
  free(text->bytes);
  memset(text, 0, sizeof *text);
}

static inline void kit_add_bytes(kit_text *text, const char *bytes, size_t size) {
  if (text->status != XPL_OK || size == 0) return;
  if (size > text->capacity - text->size) {
    size_t capacity = text->capacity * 2 + size + 256;
    char *grown = realloc(text->bytes, capacity);
    if (!grown) {
      text->status = XPL_OUT_OF_MEMORY;
      return;
    }
    text->bytes = grown;
    text->capacity = capacity;
  }
  memcpy(text->bytes + text->size, bytes, size);
  text->size += size;
}

/* Adds what printf would print, at most 511 bytes. Numbers with a fraction go through kit_add_number: printf writes
 * them as the locale wants, and a library of yours may have set one in which 0.5 is "0,5".                          */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static inline void kit_add(kit_text *text, const char *format, ...) {
  char bytes[512];
  va_list arguments;
  va_start(arguments, format);
  int size = vsnprintf(bytes, sizeof bytes, format, arguments);
  va_end(arguments);
  if (size < 0 || (size_t)size >= sizeof bytes) {
    text->status = XPL_INTERNAL_FAULT; /* longer than one call may add */
    return;
  }
  kit_add_bytes(text, bytes, (size_t)size);
}

/* Adds a text of any size that is JSON already, such as the tokens. */
static inline void kit_add_json(kit_text *text, xpl_str json) { kit_add_bytes(text, json.data, json.size); }

/* Adds a number, whatever the locale; JSON has no NaN and no infinity, they become null. */
static inline void kit_add_number(kit_text *text, double value) {
  char local[64], digits[64];
  size_t size = 0;
  snprintf(local, sizeof local, "%.9g", value);
  for (const char *place = local; *place; place++) {
    if (strchr("+-0123456789e", *place)) digits[size++] = *place;
    else if (size && digits[size - 1] != '.') digits[size++] = '.'; /* the locale's point, of one byte or more */
  }
  if (isfinite(value)) kit_add_bytes(text, digits, size);
  else kit_add(text, "null");
}

/* Adds a text as a JSON string, quotes and all. */
static inline void kit_add_string(const struct kit *kit, kit_text *text, xpl_str value) {
  xpl_str quoted;
  xpl_status status = kit->json->quote(kit->host, kit->call, value, &quoted);
  if (status == XPL_OK) kit_add_json(text, quoted);
  else text->status = status;
}

/* ---- Errors ----------------------------------------------------------------------------------------------------- */

/* Tells the host what went wrong and returns `status`; any of the three details may be NULL. */
static inline xpl_status kit_fail(const struct kit *kit, xpl_status status, const char *message, const char *expected,
                                  const char *found, const char *remedy) {
  const char *names[3] = {"expected", "found", "remedy"};
  const char *values[3] = {expected, found, remedy};
  kit_text details = {0};
  kit_add(&details, "{");
  for (int i = 0; i < 3; i++) {
    if (!values[i]) continue;
    kit_add(&details, "%s\"%s\": ", details.size > 1 ? ", " : "", names[i]);
    kit_add_string(kit, &details, xpl_text(values[i]));
  }
  kit_add(&details, "}");
  xpl_str json = {details.bytes, details.status == XPL_OK ? details.size : 0};
  status = kit->host->fail(kit->host, kit->call, status, xpl_text(message), json);
  kit_free(&details);
  return status;
}

static inline xpl_status kit_out_of_memory(const struct kit *kit) {
  return kit_fail(kit, XPL_OUT_OF_MEMORY, "out of memory", NULL, NULL, "give it more with --memory");
}

/* What to return where a text could not be written; a function of the host that failed has said why itself. */
static inline xpl_status kit_text_failed(const struct kit *kit, const kit_text *text) {
  return text->status == XPL_OUT_OF_MEMORY ? kit_out_of_memory(kit) : text->status;
}

/* XPL_OK where the host has the extension that a function needs. */
static inline xpl_status kit_need(const struct kit *kit, const void *table, const char *extension) {
  if (table) return XPL_OK;
  return kit_fail(kit, XPL_INCOMPATIBLE_PLUGIN, "this host lacks an extension", extension, NULL, NULL);
}

/* Whether the user has had enough; ask at least ten times a second. */
static inline xpl_status kit_check_cancelled(const struct kit *kit) {
  if (!kit->host->cancelled(kit->host, kit->call)) return XPL_OK;
  return kit_fail(kit, XPL_CANCELLED, "cancelled", NULL, NULL, NULL);
}

/* ---- The request ------------------------------------------------------------------------------------------------ */

/* Call it first. */
static inline xpl_status kit_open(struct kit *kit, const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  if (!host || host->abi_major != XPL_ABI_MAJOR) return XPL_INCOMPATIBLE_PLUGIN;
  kit->host = host;
  kit->call = call;
  kit->request = request;
  kit->documents = host->extension(host, XPL_STRING("explainer.json/2"));
  kit->files = host->extension(host, XPL_STRING("explainer.files/1"));
  kit->pass = host->extension(host, XPL_STRING("explainer.pass/1"));
  kit->weights = host->extension(host, XPL_STRING("explainer.weights/1"));
  kit->head = host->extension(host, XPL_STRING("explainer.head/1"));
  kit->json = host->extension(host, XPL_STRING("explainer.json/1"));
  if (kit->json) return XPL_OK;
  return host->fail(host, call, XPL_INCOMPATIBLE_PLUGIN, XPL_STRING("this host lacks explainer.json/1"),
                    XPL_STRING(""));
}

static inline int kit_equal(xpl_str text, const char *other) {
  return text.size == strlen(other) && memcmp(text.data, other, text.size) == 0;
}

/* A parameter that has a default is always there. */
static inline xpl_status kit_integer(const struct kit *kit, const char *pointer, int64_t *value) {
  return kit->json->integer(kit->host, kit->call, kit->request, xpl_text(pointer), value);
}
static inline xpl_status kit_boolean(const struct kit *kit, const char *pointer, int32_t *value) {
  return kit->json->boolean(kit->host, kit->call, kit->request, xpl_text(pointer), value);
}

/* A number that describes the model, such as "/layers" or "/context_length" (abi.md lists them). */
static inline xpl_status kit_model_integer(const struct kit *kit, const char *pointer, int64_t *value) {
  xpl_str info;
  xpl_status status = kit->host->model_info(kit->host, kit->call, &info);
  if (status != XPL_OK) return status;
  return kit->json->integer(kit->host, kit->call, info, xpl_text(pointer), value);
}

/* ---- JSON parsed once (explainer.json/2) --------------------------------------------------------------------------- */

/* The value that a text is; the text need not stay. Give it back with kit_json_close, and all that was read of it. */
static inline xpl_status kit_json_open(const struct kit *kit, xpl_str text, xpl_json_value *root) {
  xpl_status status = kit_need(kit, kit->documents, "explainer.json/2");
  return status != XPL_OK ? status : kit->documents->parse(kit->host, kit->call, text, root);
}
static inline void kit_json_close(const struct kit *kit, xpl_json_value root) {
  if (root) kit->documents->release(kit->host, kit->call, root);
}

/* A value of an array or object by its place, with its member's name unless `name` is NULL; a member by its name. */
static inline xpl_status kit_json_element(const struct kit *kit, xpl_json_value value, size_t index, xpl_str *name,
                                          xpl_json_value *found) {
  return kit->documents->element(kit->host, kit->call, value, index, name, found);
}
static inline xpl_status kit_json_member(const struct kit *kit, xpl_json_value value, const char *name,
                                         xpl_json_value *found) {
  return kit->documents->member(kit->host, kit->call, value, xpl_text(name), found);
}

/* What `pointer` leads to from a value; "" is the value itself. */
static inline xpl_status kit_json_integer(const struct kit *kit, xpl_json_value value, const char *pointer,
                                          int64_t *found) {
  return kit->documents->integer(kit->host, kit->call, value, xpl_text(pointer), found);
}
static inline xpl_status kit_json_number(const struct kit *kit, xpl_json_value value, const char *pointer,
                                         double *found) {
  return kit->documents->number(kit->host, kit->call, value, xpl_text(pointer), found);
}
static inline xpl_status kit_json_boolean(const struct kit *kit, xpl_json_value value, const char *pointer,
                                          int32_t *found) {
  return kit->documents->boolean(kit->host, kit->call, value, xpl_text(pointer), found);
}
static inline xpl_status kit_json_string(const struct kit *kit, xpl_json_value value, const char *pointer,
                                         xpl_str *found) {
  return kit->documents->string(kit->host, kit->call, value, xpl_text(pointer), found);
}
static inline xpl_status kit_json_count(const struct kit *kit, xpl_json_value value, const char *pointer,
                                        size_t *found) {
  return kit->documents->count(kit->host, kit->call, value, xpl_text(pointer), found);
}

/* ---- Tokens ----------------------------------------------------------------------------------------------------- */

/* Starts as {0}; `ids` is yours to free. */
typedef struct kit_tokens {
  xpl_str json; /* as the explanation wants them */
  int64_t *ids;
  size_t count;
} kit_tokens;

/* Cuts tokens that are too many for the model where the user allows it (--truncate); special tokens at the end, such
 * as [SEP], stay.                                                                                                  */
static inline xpl_status kit_fit_tokens(const struct kit *kit, kit_tokens *tokens) {
  int64_t context = 0;
  int32_t truncate = 0, special = 0;
  char pointer[32], expected[64], found[64];
  xpl_status status = kit_model_integer(kit, "/context_length", &context);
  if (status != XPL_OK || tokens->count <= (size_t)context) return status;
  if ((status = kit_boolean(kit, "/truncate", &truncate)) != XPL_OK) return status;
  if (!truncate) {
    snprintf(expected, sizeof expected, "at most %" PRId64 " tokens", context);
    snprintf(found, sizeof found, "%zu", tokens->count);
    return kit_fail(kit, XPL_BAD_TEXT, "the text is longer than the model's context", expected, found,
                    "shorten it, or let --truncate keep its beginning");
  }
  size_t closing = 0;
  for (; closing + 1 < (size_t)context; closing++) {
    snprintf(pointer, sizeof pointer, "/%zu/special", tokens->count - 1 - closing);
    if (kit->json->boolean(kit->host, kit->call, tokens->json, xpl_text(pointer), &special) != XPL_OK) break;
  }
  size_t kept = (size_t)context - closing;
  memmove(tokens->ids + kept, tokens->ids + tokens->count - closing, closing * sizeof *tokens->ids);
  tokens->count = (size_t)context;
  kit->host->log(kit->host, kit->call, XPL_LOG_WARNING, XPL_STRING("the text was cut to the model's context"));
  return kit->host->tokens(kit->host, kit->call, tokens->ids, tokens->count, &tokens->json);
}

/* The tokens of text `index` of the request, at least one. */
static inline xpl_status kit_read_tokens(const struct kit *kit, size_t index, kit_tokens *tokens) {
  char pointer[32];
  xpl_str text;
  snprintf(pointer, sizeof pointer, "/texts/%zu", index);
  xpl_status status = kit->json->string(kit->host, kit->call, kit->request, xpl_text(pointer), &text);
  if (status != XPL_OK) return status;
  if ((status = kit->host->tokenize(kit->host, kit->call, text, &tokens->json)) != XPL_OK) return status;
  status = kit->json->count(kit->host, kit->call, tokens->json, XPL_STRING(""), &tokens->count);
  if (status != XPL_OK) return status;
  if (tokens->count == 0)
    return kit_fail(kit, XPL_BAD_TEXT, "the text is empty", NULL, NULL, "give at least one token with --text");
  tokens->ids = malloc(tokens->count * sizeof *tokens->ids);
  if (!tokens->ids) return kit_out_of_memory(kit);
  for (size_t i = 0; i < tokens->count; i++) {
    snprintf(pointer, sizeof pointer, "/%zu/id", i);
    status = kit->json->integer(kit->host, kit->call, tokens->json, xpl_text(pointer), &tokens->ids[i]);
    if (status != XPL_OK) return status;
  }
  return kit_fit_tokens(kit, tokens);
}

/* Adds the tokens as labels of a figure: [{"token": " of"}, …]; their blanks are then made visible. */
static inline void kit_add_token_labels(const struct kit *kit, kit_text *text, const kit_tokens *tokens) {
  char pointer[32];
  xpl_str token;
  kit_add(text, "[");
  for (size_t i = 0; i < tokens->count; i++) {
    snprintf(pointer, sizeof pointer, "/%zu/token", i);
    xpl_status status = kit->json->string(kit->host, kit->call, tokens->json, xpl_text(pointer), &token);
    if (status != XPL_OK) {
      text->status = status;
      return;
    }
    kit_add(text, "%s{\"token\": ", i ? ", " : "");
    kit_add_string(kit, text, token);
    kit_add(text, "}");
  }
  kit_add(text, "]");
}

/* ---- The model -------------------------------------------------------------------------------------------------- */

/* Adds the tokens as the input of a pass. */
static inline void kit_add_input(kit_text *text, const kit_tokens *tokens) {
  kit_add(text, "{\"ids\": [");
  for (size_t i = 0; i < tokens->count; i++) kit_add(text, "%s%" PRId64, i ? ", " : "", tokens->ids[i]);
  kit_add(text, "]}");
}

/* One forward pass over the tokens that keeps the sites named; release the trace. */
static inline xpl_status kit_forward(const struct kit *kit, const kit_tokens *tokens, const char *sites,
                                     xpl_trace **trace) {
  kit_text input = {0};
  kit_add_input(&input, tokens);
  xpl_str json = {input.bytes, input.size};
  xpl_status status = input.status != XPL_OK ? kit_text_failed(kit, &input)
                                   : kit->host->forward(kit->host, kit->call, json, xpl_text(sites), trace);
  kit_free(&input);
  return status;
}

/* A tensor of the trace, which must have `rank` extents. */
static inline xpl_status kit_tensor(const struct kit *kit, const xpl_trace *trace, const char *site, int32_t rank,
                                    xpl_tensor *tensor) {
  if (kit->host->trace_find(trace, xpl_text(site), tensor) != XPL_OK)
    return kit_fail(kit, XPL_NOT_FOUND, "the trace lacks a site", site, NULL, NULL);
  if (tensor->rank != rank || tensor->dtype != XPL_F32)
    return kit_fail(kit, XPL_BAD_SHAPE, "a tensor of the trace has another rank or type", site, NULL, NULL);
  return XPL_OK;
}

/* Elements of tensors with one, two and three extents; strides count elements. */
static inline double kit_at1(const xpl_tensor *tensor, int64_t i) {
  return ((const float *)tensor->data)[i * tensor->strides[0]];
}
static inline double kit_at2(const xpl_tensor *tensor, int64_t i, int64_t j) {
  return ((const float *)tensor->data)[i * tensor->strides[0] + j * tensor->strides[1]];
}
static inline double kit_at3(const xpl_tensor *tensor, int64_t i, int64_t j, int64_t k) {
  return ((const float *)tensor->data)[i * tensor->strides[0] + j * tensor->strides[1] + k * tensor->strides[2]];
}

/* A view of `count` rows of a tensor, from `first` on. */
static inline xpl_tensor kit_rows(const xpl_tensor *tensor, int64_t first, int64_t count) {
  xpl_tensor rows = *tensor;
  rows.data = (const float *)tensor->data + first * tensor->strides[0];
  rows.shape[0] = count;
  return rows;
}

/* ---- Scores of chosen tokens (explainer.head/1) and weights (explainer.weights/1) ---------------------------------- */

/* What the head makes of states [N, D], of `count` tokens each: [N, count]. `normed` 1 where the final norm comes first. */
static inline xpl_status kit_scores(const struct kit *kit, const xpl_tensor *states, int32_t normed, const int64_t *ids,
                                    size_t count, float *scores) {
  xpl_status status = kit_need(kit, kit->head, "explainer.head/1");
  if (status != XPL_OK) return status;
  return kit->head->scores(kit->host, kit->call, states, normed, ids, count, scores, (size_t)states->shape[0] * count);
}

/* The `count` tokens that score highest for each of the states, the best first: [N, count]. */
static inline xpl_status kit_best(const struct kit *kit, const xpl_tensor *states, int32_t normed, size_t count,
                                  int64_t *ids, float *scores) {
  xpl_status status = kit_need(kit, kit->head, "explainer.head/1");
  if (status != XPL_OK) return status;
  return kit->head->best(kit->host, kit->call, states, normed, count, ids, scores, (size_t)states->shape[0] * count);
}

/* The names of all weights, a JSON array. */
static inline xpl_status kit_weight_names(const struct kit *kit, xpl_str *json) {
  xpl_status status = kit_need(kit, kit->weights, "explainer.weights/1");
  return status != XPL_OK ? status : kit->weights->names(kit->host, kit->call, json);
}

/* A weight, which must have `rank` extents; lent until run() returns. */
static inline xpl_status kit_weight(const struct kit *kit, const char *name, int32_t rank, xpl_tensor *weight) {
  xpl_status status = kit_need(kit, kit->weights, "explainer.weights/1");
  if (status == XPL_OK) status = kit->weights->get(kit->host, kit->call, xpl_text(name), weight);
  if (status != XPL_OK || weight->rank == rank) return status;
  return kit_fail(kit, XPL_BAD_SHAPE, "a weight has another rank", name, NULL, NULL);
}

/* ---- Files (explainer.files/1) ------------------------------------------------------------------------------------ */

/* How many files the call lends. */
static inline xpl_status kit_files_count(const struct kit *kit, size_t *count) {
  *count = 0;
  return kit->files ? kit->files->count(kit->host, kit->call, count) : XPL_OK;
}

/* What the file at `index`, from 0, is called. */
static inline xpl_status kit_file_name(const struct kit *kit, size_t index, xpl_str *name) {
  if (!kit->files) return kit_fail(kit, XPL_NOT_FOUND, "this host lacks explainer.files/1", NULL, NULL, NULL);
  return kit->files->name(kit->host, kit->call, index, name);
}

/* The bytes of a file of the package ("data/words.txt"), or of the one given to a parameter of type "file" (by the
 * parameter's name): read-only, without a NUL behind them, until run() returns. XPL_NOT_FOUND where the call lends none of
 * that name, as where the user gave none.                                                                          */
static inline xpl_status kit_file_open(const struct kit *kit, const char *name, xpl_str *content) {
  const void *bytes = NULL;
  size_t size = 0;
  *content = XPL_STRING("");
  if (!kit->files) return kit_fail(kit, XPL_NOT_FOUND, "this host lacks explainer.files/1", NULL, NULL, NULL);
  xpl_status status = kit->files->open(kit->host, kit->call, xpl_text(name), &bytes, &size);
  if (status == XPL_OK) *content = (xpl_str){bytes, size};
  return status;
}

/* ---- Passes with edits, gradients or several texts (explainer.pass/1) ---------------------------------------------- */

/* One pass: the texts it runs over, and what it left. Starts as {0}; give it back with kit_pass_release on every path. */
typedef struct kit_pass {
  kit_text inputs;
  size_t texts;
  xpl_trace **traces;    /* [texts] */
  xpl_trace **gradients; /* [texts]; each NULL where the request has no "at" in "backward" */
  xpl_str result;        /* {"values": [one a text], "notes": [...]} */
} kit_pass;

/* One text more, the last so far; the same may be added several times. */
static inline void kit_pass_input(kit_pass *pass, const kit_tokens *tokens) {
  if (pass->texts++) kit_add(&pass->inputs, ", ");
  kit_add_input(&pass->inputs, tokens);
}

/* Releases all that a pass left; it is then as new. */
static inline void kit_pass_release(const struct kit *kit, kit_pass *pass) {
  for (size_t i = 0; i < pass->texts; i++) {
    if (pass->traces && pass->traces[i]) kit->host->trace_release(pass->traces[i]);
    if (pass->gradients && pass->gradients[i]) kit->host->trace_release(pass->gradients[i]);
  }
  free(pass->traces);
  free(pass->gradients);
  kit_free(&pass->inputs);
  memset(pass, 0, sizeof *pass);
}

/* Runs the pass, once. `members` is the request without its inputs, such as "capture": "logits", "edits": [...]
 * (abi.md lists them); `tensors` are those that edits name, and are yours again when it returns.                    */
static inline xpl_status kit_pass_run(const struct kit *kit, kit_pass *pass, const kit_text *members,
                                      const xpl_named_tensor *tensors, size_t count) {
  xpl_status status = kit_need(kit, kit->pass, "explainer.pass/1");
  if (status != XPL_OK) return status;
  if (pass->inputs.status != XPL_OK) return kit_text_failed(kit, &pass->inputs);
  if (members->status != XPL_OK) return kit_text_failed(kit, members);
  pass->traces = calloc(pass->texts + 1, sizeof *pass->traces);
  pass->gradients = calloc(pass->texts + 1, sizeof *pass->gradients);
  kit_text request = {0};
  kit_add(&request, "{\"inputs\": [");
  kit_add_bytes(&request, pass->inputs.bytes, pass->inputs.size);
  kit_add(&request, members->size ? "], " : "]");
  kit_add_bytes(&request, members->bytes, members->size);
  kit_add(&request, "}");
  if (request.status != XPL_OK || !pass->traces || !pass->gradients) status = kit_out_of_memory(kit);
  else
    status = kit->pass->run(kit->host, kit->call, (xpl_str){request.bytes, request.size}, tensors, count, pass->traces,
                            pass->gradients, &pass->result);
  kit_free(&request);
  return status;
}

/* The sum of the request's "of", for one text. */
static inline xpl_status kit_pass_value(const struct kit *kit, const kit_pass *pass, size_t text, double *value) {
  char pointer[32];
  snprintf(pointer, sizeof pointer, "/values/%zu", text);
  return kit->json->number(kit->host, kit->call, pass->result, xpl_text(pointer), value);
}

/* A dense view of floats. */
static inline xpl_tensor kit_dense(const float *data, int32_t rank, const int64_t *shape) {
  xpl_tensor tensor = {data, XPL_F32, rank, {0}, {0}};
  int64_t stride = 1;
  for (int32_t axis = rank - 1; axis >= 0; axis--) {
    tensor.shape[axis] = shape[axis];
    tensor.strides[axis] = stride;
    stride *= shape[axis];
  }
  return tensor;
}

/* ---- The answer ------------------------------------------------------------------------------------------------- */

/* Hands over a dense tensor, which --tensors writes. */
static inline xpl_status kit_put_tensor(const struct kit *kit, const char *name, const float *data, int32_t rank,
                                        const int64_t *shape) {
  xpl_tensor tensor = kit_dense(data, rank, shape);
  return kit->host->put_tensor(kit->host, kit->call, xpl_text(name), &tensor);
}

/* Hands over the explanation. */
static inline xpl_status kit_put_explanation(const struct kit *kit, const kit_text *json) {
  if (json->status != XPL_OK) return kit_text_failed(kit, json);
  xpl_str text = {json->bytes, json->size};
  return kit->host->put_explanation(kit->host, kit->call, text);
}
#endif
