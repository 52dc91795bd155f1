/* Using the host's table from where it must not be used, and keeping what should be given back. */
#include "rogue.h"

#include <pthread.h>
#include <unistd.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)

struct place {
  const xpl_host_v1 *host;
  xpl_call *call;
  xpl_status status;
};

static void *ask_for_model(void *data) {
  struct place *place = data;
  xpl_str json;
  place->host->log(place->host, place->call, XPL_LOG_INFO, xpl_text("from another thread"));
  place->status = place->host->model_info(place->host, place->call, &json);
  return NULL;
}

ENTRY(other_thread) {
  (void)request;
  struct place place = {host, call, XPL_OK};
  pthread_t thread;
  if (pthread_create(&thread, NULL, ask_for_model, &place) != 0) return XPL_INTERNAL_FAULT;
  pthread_join(thread, NULL);
  return place.status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : place.status;
}

static void *go_on(void *data) {
  struct place place = *(struct place *)data;
  float values[4] = {1, 2, 3, 4};
  xpl_tensor tensor = rogue_row(values, 4);
  const xpl_pass_v1 *passes = place.host->extension(place.host, XPL_STRING("explainer.pass/1"));
  for (;;) {
    xpl_str json;
    xpl_trace *trace;
    if (passes)
      passes->run(place.host, place.call, xpl_text("{\"inputs\": [{\"ids\": [1]}], \"capture\": \"logits\"}"), NULL, 0,
                  &trace, NULL, &json);
    place.host->put_tensor(place.host, place.call, xpl_text("late"), &tensor);
    place.host->put_explanation(place.host, place.call, xpl_text("{\"result\": {\"late\": true}}"));
    place.host->tokenize(place.host, place.call, xpl_text("late"), &json);
    place.host->last_error(place.host, place.call, &json);
    place.host->fail(place.host, place.call, XPL_BAD_TEXT, xpl_text("late"), xpl_text(""));
    place.host->progress(place.host, place.call, 0.5, xpl_text("late"));
  }
  return NULL;
}

ENTRY(late_thread) {
  (void)request;
  static struct place place;
  place = (struct place){host, call, XPL_OK};
  for (int i = 0; i < 4; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, go_on, &place) != 0) return XPL_INTERNAL_FAULT;
  }
  static float zeros[1 << 20];
  xpl_tensor tensor = rogue_row(zeros, 1 << 20);
  xpl_status status = host->put_tensor(host, call, xpl_text("mine"), &tensor);
  return status == XPL_OK ? rogue_answer(host, call, "{\"result\": {\"well\": true}}") : status;
}

ENTRY(unreleased) {
  (void)request;
  for (int i = 0; i < 20; i++) {
    xpl_trace *trace = NULL;
    xpl_status status = host->forward(host, call, xpl_text("{\"ids\": [1, 2]}"), xpl_text("*"), &trace);
    if (status != XPL_OK) return status;
  }
  return rogue_answer(host, call, "{\"result\": {\"well\": true}}");
}
