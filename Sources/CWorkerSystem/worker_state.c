#define _GNU_SOURCE
#include "worker_state.h"

#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>

/* FNV-1a: what is compared was not chosen by anybody who gains by a collision. */
static uint64_t add(uint64_t digest, const void *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) digest = (digest ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3;
  return digest;
}

static uint64_t add_number(uint64_t digest, uint64_t number) { return add(digest, &number, sizeof number); }

/* Descriptors beyond are not looked at: few systems allow a process more. */
enum { most_descriptors = 4096 };

static uint64_t add_descriptors(uint64_t digest) {
  struct rlimit limit;
  nfds_t count = most_descriptors;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < count) count = (nfds_t)limit.rlim_cur;
  struct pollfd entries[most_descriptors];
  for (nfds_t i = 0; i < count; i++) entries[i] = (struct pollfd){.fd = (int)i};
  if (poll(entries, count, 0) < 0) return digest;
  for (nfds_t i = 0; i < count; i++) {
    struct stat status;
    if (entries[i].revents & POLLNVAL || fstat((int)i, &status) != 0) continue;
    digest = add_number(digest, i);
    digest = add_number(digest, status.st_dev);
    digest = add_number(digest, status.st_ino);
    digest = add_number(digest, (uint64_t)fcntl((int)i, F_GETFL));
  }
  return digest;
}

static uint64_t add_signals(uint64_t digest) {
  sigset_t blocked;
  sigemptyset(&blocked);
  sigprocmask(SIG_BLOCK, NULL, &blocked);
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    if (sigaction(number, NULL, &action) != 0) continue;
    digest = add_number(digest, (uint64_t)(uintptr_t)action.sa_handler);
    digest = add_number(digest, (uint64_t)action.sa_flags);
    digest = add_number(digest, sigismember(&blocked, number) == 1);
  }
  for (int which = ITIMER_REAL; which <= ITIMER_PROF; which++) {
    struct itimerval timer = {0};
    getitimer((__itimer_which_t)which, &timer);
    digest = add_number(digest, timer.it_value.tv_sec || timer.it_value.tv_usec);
  }
  return digest;
}

static uint64_t add_arithmetic(uint64_t digest) {
  fenv_t now;
  fegetenv(&now);
#if defined __x86_64__
  /* Without the flags of what has happened, the low 6 bits. */
  digest = add_number(digest, now.__mxcsr & ~0x3Fu);
  return add_number(digest, now.__control_word & 0xF3F);
#elif defined __aarch64__
  return add_number(digest, now.__fpcr);
#else
  return add_number(digest, (uint64_t)fegetround());
#endif
}

uint64_t worker_state_digest(void) {
  uint64_t digest = 0xcbf29ce484222325;
  digest = add_descriptors(digest);
  digest = add_signals(digest);
  digest = add_arithmetic(digest);
  cpu_set_t processors;
  CPU_ZERO(&processors);
  sched_getaffinity(0, sizeof processors, &processors);
  digest = add(digest, &processors, sizeof processors);
  for (int resource = 0; resource < RLIM_NLIMITS; resource++) {
    struct rlimit limit = {0};
    getrlimit(resource, &limit);
    digest = add_number(digest, limit.rlim_cur);
  }
  mode_t rights = umask(0777);
  umask(rights);
  digest = add_number(digest, rights);
  const char *locale = setlocale(LC_ALL, NULL);
  return locale ? add(digest, locale, strlen(locale)) : digest;
}
