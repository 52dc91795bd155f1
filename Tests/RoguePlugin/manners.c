#include "rogue.h"

#include <fenv.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* What the conformance kit must notice though every single call looks well. */

/* Answers otherwise every time. */
xpl_status rogue_moody(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  static int calls;
  char json[64];
  (void)request;
  snprintf(json, sizeof json, "{\"result\": {\"calls\": %d}}", calls++);
  return rogue_answer(host, call, json);
}

/* Computes for 0.4 s and never asks whether anybody still wants it. */
xpl_status rogue_deaf(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  struct timespec start, now;
  (void)request;
  clock_gettime(CLOCK_MONOTONIC, &start);
  do clock_gettime(CLOCK_MONOTONIC, &now);
  while ((now.tv_sec - start.tv_sec) + 1e-9 * (double)(now.tv_nsec - start.tv_nsec) < 0.4);
  return rogue_answer(host, call, "{\"result\": {}}");
}

/* Takes no notice when the host fails. */
xpl_status rogue_careless(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  xpl_str info;
  (void)request;
  host->model_info(host, call, &info);
  return rogue_answer(host, call, "{\"result\": {}}");
}

/* The logits of three tokens, bit for bit; counts what the host gave that was no float. */
static int logits(const xpl_host_v1 *host, xpl_call *call, float *values, size_t room) {
  xpl_trace *trace;
  xpl_tensor tensor;
  if (host->forward(host, call, XPL_STRING("{\"ids\": [5, 6, 7]}"), XPL_STRING("logits"), &trace) != XPL_OK) return 0;
  int is_read = host->trace_find(trace, XPL_STRING("logits"), &tensor) == XPL_OK;
  if (is_read) memcpy(values, tensor.data, room * sizeof *values);
  host->trace_release(trace);
  return is_read;
}

/* Rounds upwards: the host's numbers must not, and this code must go on doing so; says how it was rounded at first. */
xpl_status rogue_rounding(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  enum { room = 3 * 512 };
  static float before[room], after[room];
  char json[128];
  (void)request;
  int is_nearest = fegetround() == FE_TONEAREST;
  int is_read = logits(host, call, before, room);
  fesetround(FE_UPWARD);
  is_read = is_read && logits(host, call, after, room);
  int stays = fegetround() == FE_UPWARD;
  snprintf(json, sizeof json, "{\"result\": {\"nearest\": %d, \"read\": %d, \"equal\": %d, \"stays\": %d}}", is_nearest,
           is_read, memcmp(before, after, sizeof before) == 0, stays);
  return rogue_answer(host, call, json);
}
