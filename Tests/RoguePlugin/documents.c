/* JSON documents (explainer.json/2): what is asked of values that are none, or no more, and from where. */
#include "rogue.h"

#include <pthread.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)

static const xpl_json_v2 *documents(const xpl_host_v1 *host) {
  return host->extension(host, XPL_STRING("explainer.json/2"));
}

/* Every number near those it was given, the released one, and the text written over while its document is read. */
ENTRY(document_misuse) {
  (void)request;
  const xpl_json_v2 *table = documents(host);
  char text[] = "{\"a\": [1, \"of\"]}";
  xpl_json_value kept = 0, released = 0;
  xpl_str word = {0};
  size_t count = 0;
  xpl_status status = table->parse(host, call, xpl_text(text), &kept);
  if (status == XPL_OK) status = table->parse(host, call, xpl_text(text), &released);
  if (status == XPL_OK) status = table->string(host, call, kept, XPL_STRING("/a/1"), &word);
  if (status != XPL_OK) return status;
  for (size_t i = 0; i + 1 < sizeof text; i++) text[i] = 'x';
  table->release(host, call, released);
  table->release(host, call, released);
  int well = word.size == 2 && word.data[0] == 'o';
  well = well && table->count(host, call, released, XPL_STRING(""), &count) == XPL_PLUGIN_FAULT;
  for (int i = 0; well && i < 64; i++) {
    status = table->count(host, call, kept ^ ((xpl_json_value)1 << i), XPL_STRING(""), &count);
    well = status != XPL_OK || count > 0;
  }
  well = well && table->count(host, call, kept, XPL_STRING("/a"), &count) == XPL_OK && count == 2;
  return rogue_answer(host, call, well ? "{\"result\": {\"well\": true}}" : "{\"result\": {\"well\": false}}");
}

/* A value that it made up, whose status it passes on. */
ENTRY(document_made_up) {
  (void)request;
  size_t count = 0;
  return documents(host)->count(host, call, (xpl_json_value)77 << 32 | 5, XPL_STRING(""), &count);
}

struct place {
  const xpl_host_v1 *host;
  xpl_call *call;
  xpl_json_value root;
  xpl_status status;
};

static void *look(void *data) {
  struct place *place = data;
  size_t count = 0;
  documents(place->host)->release(place->host, place->call, place->root);
  place->status = documents(place->host)->count(place->host, place->call, place->root, XPL_STRING(""), &count);
  return NULL;
}

ENTRY(document_elsewhere) {
  struct place place = {host, call, 0, XPL_OK};
  xpl_status status = documents(host)->parse(host, call, request, &place.root);
  if (status != XPL_OK) return status;
  pthread_t thread;
  if (pthread_create(&thread, NULL, look, &place) != 0) return XPL_INTERNAL_FAULT;
  pthread_join(thread, NULL);
  return place.status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : place.status;
}

/* Documents that it never releases. */
ENTRY(document_unreleased) {
  for (int i = 0; i < 1000; i++) {
    xpl_json_value root = 0;
    xpl_status status = documents(host)->parse(host, call, request, &root);
    if (status != XPL_OK) return status;
  }
  return rogue_answer(host, call, "{\"result\": {\"well\": true}}");
}
