/* A plugin that misbehaves on purpose: each entry point is one way to fail. The host must answer every one of them
 * with one clear error and the documented exit code.                                                            */
#include "explainer_abi.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static xpl_str text(const char *words) { return (xpl_str){words, strlen(words)}; }

static xpl_status answer(const xpl_host_v1 *host, xpl_call *call, const char *json) {
  return host->put_explanation(host, call, text(json));
}

static int is(xpl_str name, const char *other) {
  return name.size == strlen(other) && memcmp(name.data, other, name.size) == 0;
}

static volatile int sink;

static int recurse(int depth) {
  volatile char block[4096];
  block[0] = (char)depth;
  return recurse(depth + 1) + block[0];
}

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str name,
                      xpl_str request) {
  (void)plugin;
  (void)request;
  if (is(name, "fine")) {
    puts("a plugin may print");
    fflush(stdout);
    return answer(host, call, "{\"result\": {\"well\": true}}");
  }
  if (is(name, "crash")) {
    volatile int *nowhere = (volatile int *)(uintptr_t)8;
    *nowhere = 1;
  }
  if (is(name, "abort")) {
    fputs("rogue: out of cheese\n", stderr);
    abort();
  }
  if (is(name, "overflow")) sink = recurse(0);
  if (is(name, "exit")) exit(7);
  if (is(name, "hang")) {
    puts("hanging");
    fflush(stdout);
    for (;;) usleep(1000);
  }
  if (is(name, "spin"))
    for (;;) sink++;
  if (is(name, "hog")) {
    for (;;) {
      /* Through volatile pointers, or an optimiser sees that nobody reads the blocks and takes them away. */
      volatile char *volatile block = malloc(1 << 20);
      if (!block) return host->fail(host, call, XPL_OUT_OF_MEMORY, text("no more memory"), text(""));
      for (int i = 0; i < 1 << 20; i += 4096) block[i] = 1;
    }
  }
  if (is(name, "rubbish")) {
    const char words[] = "this is not a message of a worker";
    ssize_t written = write(3, words, sizeof words);
    (void)written;
    for (;;) usleep(1000);
  }
  if (is(name, "not_json")) return answer(host, call, "{\"result\": {");
  if (is(name, "not_explanation")) return answer(host, call, "[1, 2]");
  if (is(name, "bad_figure")) {
    return answer(host, call, "{\"result\": {}, \"figures\": [{\"title\": \"x\", \"kind\": \"matrix\"}]}");
  }
  if (is(name, "silent")) return XPL_OK;
  if (is(name, "twice")) {
    xpl_status first = answer(host, call, "{\"result\": {}}");
    return first == XPL_OK ? answer(host, call, "{\"result\": {}}") : first;
  }
  if (is(name, "bad_tensor")) {
    xpl_tensor tensor = {0};
    tensor.dtype = XPL_F32;
    tensor.rank = 1;
    tensor.shape[0] = -5;
    tensor.strides[0] = 1;
    return host->put_tensor(host, call, text("x"), &tensor);
  }
  if (is(name, "huge_tensor")) {
    float one = 1;
    xpl_tensor tensor = {0};
    tensor.data = &one;
    tensor.dtype = XPL_F32;
    tensor.rank = 2;
    tensor.shape[0] = tensor.shape[1] = INT64_C(1) << 40;
    return host->put_tensor(host, call, text("x"), &tensor);
  }
  if (is(name, "null_pointers")) {
    xpl_status status = host->model_info(host, call, NULL);
    if (status == XPL_OK) return answer(host, call, "{\"result\": {}}");
    return status;
  }
  if (is(name, "bad_site")) {
    xpl_trace *trace = NULL;
    return host->forward(host, call, text("{\"ids\": [1, 2]}"), text("layers.0.residual.pots"), &trace);
  }
  if (is(name, "bad_id")) {
    xpl_trace *trace = NULL;
    return host->forward(host, call, text("{\"ids\": [1, 123456789]}"), text("logits"), &trace);
  }
  if (is(name, "fails")) {
    return host->fail(host, call, XPL_BAD_TEXT, text("the text has no verb"),
                      text("{\"expected\": \"a verb\", \"found\": \"none\", \"remedy\": \"add one\"}"));
  }
  if (is(name, "strided")) {
    float values[6] = {1, 2, 3, 4, 5, 6};
    xpl_tensor tensor = {0}; /* the transpose of a 2 x 3 matrix */
    tensor.data = values;
    tensor.dtype = XPL_F32;
    tensor.rank = 2;
    tensor.shape[0] = 3;
    tensor.shape[1] = 2;
    tensor.strides[0] = 1;
    tensor.strides[1] = 3;
    xpl_status status = host->put_tensor(host, call, text("transposed"), &tensor);
    return status == XPL_OK ? answer(host, call, "{\"result\": {}}") : status;
  }
  return host->fail(host, call, XPL_NOT_FOUND, text("no such entry point"), text(""));
}

#define ENTRY(name) "{\"name\": \"" name "\", \"summary\": \"fails\", \"texts\": [0, 1]}"
static const char descriptor[] =
    "{\"explainer\": \"rogue\", \"plugin\": \"rogue\", \"version\": \"1.0.0\", \"license\": \"Apache-2.0\","
    " \"entry_points\": [" ENTRY("fine") "," ENTRY("crash") "," ENTRY("abort") "," ENTRY("overflow") ","
    ENTRY("exit") "," ENTRY("hang") "," ENTRY("spin") "," ENTRY("hog") "," ENTRY("rubbish") ","
    ENTRY("not_json") "," ENTRY("not_explanation") "," ENTRY("bad_figure") "," ENTRY("silent") ","
    ENTRY("twice") "," ENTRY("bad_tensor") "," ENTRY("huge_tensor") "," ENTRY("null_pointers") ","
    ENTRY("bad_site") "," ENTRY("bad_id") "," ENTRY("fails") "," ENTRY("strided") "]}";

static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {descriptor, sizeof descriptor - 1}, run};
static const xpl_plugin_v1 future = {XPL_ABI_MAJOR + 1, 0, NULL, {descriptor, sizeof descriptor - 1}, run};

XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_rogue(void) { return &plugin; }
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_future(void) { return &future; }
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_unwilling(void) { return NULL; }
