#include "rogue.h"

#include <stdio.h>
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
