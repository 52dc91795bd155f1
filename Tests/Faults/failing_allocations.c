/* Allocations of which one in ONE_IN fails, by random numbers from SEED, once the program (or, with
 * WORKERS, a worker) has begun. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#ifndef SEED
#define SEED 1
#endif
#ifndef ONE_IN
#define ONE_IN 10000
#endif
#ifndef WORKERS
#define WORKERS 1
#endif

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static uint64_t state;
static int has_begun;

/* Whether this process was started as a worker (its one argument says so). */
static int is_worker(void) {
  char words[4096] = {0};
  int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t got = read(file, words, sizeof words - 1);
  close(file);
  size_t first = strlen(words) + 1;
  return got > (ssize_t)first && strcmp(words + first, "__worker") == 0;
}

__attribute__((constructor)) static void begin(void) {
  state = SEED * 0x9E3779B97F4A7C15u + (uint64_t)getpid() + 1;
  has_begun = is_worker() == WORKERS;
}

/* (Threads may disturb each other's numbers; they stay random.) */
static int fails(void) {
  if (!has_begun) return 0;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  if ((state >> 8) % ONE_IN) return 0;
  errno = ENOMEM;
  return 1;
}

void *malloc(size_t size) { return fails() ? NULL : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return fails() ? NULL : __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { return fails() ? NULL : __libc_realloc(memory, size); }
