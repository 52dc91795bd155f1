#define _GNU_SOURCE
#include "worker_system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* What a descriptor means in the copy: its standard streams, and where its result goes. */
enum { RESULT = 3, FIRST_FREE = 4 };

/* The copy gives no descriptor away and waits for no one, so it can only end where something fails. */
static void settle(int output, int result) {
  setpgid(0, 0);
  /* What a handler of the original would write to is closed below. */
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  signal(SIGPIPE, SIG_IGN);
  output = fcntl(output, F_DUPFD, FIRST_FREE);
  result = fcntl(result, F_DUPFD, FIRST_FREE);
  int nothing = open("/dev/null", O_RDONLY);
  if (output < 0 || result < 0 || nothing < 0) _exit(127);
  if (dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, STDERR_FILENO) < 0 ||
      dup2(result, RESULT) < 0)
    _exit(127);
  if (close_range(FIRST_FREE, ~0U, 0) != 0)
    for (int number = FIRST_FREE; number < 1024; number++) close(number);
}

int worker_copy(int output, int result, pid_t *process) {
  pid_t copy = fork();
  if (copy < 0) return errno;
  if (copy == 0) settle(output, result); else setpgid(copy, copy);
  *process = copy;
  return 0;
}
