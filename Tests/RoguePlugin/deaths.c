/* Ways for a process to end, or not to. */
#include "rogue.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define UNUSED (void)host, (void)call, (void)request

xpl_status rogue_fine(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  (void)request;
  puts("a plugin may print");
  fflush(stdout);
  return rogue_answer(host, call, "{\"result\": {\"well\": true}}");
}

xpl_status rogue_crash(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  volatile int *nowhere = (volatile int *)(uintptr_t)8;
  *nowhere = 1;
  return XPL_OK;
}

xpl_status rogue_abort(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  fputs("rogue: out of cheese\n", stderr);
  abort();
}

static volatile int sink;

static int recurse(int depth) {
  volatile char block[4096];
  block[0] = (char)depth;
  return recurse(depth + 1) + block[0];
}

xpl_status rogue_overflow(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  sink = recurse(0);
  return XPL_OK;
}

xpl_status rogue_exit(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  exit(7);
}

xpl_status rogue_hang(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  puts("hanging");
  fflush(stdout);
  for (;;) pause();
}

xpl_status rogue_spin(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  for (;;) sink++;
}

xpl_status rogue_hog(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  (void)request;
  for (;;) {
    /* Through volatile pointers, or an optimiser sees that nobody reads the blocks and takes them away. */
    volatile char *volatile block = malloc(1 << 20);
    if (!block) return host->fail(host, call, XPL_OUT_OF_MEMORY, xpl_text("no more memory"), xpl_text(""));
    for (int i = 0; i < 1 << 20; i += 4096) block[i] = 1;
  }
}

xpl_status rogue_stop(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  raise(SIGSTOP);
  return XPL_OK;
}

xpl_status rogue_rubbish(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  const char words[] = "this is not a message of a worker";
  ssize_t written = write(3, words, sizeof words);
  (void)written;
  for (;;) pause();
}

/* A log line of 2^40 bytes, in a message of its own making. */
xpl_status rogue_forged_frame(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  const unsigned char frame[13] = {'X', 'P', 'L', 'W', 4, 0, 0, 0, 0, 0, 1, 0, 0};
  ssize_t written = write(3, frame, sizeof frame);
  (void)written;
  for (;;) pause();
}

xpl_status rogue_close_channel(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  (void)request;
  close(3);
  return rogue_answer(host, call, "{\"result\": {}}");
}

xpl_status rogue_close_all(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  UNUSED;
  for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor);
  for (;;) pause();
}
