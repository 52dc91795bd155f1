/* Answers that are none. */
#define _GNU_SOURCE
#include "rogue.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)
#define UNUSED (void)request

ENTRY(not_json) { UNUSED; return rogue_answer(host, call, "{\"result\": {"); }
ENTRY(not_explanation) { UNUSED; return rogue_answer(host, call, "[1, 2]"); }
ENTRY(bad_figure) {
  UNUSED;
  return rogue_answer(host, call, "{\"result\": {}, \"figures\": [{\"title\": \"x\", \"kind\": \"matrix\"}]}");
}
ENTRY(silent) { UNUSED; (void)host, (void)call; return XPL_OK; }
ENTRY(twice) {
  UNUSED;
  xpl_status first = rogue_answer(host, call, "{\"result\": {}}");
  return first == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : first;
}
ENTRY(invalid_utf8) { UNUSED; return rogue_answer(host, call, "{\"result\": {\"word\": \"caf\xE9\"}}"); }

/* Memory that can only be read, all zero, and takes no room. */
static const void *zeros(size_t size) {
  void *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

ENTRY(huge_explanation) {
  UNUSED;
  size_t size = ((size_t)1 << 30) + 1;
  return host->put_explanation(host, call, (xpl_str){zeros(size), size});
}

ENTRY(bad_tensor) {
  UNUSED;
  xpl_tensor tensor = rogue_row(NULL, -5);
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
ENTRY(bad_rank) {
  UNUSED;
  float one = 1;
  xpl_tensor tensor = rogue_row(&one, 1);
  tensor.rank = 9;
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
ENTRY(bad_type) {
  UNUSED;
  double one = 1;
  xpl_tensor tensor = rogue_row(&one, 1);
  tensor.dtype = XPL_F64;
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
ENTRY(huge_tensor) {
  UNUSED;
  float one = 1;
  xpl_tensor tensor = rogue_row(&one, INT64_C(1) << 40);
  tensor.rank = 2;
  tensor.shape[1] = INT64_C(1) << 40;
  tensor.strides[1] = 1;
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
/* A gigabyte that is claimed, with a page behind it. */
ENTRY(claimed_tensor) {
  UNUSED;
  char *page = mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED || mprotect(page, 4096, PROT_READ) != 0) return XPL_OUT_OF_MEMORY;
  xpl_tensor tensor = rogue_row(page, INT64_C(1) << 28);
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
/* Ten gigabytes that are there. */
ENTRY(mapped_tensor) {
  UNUSED;
  int64_t count = INT64_C(10) << 28;
  xpl_tensor tensor = rogue_row(zeros((size_t)count * 4), count);
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
ENTRY(not_a_number) {
  UNUSED;
  float values[6] = {1, 2, 3, 4, NAN, 6};
  xpl_tensor tensor = rogue_row(values, 2);
  tensor.rank = 2;
  tensor.shape[1] = tensor.strides[0] = 3;
  tensor.strides[1] = 1;
  return host->put_tensor(host, call, xpl_text("weights"), &tensor);
}
ENTRY(infinite) {
  UNUSED;
  float values[2] = {INFINITY, -INFINITY};
  xpl_tensor tensor = rogue_row(values, 2);
  xpl_status status = host->put_tensor(host, call, xpl_text("scores"), &tensor);
  return status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : status;
}
ENTRY(strided) {
  UNUSED;
  float values[6] = {1, 2, 3, 4, 5, 6};
  xpl_tensor tensor = rogue_row(values, 3); /* the transpose of a 2 x 3 matrix */
  tensor.rank = 2;
  tensor.shape[1] = 2;
  tensor.strides[1] = 3;
  xpl_status status = host->put_tensor(host, call, xpl_text("transposed"), &tensor);
  return status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : status;
}
ENTRY(bad_name) {
  UNUSED;
  float one = 1;
  xpl_tensor tensor = rogue_row(&one, 1);
  return host->put_tensor(host, call, xpl_text("caf\xE9"), &tensor);
}
ENTRY(null_pointers) {
  UNUSED;
  xpl_status status = host->model_info(host, call, NULL);
  return status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : status;
}
ENTRY(bad_site) {
  UNUSED;
  xpl_trace *trace = NULL;
  return host->forward(host, call, xpl_text("{\"ids\": [1, 2]}"), xpl_text("layers.0.residual.pots"), &trace);
}
ENTRY(bad_id) {
  UNUSED;
  xpl_trace *trace = NULL;
  return host->forward(host, call, xpl_text("{\"ids\": [1, 123456789]}"), xpl_text("logits"), &trace);
}
/* States of another width than the model's. */
ENTRY(bad_width) {
  UNUSED;
  float values[3] = {1, 2, 3}, logits[4];
  xpl_tensor tensor = rogue_row(values, 1);
  tensor.rank = 2;
  tensor.shape[1] = tensor.strides[0] = 3;
  tensor.strides[1] = 1;
  return host->unembed(host, call, &tensor, 0, logits, 4);
}
ENTRY(bad_text) {
  UNUSED;
  xpl_str tokens;
  return host->tokenize(host, call, xpl_text("caf\xE9"), &tokens);
}
ENTRY(fails) {
  UNUSED;
  return host->fail(host, call, XPL_BAD_TEXT, xpl_text("the text has no verb"),
                    xpl_text("{\"expected\": \"a verb\", \"found\": \"none\", \"remedy\": \"add one\"}"));
}

ENTRY(endless) { UNUSED; return host->put_explanation(host, call, (xpl_str){"{}", SIZE_MAX}); }
ENTRY(endless_text) {
  UNUSED;
  xpl_str tokens;
  return host->tokenize(host, call, (xpl_str){"a", SIZE_MAX}, &tokens);
}
ENTRY(endless_ids) {
  UNUSED;
  const int64_t id = 5;
  xpl_str tokens;
  return host->tokens(host, call, &id, SIZE_MAX, &tokens);
}
/* Says that it was interrupted. */
ENTRY(cancels) { UNUSED; (void)host, (void)call; return XPL_CANCELLED; }
/* Nothing, of a shape that has no strides. */
ENTRY(wide_empty) {
  UNUSED;
  float one = 1;
  xpl_tensor tensor = rogue_row(&one, 0);
  tensor.rank = 2;
  tensor.shape[1] = INT64_C(1) << 40;
  return host->put_tensor(host, call, xpl_text("x"), &tensor);
}
static xpl_status named(const xpl_host_v1 *host, xpl_call *call, xpl_str name) {
  float one = 1;
  xpl_tensor tensor = rogue_row(&one, 1);
  return host->put_tensor(host, call, name, &tensor);
}
ENTRY(reserved_name) { UNUSED; return named(host, call, xpl_text("__metadata__")); }
ENTRY(long_name) {
  UNUSED;
  static char name[1 << 21];
  memset(name, 'x', sizeof name);
  return named(host, call, (xpl_str){name, sizeof name});
}
/* An explanation of 10,001 figures, and one of 100,000 checks of which two have one name. */
static char many[16 << 20];
static xpl_status answer_many(const xpl_host_v1 *host, xpl_call *call, const char *member, const char *form, int count) {
  size_t used = (size_t)snprintf(many, sizeof many, "{\"result\": {}, \"%s\": [", member);
  for (int i = 0; i < count; i++) {
    if (i > 0) many[used++] = ',';
    used += (size_t)snprintf(many + used, sizeof many - used, form, i % (count - 1));
  }
  snprintf(many + used, sizeof many - used, "]}");
  return rogue_answer(host, call, many);
}
ENTRY(many_figures) {
  UNUSED;
  return answer_many(host, call, "figures", "{\"type\": \"text\", \"title\": \"%d\", \"text\": \"x\"}", 10001);
}
ENTRY(many_checks) {
  UNUSED;
  return answer_many(host, call, "checks", "{\"name\": \"c%d\", \"value\": 1, \"passed\": true, \"meaning\": \"x\"}", 100000);
}
