#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "CKernels.h"

struct work {
  void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index);
  void *context;
  ptrdiff_t count;
  atomic_ptrdiff_t next, joined;
};

static void *take_part(void *argument) {
  struct work *work = argument;
  ptrdiff_t thread = atomic_fetch_add(&work->joined, 1);
  for (;;) {
    ptrdiff_t index = atomic_fetch_add(&work->next, 1);
    if (index >= work->count) return 0;
    work->body(work->context, thread, index);
  }
}

void ck_deal_out(
    ptrdiff_t count, ptrdiff_t threads, void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index),
    void *context) {
  enum { most = 64 };
  pthread_t helpers[most];
  struct work work = {body, context, count, 0, 0};
  ptrdiff_t wanted = (threads < count ? threads : count) - 1, helping = 0;
  if (wanted > most) wanted = most;
  if (wanted > 0) {
    // Helpers inherit what is blocked: signals are for the threads that expect them.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (helping < wanted && !pthread_create(&helpers[helping], 0, take_part, &work)) helping++;
    pthread_sigmask(SIG_SETMASK, &before, 0);
  }
  take_part(&work);
  for (ptrdiff_t helper = 0; helper < helping; helper++) pthread_join(helpers[helper], 0);
}
