/* What code in a worker may leave behind in its process, for all that runs in it afterwards. */
#ifndef WORKER_STATE_H
#define WORKER_STATE_H
#pragma GCC visibility push(hidden)
#include <stdint.h>

/* A digest of which descriptors are open and what they are, what signals do, the signals the calling thread blocks, its
 * rounding and traps, which processors it may use, interval timers, limits, the rights of new files and the locale.
 * Equal digests: nothing of this has changed. */
uint64_t worker_state_digest(void);

#pragma GCC visibility pop
#endif
