/* Whether memory that somebody else speaks of is there. */
#ifndef MEMORY_PROBE_H
#define MEMORY_PROBE_H
#pragma GCC visibility push(hidden)
#include <stddef.h>

/* 1 where each page from `start` on, `size` bytes far, can be read; else 0. Another thread may change it right after.
 * Takes a tenth of a microsecond a page.                                                                           */
int memory_is_readable(const void *start, size_t size);

#pragma GCC visibility pop
#endif
