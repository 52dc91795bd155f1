/* Refuses the system calls that lead out of a worker, in a filter that the kernel runs before each of them. */
#ifndef SYSTEM_CALL_FILTER_H
#define SYSTEM_CALL_FILTER_H
#pragma GCC visibility push(hidden)

/* Installs the filter on every thread of this process; 0 or an errno. */
int worker_filter_system_calls(void);

#pragma GCC visibility pop
#endif
