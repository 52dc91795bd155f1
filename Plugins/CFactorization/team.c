#include <stdlib.h>

#include "factorization.h"

// Threads that wait for work. A wait begins with a little spinning, because from one pass to the next it
// takes less time than going to sleep and being woken.
//
// Nobody waits for a thread that has nothing in hand: on a busy machine a helper may sleep through a whole
// run. So work is taken by a ticket, `generation of the run · 2³² + pieces not yet taken`, which a thread
// that wakes too late cannot take; and `work`, `context`, `count` and `backwards` are read only with a piece
// in hand, when the run cannot end.

enum { spins = 4000, stack_bytes = 256 << 10 };

struct cf_team {
  int helpers;
  pthread_t *threads;
  pthread_mutex_t lock;
  pthread_cond_t work_came, work_ended;
  _Atomic uint64_t ticket;
  atomic_int unfinished;
  atomic_bool ends;
  void (*work)(void *context, ptrdiff_t index);
  void *context;
  ptrdiff_t count;
  bool backwards;
};

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

static uint32_t generation_of(uint64_t ticket) { return (uint32_t)(ticket >> 32); }

/// Does pieces of run `generation` until none is left to take.
static void take_part(cf_team *team, uint32_t generation) {
  uint64_t ticket = atomic_load(&team->ticket);
  while (generation_of(ticket) == generation && (uint32_t)ticket > 0) {
    if (!atomic_compare_exchange_weak(&team->ticket, &ticket, ticket - 1)) continue;
    ptrdiff_t left = (uint32_t)ticket;
    team->work(team->context, team->backwards ? left - 1 : team->count - left);
    if (atomic_fetch_sub(&team->unfinished, 1) == 1) {
      pthread_mutex_lock(&team->lock);
      pthread_cond_signal(&team->work_ended);
      pthread_mutex_unlock(&team->lock);
    }
    ticket = atomic_load(&team->ticket);
  }
}

static void *help(void *argument) {
  cf_team *team = argument;
  uint32_t seen = 0;
  for (;;) {
    for (int spin = 0; spin < spins && generation_of(atomic_load(&team->ticket)) == seen; spin++)
      pause_briefly();
    if (generation_of(atomic_load(&team->ticket)) == seen) {
      pthread_mutex_lock(&team->lock);
      while (generation_of(atomic_load(&team->ticket)) == seen)
        pthread_cond_wait(&team->work_came, &team->lock);
      pthread_mutex_unlock(&team->lock);
    }
    if (atomic_load(&team->ends)) return NULL;
    seen = generation_of(atomic_load(&team->ticket));
    take_part(team, seen);
  }
}

/// Begins the next run, of `pieces` pieces, and returns its generation.
static uint32_t announce(cf_team *team, ptrdiff_t pieces) {
  uint32_t generation = generation_of(atomic_load(&team->ticket)) + 1;
  pthread_mutex_lock(&team->lock);
  atomic_store(&team->ticket, (uint64_t)generation << 32 | (uint64_t)pieces);
  pthread_cond_broadcast(&team->work_came);
  pthread_mutex_unlock(&team->lock);
  return generation;
}

cf_team *cf_team_create(int threads) {
  cf_team *team = calloc(1, sizeof *team);
  if (!team) return NULL;
  pthread_mutex_init(&team->lock, NULL);
  pthread_cond_init(&team->work_came, NULL);
  pthread_cond_init(&team->work_ended, NULL);
  if (threads > 1) team->threads = calloc((size_t)threads - 1, sizeof *team->threads);
  if (!team->threads) return team;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  while (team->helpers < threads - 1 &&
         pthread_create(&team->threads[team->helpers], &attributes, help, team) == 0)
    team->helpers++;
  pthread_attr_destroy(&attributes);
  return team;
}

void cf_team_free(cf_team *team) {
  if (!team) return;
  atomic_store(&team->ends, true);
  announce(team, 0);
  for (int helper = 0; helper < team->helpers; helper++) pthread_join(team->threads[helper], NULL);
  pthread_cond_destroy(&team->work_ended);
  pthread_cond_destroy(&team->work_came);
  pthread_mutex_destroy(&team->lock);
  free(team->threads);
  free(team);
}

void cf_team_run(
    cf_team *team, void (*work)(void *context, ptrdiff_t index), void *context, ptrdiff_t count,
    bool backwards) {
  if (count == 0) return;
  team->work = work;
  team->context = context;
  team->count = count;
  team->backwards = backwards;
  atomic_store(&team->unfinished, (int)count);
  take_part(team, announce(team, count));
  for (int spin = 0; spin < spins && atomic_load(&team->unfinished) > 0; spin++) pause_briefly();
  if (atomic_load(&team->unfinished) == 0) return;
  pthread_mutex_lock(&team->lock);
  while (atomic_load(&team->unfinished) > 0) pthread_cond_wait(&team->work_ended, &team->lock);
  pthread_mutex_unlock(&team->lock);
}
