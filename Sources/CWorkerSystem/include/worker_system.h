/* What starting and confining a worker process needs of Linux and cannot be said in Swift: variadic calls, GNU
 * extensions and signal handlers. All functions return 0 or an errno.                                            */
#ifndef WORKER_SYSTEM_H
#define WORKER_SYSTEM_H
#pragma GCC visibility push(hidden)
#include <stdint.h>
#include <sys/types.h>

/* Starts `path` in a process group of its own. Its standard input, its output and error (both `output`) and
 * descriptor 3 (`result`) are the descriptors given; every other one is closed in it. It dies with this process
 * (worker_confine), whichever thread calls. */
int worker_spawn(const char *path, char *const arguments[], char *const environment[], int input, int output,
                 int result, pid_t *process);

/* Goes on in a copy of this process, which must have one thread that counts: `process` is its number here and 0 in the
 * copy. The copy has a process group of its own; its standard input is empty, its output and error (both `output`) and
 * descriptor 3 (`result`) are the descriptors given, every other one is closed, and signals do what they do by
 * themselves. */
int worker_copy(int output, int result, pid_t *process);

/* A pipe whose ends are closed in child processes. */
int worker_pipe(int ends[2]);

/* In the worker: dies with its parent, writes no core file, and gets at most `data_limit` bytes of private memory and
 * `processor_seconds` of all cores together (0: as much as there is; less where less is in force). Files mapped
 * read-only, such as a model, do not count. */
int worker_confine(uint64_t data_limit, uint64_t processor_seconds);

/* What a shell, or a login node, may have limited for this process and those it starts. */
enum worker_limited {
  WORKER_LIMITED_DATA, /* bytes of private memory */
  WORKER_LIMITED_ADDRESSES, /* bytes of memory of every kind, mapped files among it */
  WORKER_LIMITED_TIME, /* seconds of processor time */
  WORKER_LIMITED_FILE, /* bytes of a file */
  WORKER_LIMITED_FILES, /* open files */
  WORKER_LIMITED_PROCESSES /* processes and threads of this user */
};

/* Whether there is such a limit, and which. */
int worker_limit_in_force(enum worker_limited what, uint64_t *most);

/* Sends the signals that interrupt a program to `descriptor`, one byte each, instead of ending the process; -1 lets
 * them end it again. */
int worker_watch_interrupts(int descriptor);

/* The bytes of memory this machine has available, 0 where that is unknown. */
uint64_t worker_available_memory(void);

#pragma GCC visibility pop

#include "worker_state.h"
#include "worker_walls.h"
#endif
