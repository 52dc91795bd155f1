#define _GNU_SOURCE
#include "worker_system.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "worker_limit.h"

int worker_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno; }

static int spawn_here(const char *path, char *const arguments[], char *const environment[], int input, int output,
                      int result, pid_t *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int failure = posix_spawn_file_actions_init(&actions);
  if (failure) return failure;
  failure = posix_spawnattr_init(&attributes);
  if (failure) {
    posix_spawn_file_actions_destroy(&actions);
    return failure;
  }
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  /* Descriptors may coincide with their targets; moving them out of the way first makes the order irrelevant. */
  int high_input = fcntl(input, F_DUPFD_CLOEXEC, 4);
  int high_output = fcntl(output, F_DUPFD_CLOEXEC, 4);
  int high_result = fcntl(result, F_DUPFD_CLOEXEC, 4);
  if (high_input < 0 || high_output < 0 || high_result < 0) failure = errno;
  if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, high_input, 0);
  if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, high_output, 1);
  if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, high_output, 2);
  if (!failure) failure = posix_spawn_file_actions_adddup2(&actions, high_result, 3);
  if (!failure) failure = posix_spawn_file_actions_addclosefrom_np(&actions, 4);
  if (!failure) failure = posix_spawnattr_setpgroup(&attributes, 0);
  if (!failure) failure = posix_spawnattr_setsigmask(&attributes, &none);
  if (!failure) failure = posix_spawnattr_setsigdefault(&attributes, &all);
  if (!failure)
    failure = posix_spawnattr_setflags(&attributes,
                                       POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  if (!failure) failure = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  if (high_input >= 0) close(high_input);
  if (high_output >= 0) close(high_output);
  if (high_result >= 0) close(high_result);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return failure;
}

/* A worker dies with the thread that started it (PR_SET_PDEATHSIG), not with the process. Threads of a pool come and go
 * while their workers are to stay, so all but the first leave the starting to one that never ends.              */
struct start {
  const char *path;
  char *const *arguments, *const *environment;
  int input, output, result;
  pid_t *process;
  int failure, is_done;
};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static struct start *wanted;
static int is_running;

static void *start_workers(void *nothing) {
  pthread_mutex_lock(&lock);
  for (;;) {
    while (!wanted) pthread_cond_wait(&changed, &lock);
    struct start *start = wanted;
    start->failure = spawn_here(start->path, start->arguments, start->environment, start->input, start->output,
                                start->result, start->process);
    start->is_done = 1;
    wanted = NULL;
    pthread_cond_broadcast(&changed);
  }
  return nothing;
}

int worker_spawn(const char *path, char *const arguments[], char *const environment[], int input, int output,
                 int result, pid_t *process) {
  if (gettid() == getpid()) return spawn_here(path, arguments, environment, input, output, result, process);
  struct start start = {path, arguments, environment, input, output, result, process, 0, 0};
  pthread_mutex_lock(&lock);
  if (!is_running) {
    pthread_t thread;
    start.failure = pthread_create(&thread, NULL, start_workers, NULL);
    if (!start.failure) {
      pthread_detach(thread);
      is_running = 1;
    }
  }
  if (is_running) {
    while (wanted) pthread_cond_wait(&changed, &lock);
    wanted = &start;
    pthread_cond_broadcast(&changed);
    while (!start.is_done) pthread_cond_wait(&changed, &lock);
  }
  pthread_mutex_unlock(&lock);
  return start.failure;
}

int worker_limit(int resource, rlim_t most) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return errno;
  if (now.rlim_cur < most) most = now.rlim_cur;
  struct rlimit bound = {most, most};
  return setrlimit(resource, &bound) == 0 ? 0 : errno;
}

/* SIGXCPU, which can be told from other ends, and some seconds later SIGKILL; where less is in force, within that. */
static int limit_time(uint64_t seconds) {
  struct rlimit bound;
  if (getrlimit(RLIMIT_CPU, &bound) != 0) return errno;
  if (seconds > 0 && seconds < bound.rlim_cur) bound.rlim_cur = seconds;
  if (seconds > 0 && seconds + 5 < bound.rlim_max) bound.rlim_max = seconds + 5;
  if (bound.rlim_cur >= bound.rlim_max && bound.rlim_max != RLIM_INFINITY)
    bound.rlim_cur = bound.rlim_max > 1 ? bound.rlim_max - 1 : bound.rlim_max;
  return setrlimit(RLIMIT_CPU, &bound) == 0 ? 0 : errno;
}

/* Where the machine runs out of memory, a worker goes first, before what others have started. Only a wish. */
static void be_first_to_go(void) {
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  ssize_t written = write(file, "1000", 4);
  (void)written;
  close(file);
}

/* Under these sanitizers nearly all that a process has is their own book-keeping, which no limit means. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define WORKER_IS_SANITIZED 1
#endif
#endif
#ifndef WORKER_IS_SANITIZED
#define WORKER_IS_SANITIZED 0
#endif

int worker_confine(uint64_t data_limit, uint64_t processor_seconds) {
  if (WORKER_IS_SANITIZED) data_limit = 0;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
  be_first_to_go();
  int failure = worker_limit(RLIMIT_CORE, 0);
  if (!failure) failure = worker_limit(RLIMIT_DATA, data_limit > 0 ? data_limit : RLIM_INFINITY);
  if (!failure) failure = limit_time(processor_seconds);
  return failure;
}

int worker_limit_in_force(enum worker_limited what, uint64_t *most) {
  static const int resources[] = {RLIMIT_DATA, RLIMIT_AS, RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_NPROC};
  struct rlimit now;
  if (getrlimit(resources[what], &now) != 0 || now.rlim_cur == RLIM_INFINITY) return 0;
  *most = now.rlim_cur;
  return 1;
}

static volatile sig_atomic_t interrupt_descriptor = -1;

static void forward_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  ssize_t written = write(interrupt_descriptor, &byte, 1);
  (void)written;
  errno = saved;
}

int worker_watch_interrupts(int descriptor) {
  interrupt_descriptor = descriptor;
  struct sigaction action = {0};
  action.sa_handler = descriptor >= 0 ? forward_signal : SIG_DFL;
  sigemptyset(&action.sa_mask);
  const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
  sigset_t watched;
  sigemptyset(&watched);
  for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
    if (sigaction(numbers[i], &action, NULL) != 0) return errno;
    sigaddset(&watched, numbers[i]);
  }
  /* A program that started this one from a thread that blocks signals has handed the block on. */
  return sigprocmask(SIG_UNBLOCK, &watched, NULL) == 0 ? 0 : errno;
}

uint64_t worker_available_memory(void) {
  FILE *file = fopen("/proc/meminfo", "re");
  if (!file) return 0;
  char line[128];
  unsigned long long kilobytes = 0;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "MemAvailable: %llu kB", &kilobytes) == 1) break;
  fclose(file);
  return (uint64_t)kilobytes * 1024;
}
