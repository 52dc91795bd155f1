#define _GNU_SOURCE
#include <fenv.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "CKernels.h"

// One team of threads for the whole process. Between two pieces of work that follow each other closely its members keep
// awake; then they sleep.

struct work {
  void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index);
  void *context;
  ptrdiff_t count, most;
  atomic_ptrdiff_t next, joined, done;
  fenv_t rounding;
  int processor;  // of the thread that called
  // Under the team's lock: how many threads may still look at this.
  ptrdiff_t users;
};

static struct {
  pthread_mutex_t lock;
  pthread_cond_t wake;
  // All under the lock, the count of calls aside, which members that are awake watch.
  struct work *work;
  ptrdiff_t members, asleep;
  atomic_uint calls;
} team = {.lock = PTHREAD_MUTEX_INITIALIZER, .wake = PTHREAD_COND_INITIALIZER};

// A copy of the process begins without members, and whatever they held.
static void begin_anew(void) {
  pthread_mutex_init(&team.lock, 0);
  pthread_cond_init(&team.wake, 0);
  team.work = 0;
  team.members = team.asleep = 0;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void watch_copies(void) { pthread_atfork(0, 0, begin_anew); }

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void pause_a_little(void) {
  for (int i = 0; i < 64; i++) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
  }
}

// Does pieces until none is left.
static void take_part(struct work *work) {
  ptrdiff_t thread = atomic_fetch_add(&work->joined, 1);
  if (thread >= work->most) return;
  for (;;) {
    ptrdiff_t index = atomic_fetch_add(&work->next, 1);
    if (index >= work->count) return;
    work->body(work->context, thread, index);
    atomic_fetch_add(&work->done, 1);
  }
}

// Ends one thread's part, with the lock held.
static void leave(struct work *work) {
  if (!--work->users) free(work);
}

// Keeps off one of the processors. A member that wakes is put where it slept, which may be where the one it helps is running:
// it would wait for that to end.
static void avoid(int processor, const cpu_set_t *allowed) {
  cpu_set_t others = *allowed;
  if (processor >= 0 && processor < CPU_SETSIZE) CPU_CLR(processor, &others);
  if (CPU_COUNT(&others)) sched_setaffinity(0, sizeof others, &others);
}

static void *serve(void *argument) {
  // What was called before it came is another's.
  unsigned seen = (unsigned)(uintptr_t)argument;
  int avoided = -1;
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  sched_getaffinity(0, sizeof allowed, &allowed);
  for (;;) {
    for (double end = seconds() + 5e-4; atomic_load(&team.calls) == seen && seconds() < end; sched_yield())
      pause_a_little();
    pthread_mutex_lock(&team.lock);
    while (atomic_load(&team.calls) == seen) {
      team.asleep++;
      pthread_cond_wait(&team.wake, &team.lock);
      team.asleep--;
    }
    seen = atomic_load(&team.calls);
    struct work *work = team.work;
    if (work) work->users++;
    pthread_mutex_unlock(&team.lock);
    if (!work) continue;
    if (work->processor != avoided) avoid(avoided = work->processor, &allowed);
    // Computed as whoever called computes.
    fesetenv(&work->rounding);
    take_part(work);
    pthread_mutex_lock(&team.lock);
    leave(work);
    pthread_mutex_unlock(&team.lock);
  }
  return 0;
}

// Starts members, with the lock held, until there are `wanted`, or no more are to be had.
static void grow(ptrdiff_t wanted) {
  pthread_attr_t detached;
  if (pthread_attr_init(&detached)) return;
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  // Members inherit what is blocked: signals are for the threads that expect them.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t member;
  void *seen = (void *)(uintptr_t)atomic_load(&team.calls);
  while (team.members < wanted && !pthread_create(&member, &detached, serve, seen)) team.members++;
  pthread_sigmask(SIG_SETMASK, &before, 0);
  pthread_attr_destroy(&detached);
}

// Hands `work` to the team; false where that has other work.
static bool call(struct work *work) {
  enum { most = 64 };
  pthread_once(&once, watch_copies);
  ptrdiff_t wanted = work->most - 1;
  pthread_mutex_lock(&team.lock);
  bool is_free = !team.work;
  if (is_free) {
    if (team.members < wanted) grow(wanted < most ? wanted : most);
    team.work = work;
    atomic_fetch_add(&team.calls, 1);
    if (team.asleep) pthread_cond_broadcast(&team.wake);
  }
  pthread_mutex_unlock(&team.lock);
  return is_free;
}

ptrdiff_t ck_processors(void) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  // (A kernel made for more processors than the set has room for says nothing.)
  if (!sched_getaffinity(0, sizeof allowed, &allowed) && CPU_COUNT(&allowed)) return CPU_COUNT(&allowed);
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : online;
}

void ck_deal_out(
    ptrdiff_t count, ptrdiff_t threads, void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index),
    void *context) {
  struct work *work = threads > 1 && count > 1 ? malloc(sizeof *work) : 0;
  if (work) {
    *work = (struct work){
        .body = body, .context = context, .count = count, .most = threads < count ? threads : count, .users = 1};
    fegetenv(&work->rounding);
    work->processor = sched_getcpu();
  }
  if (!work || !call(work)) {
    free(work);
    for (ptrdiff_t index = 0; index < count; index++) body(context, 0, index);
    return;
  }
  take_part(work);
  // Nobody is waited for but who has begun a piece.
  while (atomic_load(&work->done) < count) {
    pause_a_little();
    if (atomic_load(&work->done) < count) sched_yield();
  }
  pthread_mutex_lock(&team.lock);
  team.work = 0;
  leave(work);
  pthread_mutex_unlock(&team.lock);
}
