/* Calls of the host's functions that no plugin should make. */
#include "behaviour.h"

#include <fenv.h>

/* CALLS(name, codes, call of the host): its status is passed on, and success answered. */
#define CALLS(behaviour, codes, ...)                                                                                   \
  BEHAVIOUR(behaviour, codes) {                                                                                        \
    xpl_trace *trace = NULL;                                                                                           \
    xpl_str json = {0};                                                                                                \
    (void)trace, (void)json;                                                                                           \
    xpl_status status = __VA_ARGS__;                                                                                   \
    if (status != XPL_OK) return status;                                                                               \
    WELL;                                                                                                              \
  }
#define FORWARD(input, sites) host->forward(host, call, xpl_text(input), xpl_text(sites), &trace)
#define GENERATE(options) host->generate(host, call, xpl_text("{\"ids\": [5, 6]}"), xpl_text(options), xpl_text("logits"), &json, &trace)
static float row[1 << 16];
static const int64_t ids[2] = {-1, INT64_MAX};

CALLS(info_nowhere, 0 70, host->model_info(host, call, NULL))
CALLS(tokens_nowhere, 0 70, host->tokenize(host, call, xpl_text("a"), NULL))
CALLS(tokenizes_nothing, 0 65 70, host->tokenize(host, call, (xpl_str){NULL, 0}, &json))
CALLS(tokenizes_nowhere, 0 65 70, host->tokenize(host, call, (xpl_str){NULL, 100}, &json))
CALLS(tokenizes_without_end, 65 70 75, host->tokenize(host, call, (xpl_str){"a", SIZE_MAX}, &json))
CALLS(tokenizes_much, 0 65 70 75, host->tokenize(host, call, xpl_text(copies("a b ", 1000000, "", "")), &json))
CALLS(ids_nowhere, 0 65 70, host->tokens(host, call, NULL, 5, &json))
CALLS(ids_of_none, 64 65 70, host->tokens(host, call, ids, 2, &json))
CALLS(ids_without_end, 65 70 75, host->tokens(host, call, ids, SIZE_MAX, &json))
CALLS(passes_nothing, 64 65 70, FORWARD("", "logits"))
CALLS(passes_no_json, 64 65 70, FORWARD("{\"ids\": [", "logits"))
CALLS(passes_no_ids, 64 65 70, FORWARD("{\"ids\": []}", "logits"))
CALLS(passes_halves, 64 65 70, FORWARD("{\"ids\": [1.5, 1e999, \"a\", null]}", "logits"))
CALLS(passes_great_ids, 64 65 70, FORWARD("{\"ids\": [9223372036854775807, -9223372036854775808]}", "logits"))
CALLS(passes_too_many, 64 65 70 75, FORWARD(copies("5,", 1000000, "{\"ids\": [", "5]}"), "logits"))
CALLS(passes_other_segments, 64 65 70, FORWARD("{\"ids\": [5, 6], \"segments\": [0]}", "logits"))
CALLS(passes_decoder, 64 65 70, FORWARD("{\"ids\": [5, 6], \"decoder_ids\": [-1]}", "logits"))
CALLS(passes_unknown, 64 65 70, FORWARD("{\"ids\": [5, 6], \"mask\": []}", "logits"))
CALLS(passes_tokens_of_none, 64 65 70, FORWARD("{\"tokens\": [{\"id\": \"x\"}, 5]}", "logits"))
CALLS(captures_nothing, 0 64 70, FORWARD("{\"ids\": [5]}", ""))
CALLS(captures_unknown, 64 70, FORWARD("{\"ids\": [5]}", "layers.99999999999999999999.residual.post,\033[2J"))
CALLS(captures_stars, 0 64 70 75, FORWARD("{\"ids\": [5]}", copies("*a", 30, "", "")))
CALLS(captures_often, 0 64 70 75, FORWARD("{\"ids\": [5]}", copies("*,", 100000, "", "*")))
CALLS(captures_no_text, 64 65 70, FORWARD("{\"ids\": [5]}", "caf\xE9"))
CALLS(passes_into_nothing, 0 70, host->forward(host, call, xpl_text("{\"ids\": [5]}"), xpl_text("logits"), NULL))
CALLS(generates_less, 0 64 70, GENERATE("{\"maximum_new_tokens\": -1}"))
CALLS(generates_most, 0 64 65 70 75, GENERATE("{\"maximum_new_tokens\": 9223372036854775807}"))
CALLS(generates_hotly, 64 65 70, GENERATE("{\"maximum_new_tokens\": 2, \"do_sample\": true, \"temperature\": 1e999, \"top_p\": -1, \"top_k\": -5}"))
CALLS(generates_coldly, 0 64 65 70, GENERATE("{\"maximum_new_tokens\": 2, \"do_sample\": true, \"temperature\": 0}"))
CALLS(generates_beams, 0 64 65 70 75, GENERATE("{\"maximum_new_tokens\": 2, \"beams\": 1000000000}"))
CALLS(generates_no_json, 64 65 70, GENERATE("[]"))
CALLS(scores_nothing, 65 70, host->unembed(host, call, NULL, 0, row, 1))
CALLS(scores_nowhere, 65 70, host->unembed(host, call, &(xpl_tensor){row, XPL_F32, 2, {1, 64}, {64, 1}}, 0, NULL, 6144))
CALLS(scores_other_count, 65 70, host->unembed(host, call, &(xpl_tensor){row, XPL_F32, 2, {1, 64}, {64, 1}}, 7, row, 3))
CALLS(scores_without_end, 65 70 75, host->unembed(host, call, &(xpl_tensor){row, XPL_F32, 2, {INT64_MAX, 64}, {64, 1}}, 0, row, SIZE_MAX))
CALLS(host_is_nothing, 0 70, host->model_info(NULL, call, &json))
CALLS(call_is_nothing, 70, host->model_info(host, NULL, &json))
CALLS(call_is_another, 70, host->model_info(host, (xpl_call *)row, &json))
BEHAVIOUR(host_is_a_copy, 0 70) {
  xpl_host_v1 copy = *host;
  copy.host_data = NULL;
  xpl_str json;
  xpl_status status = copy.model_info(&copy, call, &json);
  if (status != XPL_OK) return status;
  WELL;
}
BEHAVIOUR(host_is_overwritten, 0 70) {
  memset((void *)host, 0, sizeof *host);
  return XPL_OK;
}
BEHAVIOUR(call_is_overwritten, 0 70 75) {
  memset((void *)call, 0xFF, 64);
  WELL;
}
BEHAVIOUR(request_is_overwritten, 0 70) {
  memset((void *)request.data, 0xFF, request.size);
  WELL;
}
static xpl_trace *traced(const xpl_host_v1 *host, xpl_call *call) {
  xpl_trace *trace = NULL;
  host->forward(host, call, xpl_text("{\"ids\": [5, 6]}"), xpl_text("layers.*.residual.post"), &trace);
  return trace;
}
BEHAVIOUR(trace_is_nothing, 0 65 70) {
  xpl_str site;
  xpl_tensor tensor;
  host->trace_release(NULL);
  return host->trace_count(NULL) + (size_t)host->trace_get(NULL, 0, &site, &tensor) ? XPL_BAD_TEXT : XPL_OK;
}
BEHAVIOUR(trace_beyond, 0 65 66 70) {
  xpl_str site;
  xpl_tensor tensor;
  xpl_trace *trace = traced(host, call);
  host->trace_get(trace, SIZE_MAX, NULL, NULL);
  xpl_status status = host->trace_get(trace, SIZE_MAX / 2, &site, &tensor);
  if (status != XPL_OK) return status;
  WELL;
}
BEHAVIOUR(trace_is_released_twice, 0 70) {
  xpl_trace *trace = traced(host, call);
  host->trace_release(trace);
  host->trace_release(trace);
  WELL;
}
BEHAVIOUR(trace_is_used_late, 0 66 70) {
  xpl_trace *trace = traced(host, call);
  xpl_tensor tensor = {0};
  host->trace_find(trace, xpl_text("layers.0.residual.post"), &tensor);
  host->trace_release(trace);
  host->trace_count(trace);
  xpl_status status = host->put_tensor(host, call, xpl_text("late"), &tensor);
  if (status != XPL_OK) return status;
  WELL;
}
BEHAVIOUR(trace_is_written_to, 0 65 70) {
  xpl_trace *trace = traced(host, call);
  xpl_tensor tensor = {0};
  if (host->trace_find(trace, xpl_text("layers.0.residual.post"), &tensor) == XPL_OK) *(float *)tensor.data = NAN;
  traced(host, call);
  WELL;
}
BEHAVIOUR(traces_without_end, 0 70 75) { for (int i = 0; i < 3000; i++) traced(host, call); WELL; }
BEHAVIOUR(extension_nowhere, 0 70) {
  const void *found = host->extension(host, (xpl_str){NULL, 100});
  found = found ? found : host->extension(host, xpl_text("explainer.gradient/1"));
  if (found) return XPL_BAD_TEXT;
  WELL;
}
BEHAVIOUR(json_of_nothing, 0 65 66 70) {
  const xpl_json_v1 *json = host->extension(host, XPL_STRING("explainer.json/1"));
  int64_t number = 0;
  json->integer(host, call, (xpl_str){NULL, 50}, xpl_text("/a"), &number);
  json->integer(host, call, xpl_text("{\"a\": 1e999}"), xpl_text("/a"), &number);
  json->integer(host, call, xpl_text("{\"a\": 1e300}"), xpl_text("/a"), NULL);
  json->count(host, call, xpl_text(copies("[", 1000000, "", "")), xpl_text("/0/~2/99999999999999999999/-"), NULL);
  xpl_str quoted;
  json->quote(host, call, xpl_text("caf\xE9"), &quoted);
  return json->quote(host, call, (xpl_str){NULL, SIZE_MAX}, NULL);
}
BEHAVIOUR(document_of_nothing, 0 65 66 70) {
  const xpl_json_v2 *json = host->extension(host, XPL_STRING("explainer.json/2"));
  xpl_json_value root = 0, found = 0;
  size_t count = 0;
  json->release(host, call, UINT64_MAX);
  json->parse(host, call, (xpl_str){NULL, 50}, &root);
  json->parse(host, call, xpl_text(copies("[", 1000000, "", "")), &root);
  json->parse(host, call, xpl_text("{\"\": [1e300, null], \"a\": \"caf\xE9\"}"), NULL);
  json->parse(host, call, xpl_text("{\"\": [1e300, null], \"a\": \"x\"}"), &root);
  json->at(host, call, root, xpl_text("/0/~2/99999999999999999999/-"), &found);
  json->member(host, call, root, (xpl_str){NULL, SIZE_MAX}, &found);
  json->element(host, call, root, SIZE_MAX, NULL, &found);
  json->element(host, call, root, 1, NULL, NULL);
  json->string(host, call, root, xpl_text("/a"), NULL);
  for (int i = 0; i < 64; i++) json->count(host, call, root ^ (UINT64_C(1) << i), xpl_text(""), &count);
  json->release(host, call, root);
  return json->count(host, call, root, xpl_text(""), &count);
}
BEHAVIOUR(documents_without_end, 0 70 75) {
  const xpl_json_v2 *json = host->extension(host, XPL_STRING("explainer.json/2"));
  xpl_json_value root = 0;
  const char *text = copies("[],", 100000, "[", "[]]");
  for (int i = 0; i < 300; i++) {
    xpl_status status = json->parse(host, call, xpl_text(text), &root);
    if (status != XPL_OK) return status;
    json->element(host, call, root, 1, NULL, &root);
  }
  WELL;
}
BEHAVIOUR(pair_of_nothing, 0 64 65 70) {
  const xpl_pairs_v1 *pairs = host->extension(host, XPL_STRING("explainer.pairs/1"));
  xpl_str json;
  return pairs->tokenize(host, call, (xpl_str){NULL, 5}, xpl_text("\xE9"), &json);
}
BEHAVIOUR(logs_nowhere, 0 70) {
  host->log(host, call, -99, (xpl_str){NULL, 1000});
  host->log(host, call, 99, xpl_text("a\nerror: forged\033[2J caf\xE9"));
  host->progress(host, call, NAN, (xpl_str){NULL, 10});
  host->progress(host, call, INFINITY, xpl_text("\n\nerror: x"));
  host->progress(host, call, -1e308, xpl_text(copies("x", 3000000, "", "")));
  WELL;
}
BEHAVIOUR(last_error_nowhere, 0 66 70) {
  xpl_str json;
  host->last_error(host, call, &json);
  return host->last_error(host, call, NULL);
}
BEHAVIOUR(asks_for_ever, 0 75) { while (!host->cancelled(host, call)) continue; WELL; }

/* From elsewhere. */
static const xpl_host_v1 *the_host;
static xpl_call *the_call;
static void *ask(void *nothing) {
  xpl_str json;
  the_host->model_info(the_host, the_call, &json);
  the_host->put_explanation(the_host, the_call, xpl_text("{\"result\": {\"late\": true}}"));
  the_host->fail(the_host, the_call, XPL_BAD_TEXT, xpl_text("late"), xpl_text(""));
  traced(the_host, the_call);
  return nothing;
}
static void *ask_for_ever(void *nothing) { for (;;) ask(nothing); }
static void at_signal(int number) { (void)number; ask(NULL); }
static void at_end(void) { ask(NULL); }
#define KEEP the_host = host, the_call = call
BEHAVIOUR(asks_from_a_thread, 0 70) {
  pthread_t thread;
  KEEP;
  pthread_create(&thread, NULL, ask, NULL);
  pthread_join(thread, NULL);
  WELL;
}
BEHAVIOUR(asks_from_threads_for_ever, 0 70) {
  pthread_t thread;
  KEEP;
  for (int i = 0; i < 8; i++) pthread_create(&thread, NULL, ask_for_ever, NULL);
  WELL;
}
BEHAVIOUR(asks_from_a_signal, 0 65 70 75) {
  KEEP;
  signal(SIGUSR1, at_signal);
  raise(SIGUSR1);
  host->log(host, call, XPL_LOG_INFO, xpl_text("after the signal"));
  WELL;
}
BEHAVIOUR(asks_at_the_end, 0 70) {
  KEEP;
  atexit(at_end);
  WELL;
}
BEHAVIOUR(asks_by_itself, 70 75) {
  /* Deeper and deeper, with the host in between. */
  KEEP;
  signal(SIGSEGV, at_signal);
  *(volatile int *)8 = 1;
  WELL;
}
