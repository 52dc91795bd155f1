/* Behaviours of a plugin that has lost its way: BEHAVIOUR(name, codes) { body }. `codes` are the exit codes that `run` may end with; the
 * mutator reads them from here. The body sees `host`, `call` and `request`, and ends with WELL where it may yet answer. */
#ifndef BEHAVIOUR_H
#define BEHAVIOUR_H
#define _GNU_SOURCE
#include "explainer_abi.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef xpl_status behaviour_function(const xpl_host_v1 *host, xpl_call *call, xpl_str request);
struct behaviour {
  const char *name;
  behaviour_function *run;
};

/* Each puts itself into one table of the library. */
#define BEHAVIOUR(name, codes)                                                                                         \
  static behaviour_function run_##name;                                                                                \
  static const struct behaviour entry_##name __attribute__((section("behaviours"), used, aligned(8))) = {#name, run_##name};   \
  static xpl_status run_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)

#define ANSWER(json) return host->put_explanation(host, call, xpl_text(json))
#define WELL ANSWER("{\"result\": {\"well\": true}}")

static inline xpl_tensor tensor_of(const void *data, int64_t count) {
  xpl_tensor tensor = {.data = data, .dtype = XPL_F32, .rank = 1};
  tensor.shape[0] = count;
  tensor.strides[0] = 1;
  return tensor;
}

/* A frame of the channel, which only the host should write. */
static inline void frame(int kind, uint64_t claimed, const char *payload) {
  unsigned char head[13] = {'X', 'P', 'L', 'W', (unsigned char)kind};
  for (int i = 0; i < 8; i++) head[5 + i] = (unsigned char)(claimed >> 8 * i);
  if (write(3, head, sizeof head) < 0 || (*payload && write(3, payload, strlen(payload)) < 0)) return;
}

/* A text of `count` copies. */
static inline char *copies(const char *text, size_t count, const char *before, const char *behind) {
  size_t size = strlen(text), first = strlen(before), last = strlen(behind);
  char *result = malloc(first + size * count + last + 1);
  if (!result) return NULL;
  memcpy(result, before, first);
  for (size_t i = 0; i < count; i++) memcpy(result + first + i * size, text, size);
  memcpy(result + first + size * count, behind, last + 1);
  return result;
}
#endif
