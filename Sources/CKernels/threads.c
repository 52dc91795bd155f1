#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "CKernels.h"

struct work {
  void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index);
  void *context;
  ptrdiff_t count;
  atomic_ptrdiff_t next, joined;
  pthread_mutex_t lock;
  pthread_cond_t all_done;
  // Both under the lock: how many pieces are done, and how many threads may still look at this.
  ptrdiff_t done, users;
};

// Does pieces until none is left; how many they were.
static ptrdiff_t take_part(struct work *work) {
  ptrdiff_t thread = atomic_fetch_add(&work->joined, 1), done = 0;
  for (;; done++) {
    ptrdiff_t index = atomic_fetch_add(&work->next, 1);
    if (index >= work->count) return done;
    work->body(work->context, thread, index);
  }
}

// Ends one thread's part, with the lock held.
static void leave(struct work *work) {
  ptrdiff_t users = --work->users;
  pthread_mutex_unlock(&work->lock);
  if (users) return;
  pthread_cond_destroy(&work->all_done);
  pthread_mutex_destroy(&work->lock);
  free(work);
}

static void *help(void *argument) {
  struct work *work = argument;
  ptrdiff_t done = take_part(work);
  pthread_mutex_lock(&work->lock);
  work->done += done;
  if (done && work->done == work->count) pthread_cond_signal(&work->all_done);
  leave(work);
  return 0;
}

static struct work *make_work(
    ptrdiff_t count, void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index), void *context) {
  struct work *work = malloc(sizeof *work);
  if (!work) return 0;
  *work = (struct work){.body = body, .context = context, .count = count, .users = 1};
  pthread_mutex_init(&work->lock, 0);
  pthread_cond_init(&work->all_done, 0);
  return work;
}

// Starts up to `wanted` helpers, which nobody waits for: one that comes late, on a busy machine, finds nothing left.
static void call_helpers(struct work *work, ptrdiff_t wanted) {
  pthread_attr_t detached;
  if (pthread_attr_init(&detached)) return;
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  // Helpers inherit what is blocked: signals are for the threads that expect them.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_mutex_lock(&work->lock);
  pthread_t helper;
  while (wanted-- > 0 && !pthread_create(&helper, &detached, help, work)) work->users++;
  pthread_mutex_unlock(&work->lock);
  pthread_sigmask(SIG_SETMASK, &before, 0);
  pthread_attr_destroy(&detached);
}

void ck_deal_out(
    ptrdiff_t count, ptrdiff_t threads, void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index),
    void *context) {
  enum { most = 64 };
  struct work *work = threads > 1 && count > 1 ? make_work(count, body, context) : 0;
  if (!work) {
    for (ptrdiff_t index = 0; index < count; index++) body(context, 0, index);
    return;
  }
  ptrdiff_t wanted = (threads < count ? threads : count) - 1;
  call_helpers(work, wanted < most ? wanted : most);
  ptrdiff_t done = take_part(work);
  pthread_mutex_lock(&work->lock);
  work->done += done;
  while (work->done < count) pthread_cond_wait(&work->all_done, &work->lock);
  leave(work);
}
