/* Limits of this process, which are lowered and never raised: what is in force already and smaller stays. */
#ifndef WORKER_LIMIT_H
#define WORKER_LIMIT_H
#pragma GCC visibility push(hidden)
#include <sys/resource.h>

/* Lets this process use at most `most` of `resource`; 0 or an errno. */
int worker_limit(int resource, rlim_t most);

#pragma GCC visibility pop
#endif
