/* Reads and writes that do less than they were asked for, and calls that a signal interrupts: what the kernel may do at any
 * time and hardly ever does. By random numbers from SEED, which is the same in a worker (whose environment is empty). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef SEED
#define SEED 1
#endif

static _Thread_local uint64_t state;

static uint64_t next(void) {
  if (!state) state = SEED * 0x9E3779B97F4A7C15u + (uint64_t)gettid() + 1;
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state;
}

/* One call in four is interrupted. */
static int is_interrupted(void) {
  if (next() >> 8 & 3) return 0;
  errno = EINTR;
  return 1;
}

/* Half of the others get a part only, of at least one byte. Large ones no less than a share, or they would never end. */
static size_t part(size_t count) {
  if (count < 2 || next() >> 8 & 1) return count;
  size_t least = count >> 6;
  return least + 1 + (next() >> 8) % (count - least - 1);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t read(int file, void *bytes, size_t count) {
  static __typeof__(&read) real;
  if (!real) real = REAL(read);
  return is_interrupted() ? -1 : real(file, bytes, part(count));
}
ssize_t write(int file, const void *bytes, size_t count) {
  static __typeof__(&write) real;
  if (!real) real = REAL(write);
  return is_interrupted() ? -1 : real(file, bytes, part(count));
}
ssize_t pread(int file, void *bytes, size_t count, off_t at) {
  static __typeof__(&pread) real;
  if (!real) real = REAL(pread);
  return is_interrupted() ? -1 : real(file, bytes, part(count), at);
}
ssize_t pread64(int file, void *bytes, size_t count, off64_t at) { return pread(file, bytes, count, at); }
ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
  static __typeof__(&pwrite) real;
  if (!real) real = REAL(pwrite);
  return is_interrupted() ? -1 : real(file, bytes, part(count), at);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) { return pwrite(file, bytes, count, at); }
int poll(struct pollfd *files, nfds_t count, int timeout) {
  static __typeof__(&poll) real;
  if (!real) real = REAL(poll);
  return is_interrupted() ? -1 : real(files, count, timeout);
}
int flock(int file, int operation) {
  static __typeof__(&flock) real;
  if (!real) real = REAL(flock);
  return !(operation & LOCK_NB) && is_interrupted() ? -1 : real(file, operation);
}
pid_t waitpid(pid_t process, int *status, int options) {
  static __typeof__(&waitpid) real;
  if (!real) real = REAL(waitpid);
  return is_interrupted() ? -1 : real(process, status, options);
}
pid_t wait4(pid_t process, int *status, int options, struct rusage *usage) {
  static __typeof__(&wait4) real;
  if (!real) real = REAL(wait4);
  return is_interrupted() ? -1 : real(process, status, options, usage);
}
