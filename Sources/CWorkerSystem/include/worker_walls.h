/* The walls around a worker, by what the kernel offers: Landlock for files, network and signals, seccomp for every
 * other system call that leads out. Both hold for the process and can never be lifted again.                     */
#ifndef WORKER_WALLS_H
#define WORKER_WALLS_H
#pragma GCC visibility push(hidden)
#include <stddef.h>
#include <stdint.h>

/* How many files a worker may have open, how many bytes it may write into one, and how many it may lock in memory. */
#define WORKER_OPEN_FILES 256
#define WORKER_FILE_BYTES (1L << 30)
#define WORKER_LOCKED_BYTES (64L << 10)
/* How far the stack of its first thread may grow where no less is in force. */
#define WORKER_STACK_BYTES (64L << 20)

/* The version of Landlock this kernel offers, 0 where it has none. */
int worker_landlock_version(void);

/* Whether this kernel filters system calls. */
int worker_has_seccomp(void);

/* Confines this process, which must have one thread: it may read below `readable`, read and write below `writable`
 * (both end in NULL; what does not exist is left out), open WORKER_OPEN_FILES files, write WORKER_FILE_BYTES at most
 * into one, and start threads; everything else that leads out of it fails with EPERM or EACCES. A wall the kernel does
 * not have is left out; one it has and refuses is an error: the result is an errno, and `step` says what failed.   */
int worker_raise_walls(const char *const readable[], const char *const writable[], const char **step);

/* What the filter says of a system call: any call of it is refused (`argument` is -1), or one whose argument, counted
 * from 0, is `value`; or with `is_allowed`, that one is allowed, as all others of this list, and no others.          */
struct worker_rule {
  const char *name;
  int number, argument;
  uint32_t value;
  int is_allowed;
};

/* The rule at `place` of the filter's lists; 0 behind the last. What depends on which process is meant (clone, kill,
 * scheduling, limits, priority) or on flags (mmap, open, fallocate) is not in them. */
int worker_rule_at(size_t place, struct worker_rule *rule);

/* Calls `visit` with the path of every shared library of this process. */
void worker_visit_libraries(void (*visit)(const char *path, void *context), void *context);

#pragma GCC visibility pop
#endif
