/* Taking much of what no limit of the kernel's counts, a little at a time, up to where a test would have failed. */
#define _GNU_SOURCE
#include "rogue.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)
enum { step = 4 << 20 };

/* Memory that was written to and may then only be read: 2 GiB. */
ENTRY(read_only_hog) {
  (void)request;
  for (int i = 0; i < 512; i++) {
    char *memory = mmap(NULL, step, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return XPL_OUT_OF_MEMORY;
    memset(memory, 1, step);
    if (mprotect(memory, step, PROT_READ) != 0) return XPL_INTERNAL_FAULT;
    usleep(1000);
  }
  return rogue_answer(host, call, "{\"result\": {}}");
}

/* Tables for pages that are all the one of zeros: 2 GiB of them. */
ENTRY(tables_hog) {
  (void)request;
  const size_t size = (size_t)1 << 40, reach = 2 << 20;
  const volatile char *memory = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return XPL_OUT_OF_MEMORY;
  madvise((void *)memory, size, MADV_NOHUGEPAGE);
  int sum = 0;
  for (size_t at = 0; at < size; at += reach) {
    sum += memory[at];
    if (at % (reach << 10) == 0) usleep(1000);
  }
  return rogue_answer(host, call, sum ? "{}" : "{\"result\": {}}");
}

static void *wait_for_ever(void *nothing) {
  for (;;) pause();
  return nothing;
}

/* Says how many threads it could start, where it could not start 20,000. */
ENTRY(many_threads) {
  (void)request;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN);
  int count = 0;
  for (pthread_t thread; count < 20000; count++)
    if (pthread_create(&thread, &attributes, wait_for_ever, NULL) != 0) break;
  sleep(1);
  char json[64];
  snprintf(json, sizeof json, "{\"result\": {\"threads\": %d}}", count);
  return rogue_answer(host, call, json);
}

/* Folders in folders in its scratch folder, 1,500 deep, by names far longer together than a path may be; some that nobody
 * may enter or write to, and a file in each of the others.                                                             */
ENTRY(deep_scratch) {
  (void)request;
  char name[201] = "";
  memset(name, 'd', sizeof name - 1);
  int folder = open(getenv("TMPDIR"), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  for (int depth = 0; depth < 1500 && folder >= 0; depth++) {
    mkdirat(folder, "closed", 0);
    mkdirat(folder, "unwritable", 0500);
    int file = openat(folder, "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0);
    if (file >= 0) close(file);
    if (mkdirat(folder, name, 0700) != 0) return XPL_INPUT_OUTPUT;
    int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    close(folder);
    folder = inner;
  }
  if (folder < 0) return XPL_INPUT_OUTPUT;
  close(folder);
  return rogue_answer(host, call, "{\"result\": {\"well\": true}}");
}
