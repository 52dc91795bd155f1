#include "rogue.h"

#include <fcntl.h>
#include <locale.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

/* Answers well and leaves the process other than it was: the next call must not notice. */

#define LEAVES(name, ...)                                                                                              \
  xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {                                  \
    (void)request;                                                                                                     \
    __VA_ARGS__;                                                                                                       \
    return rogue_answer(host, call, "{\"result\": {}}");                                                               \
  }

static void take_notice(int number) { (void)number; }

LEAVES(open_files, for (int i = 0; i < 100000 && dup(2) >= 0; i++))
LEAVES(one_open_file, (void)!dup(2))
LEAVES(signal_handler, signal(SIGUSR1, take_notice))
LEAVES(blocked_signal, sigset_t set; sigemptyset(&set); sigaddset(&set, SIGTERM); sigprocmask(SIG_BLOCK, &set, NULL))
LEAVES(timer, struct itimerval later = {.it_value = {.tv_sec = 3600}}; setitimer(ITIMER_REAL, &later, NULL))
LEAVES(new_rights, umask(0777))
LEAVES(other_locale, setlocale(LC_ALL, "C.UTF-8"))

/* Says in the host's place that it is done, and never returns. */
xpl_status rogue_early_answer(const xpl_host_v1 *host, xpl_call *call, xpl_str request) {
  static const char answer[] = "XPLW\5\016\0\0\0\0\0\0\0{\"result\": {}}XPLW\010\0\0\0\0\0\0\0\0";
  (void)host, (void)call, (void)request;
  (void)!write(3, answer, sizeof answer - 1);
  for (;;) pause();
}
