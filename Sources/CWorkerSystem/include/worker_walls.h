/* The walls around a worker, by what the kernel offers: Landlock for files, network and signals, seccomp for every
 * other system call that leads out. Both hold for the process and can never be lifted again.                     */
#ifndef WORKER_WALLS_H
#define WORKER_WALLS_H
#pragma GCC visibility push(hidden)
#include <stddef.h>
#include <stdint.h>

/* How many files a worker may have open, and how many bytes it may write into one. */
#define WORKER_OPEN_FILES 256
#define WORKER_FILE_BYTES (1L << 30)

/* The version of Landlock this kernel offers, 0 where it has none. */
int worker_landlock_version(void);

/* Whether this kernel filters system calls. */
int worker_has_seccomp(void);

/* Confines this process, which must have one thread: it may read below `readable`, read and write below `writable`
 * (both end in NULL; what does not exist is left out), open WORKER_OPEN_FILES files, write WORKER_FILE_BYTES at most
 * into one, and start threads; everything else that leads out of it fails with EPERM or EACCES. A wall the kernel does
 * not have is left out; one it has and refuses is an error: the result is an errno, and `step` says what failed.   */
int worker_raise_walls(const char *const readable[], const char *const writable[], const char **step);

/* A system call that a worker may not make: any call of it (`argument` is -1), or one whose argument, counted from 0,
 * is `value`. */
struct worker_refusal {
  const char *name;
  int number, argument;
  uint32_t value;
};

/* The refusal at `place` of the filter's list; 0 behind the last. What depends on which process is meant (clone, kill,
 * scheduling, limits, priority) is not in it. */
int worker_refusal(size_t place, struct worker_refusal *refusal);

/* Calls `visit` with the path of every shared library of this process. */
void worker_visit_libraries(void (*visit)(const char *path, void *context), void *context);

#pragma GCC visibility pop
#endif
