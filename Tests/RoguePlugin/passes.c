/* Passes with edits and gradients: what is lent for them, from where they are asked for, and what is left of them. */
#include "rogue.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)

#define INPUTS "\"inputs\": [{\"ids\": [1, 2]}, {\"ids\": [1, 2]}]"
#define EDITS "\"edits\": [{\"site\": \"embeddings.tokens\", \"texts\": [1], \"set\": {\"tensor\": \"mine\"}}]"
#define BACKWARD "\"backward\": {\"of\": [{\"id\": 3}], \"at\": \"embeddings.tokens\"}"

static const char *const passing = "{" INPUTS ", \"capture\": \"embeddings.tokens\", " EDITS ", " BACKWARD "}";

/* What a pass over two texts left. */
struct left {
  xpl_trace *traces[2], *gradients[2];
};

static xpl_status pass(const xpl_host_v1 *host, xpl_call *call, const float *data, int64_t rows, int64_t width,
                       struct left *left) {
  const xpl_pass_v1 *table = host->extension(host, XPL_STRING("explainer.pass/1"));
  if (!table) return host->fail(host, call, XPL_INCOMPATIBLE_PLUGIN, xpl_text("no passes here"), xpl_text(""));
  xpl_named_tensor tensor = {XPL_STRING("mine"), rogue_row(data, rows)};
  tensor.tensor.rank = 2;
  tensor.tensor.shape[1] = tensor.tensor.strides[0] = width;
  tensor.tensor.strides[1] = 1;
  xpl_str result;
  *left = (struct left){{NULL, NULL}, {NULL, NULL}};
  return table->run(host, call, xpl_text(passing), &tensor, 1, left->traces, left->gradients, &result);
}

static void release(const xpl_host_v1 *host, struct left *left) {
  for (int i = 0; i < 2; i++) {
    host->trace_release(left->traces[i]);
    host->trace_release(left->gradients[i]);
  }
}

/* How wide the model's stream is. */
static xpl_status stream_width(const xpl_host_v1 *host, xpl_call *call, int64_t *width) {
  xpl_trace *trace = NULL;
  xpl_tensor tensor;
  xpl_status status = host->forward(host, call, xpl_text("{\"ids\": [1]}"), xpl_text("embeddings.tokens"), &trace);
  if (status != XPL_OK) return status;
  status = host->trace_find(trace, xpl_text("embeddings.tokens"), &tensor);
  *width = tensor.shape[1];
  host->trace_release(trace);
  return status;
}

/* Gives its tensor back when the pass is over, and then looks whether the trace still has its numbers. */
ENTRY(pass_fine) {
  (void)request;
  struct left left;
  xpl_tensor found;
  int64_t width = 0;
  xpl_status status = stream_width(host, call, &width);
  if (status != XPL_OK) return status;
  float *mine = malloc(2 * (size_t)width * sizeof *mine);
  if (!mine) return XPL_OUT_OF_MEMORY;
  for (int64_t i = 0; i < 2 * width; i++) mine[i] = 0.5f;
  status = pass(host, call, mine, 2, width, &left);
  for (int64_t i = 0; i < 2 * width; i++) mine[i] = -1;
  free(mine);
  if (status != XPL_OK) return status;
  int well = host->trace_find(left.traces[1], xpl_text("embeddings.tokens"), &found) == XPL_OK;
  for (int64_t i = 0; well && i < width; i++) well = ((const float *)found.data)[i] == 0.5f;
  well = well && host->trace_find(left.gradients[1], xpl_text("embeddings.tokens"), &found) == XPL_OK;
  release(host, &left);
  return rogue_answer(host, call, well ? "{\"result\": {\"well\": true}}" : "{\"result\": {\"well\": false}}");
}

/* A tensor that is narrower than the site. */
ENTRY(pass_shape) {
  (void)request;
  const float values[3] = {1, 2, 3};
  struct left left;
  return pass(host, call, values, 1, 3, &left);
}

/* A tensor that has been given back already. */
ENTRY(pass_freed) {
  (void)request;
  struct left left;
  int64_t width = 0;
  xpl_status status = stream_width(host, call, &width);
  if (status != XPL_OK) return status;
  const size_t size = 1 << 20;
  float *mine = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mine == MAP_FAILED || munmap(mine, size) != 0) return XPL_OUT_OF_MEMORY;
  return pass(host, call, mine, 2, width, &left);
}

struct place {
  const xpl_host_v1 *host;
  xpl_call *call;
  xpl_status status;
};

static void *pass_here(void *data) {
  struct place *place = data;
  const float values[3] = {1, 2, 3};
  struct left left;
  place->status = pass(place->host, place->call, values, 1, 3, &left);
  return NULL;
}

ENTRY(pass_elsewhere) {
  (void)request;
  struct place place = {host, call, XPL_OK};
  pthread_t thread;
  if (pthread_create(&thread, NULL, pass_here, &place) != 0) return XPL_INTERNAL_FAULT;
  pthread_join(thread, NULL);
  return place.status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : place.status;
}

/* Keeps what it got, but for what belongs to the first text. */
ENTRY(pass_unreleased) {
  (void)request;
  struct left left;
  int64_t width = 0;
  xpl_status status = stream_width(host, call, &width);
  if (status != XPL_OK) return status;
  static float mine[1 << 16];
  if (2 * width > 1 << 16) return XPL_LIMIT_REACHED;
  if ((status = pass(host, call, mine, 2, width, &left)) != XPL_OK) return status;
  host->trace_release(left.traces[0]);
  host->trace_release(left.gradients[0]);
  return rogue_answer(host, call, "{\"result\": {\"well\": true}}");
}

/* No place for the traces. */
ENTRY(pass_nowhere) {
  (void)request;
  const xpl_pass_v1 *table = host->extension(host, XPL_STRING("explainer.pass/1"));
  xpl_str result;
  return table->run(host, call, xpl_text("{" INPUTS ", \"capture\": \"logits\"}"), NULL, 0, NULL, NULL, &result);
}

/* As many tensors as there are bytes. */
ENTRY(pass_endless) {
  (void)request;
  const xpl_pass_v1 *table = host->extension(host, XPL_STRING("explainer.pass/1"));
  xpl_named_tensor tensor = {XPL_STRING("mine"), rogue_row(passing, 1)};
  struct left left;
  xpl_str result;
  return table->run(host, call, xpl_text(passing), &tensor, SIZE_MAX, left.traces, left.gradients, &result);
}
