#define _GNU_SOURCE
#include "memory_probe.h"

#include <errno.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel reads the set of signals before it finds that there is no such thing to do with it: EFAULT or EINVAL. */
static int is_readable(uintptr_t address) {
  const int no_such_thing = -1;
  const size_t set = 8;
  return syscall(SYS_rt_sigprocmask, no_such_thing, address, NULL, set) == 0 || errno != EFAULT;
}

int memory_is_readable(const void *start, size_t size) {
  if (size == 0) return 1;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), first = (uintptr_t)start;
  /* The first page is never there, and its address is none to the kernel. */
  if (first < page || first > UINTPTR_MAX - (size - 1)) return 0;
  const int error = errno;
  int readable = 1;
  /* Page by page from its beginning: what is asked for never reaches into the next. */
  for (uintptr_t address = first / page * page, last = first + (size - 1); readable; address += page) {
    readable = is_readable(address);
    if (last - address < page) break;
  }
  errno = error;
  return readable;
}
