#define _GNU_SOURCE
#include "worker_system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <unistd.h>

/* What a descriptor means in the copy: its standard streams, and where its result goes. */
enum { RESULT = 3, FIRST_FREE = 4 };

static void close_between(int first, int last) {
  if (first > last || close_range((unsigned)first, (unsigned)last, 0) == 0) return;
  for (int number = first; number <= last && number < 1024; number++) close(number);
}

/* Closes everything beyond the standard streams but for two. */
static void close_but(int low, int high) {
  close_between(RESULT, low - 1);
  close_between(low < RESULT ? RESULT : low + 1, high - 1);
  close_between(high < RESULT ? RESULT : high + 1, INT_MAX);
}

/* The copy gives no descriptor away and waits for no one, so it can only end where something fails. */
static void settle(int output, int result) {
  setpgid(0, 0);
  /* What a handler of the original would write to is closed below. */
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  /* Where few descriptors are allowed, those of the original leave no room for what follows. */
  close_but(output < result ? output : result, output < result ? result : output);
  output = fcntl(output, F_DUPFD, FIRST_FREE);
  result = fcntl(result, F_DUPFD, FIRST_FREE);
  int nothing = open("/dev/null", O_RDONLY);
  if (output < 0 || result < 0 || nothing < 0) _exit(127);
  if (dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0 ||
      dup2(result, RESULT) < 0)
    _exit(127);
  close_between(FIRST_FREE, INT_MAX);
}

int worker_copy(int output, int result, pid_t *process) {
  pid_t copy = fork();
  if (copy < 0) return errno;
  if (copy == 0) settle(output, result); else setpgid(copy, copy);
  *process = copy;
  return 0;
}
