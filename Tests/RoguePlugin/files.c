/* Files that a call lends: asked for where there are none, from elsewhere, without a place for them. */
#include "rogue.h"

#include <pthread.h>

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)

static xpl_status open_file(const xpl_host_v1 *host, xpl_call *call, const void **bytes, size_t *size) {
  const xpl_files_v1 *table = host->extension(host, XPL_STRING("explainer.files/1"));
  if (!table) return host->fail(host, call, XPL_INCOMPATIBLE_PLUGIN, xpl_text("no files here"), xpl_text(""));
  return table->open(host, call, XPL_STRING("../../etc/hostname"), bytes, size);
}

/* A path instead of a name, and an index behind the last. */
ENTRY(files_none) {
  (void)request;
  const xpl_files_v1 *table = host->extension(host, XPL_STRING("explainer.files/1"));
  const void *bytes = NULL;
  size_t size = 0, count = 1;
  xpl_str name;
  int well = table && table->count(host, call, &count) == XPL_OK && count == 0 &&
             table->name(host, call, SIZE_MAX, &name) == XPL_NOT_FOUND &&
             open_file(host, call, &bytes, &size) == XPL_NOT_FOUND && !bytes;
  return rogue_answer(host, call, well ? "{\"result\": {\"well\": true}}" : "{\"result\": {\"well\": false}}");
}

struct place {
  const xpl_host_v1 *host;
  xpl_call *call;
  xpl_status status;
};

static void *open_here(void *data) {
  struct place *place = data;
  const void *bytes;
  size_t size;
  place->status = open_file(place->host, place->call, &bytes, &size);
  return NULL;
}

ENTRY(files_elsewhere) {
  (void)request;
  struct place place = {host, call, XPL_OK};
  pthread_t thread;
  if (pthread_create(&thread, NULL, open_here, &place) != 0) return XPL_INTERNAL_FAULT;
  pthread_join(thread, NULL);
  return place.status == XPL_OK ? rogue_answer(host, call, "{\"result\": {}}") : place.status;
}

ENTRY(files_nowhere) {
  (void)request;
  return open_file(host, call, NULL, NULL);
}
