/* The table that holds all behaviours, and tables that are none. */
#include "behaviour.h"

#include <dlfcn.h>
#include <time.h>

extern const struct behaviour __start_behaviours[], __stop_behaviours[];

static xpl_status run(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str name, xpl_str request) {
  (void)plugin;
  for (const struct behaviour *entry = __start_behaviours; entry < __stop_behaviours; entry++)
    if (name.size == strlen(entry->name) && memcmp(name.data, entry->name, name.size) == 0) return entry->run(host, call, request);
  return XPL_NOT_FOUND;
}

#define HEAD "{\"explainer\": \"lost\", \"plugin\": \"lost\", \"version\": \"1.0.0\", \"license\": \"Apache-2.0\", \"entry_points\": ["
static char descriptor[1 << 16];

/* Made of the behaviours, in the order the linker has put them in; the mutator's registry has them by name. */
static xpl_str described(void) {
  size_t used = (size_t)snprintf(descriptor, sizeof descriptor, HEAD);
  for (const struct behaviour *entry = __start_behaviours; entry < __stop_behaviours; entry++)
    used += (size_t)snprintf(descriptor + used, sizeof descriptor - used, "%s{\"name\": \"%s\", \"summary\": \"is lost\", \"texts\": [0, 2]}",
                             entry == __start_behaviours ? "" : ", ", entry->name);
  used += (size_t)snprintf(descriptor + used, sizeof descriptor - used, "]}");
  return (xpl_str){descriptor, used};
}

static xpl_plugin_v1 table = {XPL_ABI_MAJOR, XPL_ABI_MINOR, NULL, {NULL, 0}, run};

XPL_EXPORT const xpl_plugin_v1 *lost(void) {
  table.descriptor = described();
  return &table;
}

/* TABLE(name, codes): an entry function of its own; the registry says of each what `alone` is. */
static xpl_status alone(const xpl_plugin_v1 *plugin, const xpl_host_v1 *host, xpl_call *call, xpl_str name, xpl_str request) {
  (void)plugin, (void)name, (void)request;
  WELL;
}
#define ALONE HEAD "{\"name\": \"alone\", \"summary\": \"is lost\", \"texts\": [0, 2]}]}"
static const char text[] = ALONE;
#define TABLE(name, codes) XPL_EXPORT const xpl_plugin_v1 *table_##name(void)
#define GIVE(...)                                                                                                      \
  static const xpl_plugin_v1 given = {__VA_ARGS__};                                                                    \
  return &given

TABLE(right, 0) { GIVE(1, 0, NULL, {text, sizeof text - 1}, alone); }
TABLE(none, 69) { return NULL; }
TABLE(other_major, 69) { GIVE(2, 0, NULL, {text, sizeof text - 1}, alone); }
TABLE(greatest_major, 69) { GIVE(UINT32_MAX, UINT32_MAX, NULL, {text, sizeof text - 1}, alone); }
TABLE(newer_minor, 69) { GIVE(1, 1000, NULL, {text, sizeof text - 1}, alone); }
TABLE(no_run, 69 70) { GIVE(1, 0, NULL, {text, sizeof text - 1}, NULL); }
TABLE(no_words, 69 70) { GIVE(1, 0, NULL, {NULL, 0}, alone); }
TABLE(words_nowhere, 69 70) { GIVE(1, 0, NULL, {NULL, 4096}, alone); }
TABLE(words_without_end, 69) { GIVE(1, 0, NULL, {text, SIZE_MAX}, alone); }
TABLE(words_beyond, 69) { GIVE(1, 0, NULL, {text, 1 << 30}, alone); }
TABLE(words_are_no_json, 69 70) { GIVE(1, 0, NULL, {text, sizeof text - 3}, alone); }
TABLE(words_are_no_text, 69 70) { GIVE(1, 0, NULL, {"{\"plugin\": \"caf\xE9\"}", 18}, alone); }
TABLE(words_are_deep, 69 70 75) {
  static xpl_plugin_v1 given = {1, 0, NULL, {NULL, 0}, alone};
  given.descriptor = xpl_text(copies("[", 5000000, "", ""));
  return &given;
}
TABLE(words_are_others, 69 70) { GIVE(1, 0, NULL, {"{}", 2}, alone); }
TABLE(run_nowhere, 69 70) { GIVE(1, 0, NULL, {text, sizeof text - 1}, (void *)8); }
TABLE(run_is_data, 69 70) { GIVE(1, 0, NULL, {text, sizeof text - 1}, (void *)text); }
TABLE(nowhere, 69 70) { return (const xpl_plugin_v1 *)8; }
TABLE(odd, 0 69 70) {
  static char room[sizeof(xpl_plugin_v1) + 1];
  memcpy(room + 1, &(xpl_plugin_v1){1, 0, NULL, {text, sizeof text - 1}, alone}, sizeof(xpl_plugin_v1));
  return (const xpl_plugin_v1 *)(room + 1);
}
TABLE(gone, 69 70) {
  void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  munmap(page, 4096);
  return page;
}
TABLE(ends, 69 70) { exit(0); }
TABLE(crashes, 69 70) { __builtin_trap(); }
TABLE(hangs, 75) { for (;;) pause(); }
TABLE(forges, 69 70) {
  frame(8, 0, "");
  frame(9, 2, "{}");
  return NULL;
}
TABLE(raises_limits, 0) {
  for (int signal = 1; signal < 32; signal++) sigaction(signal, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
  GIVE(1, 0, NULL, {text, sizeof text - 1}, alone);
}

/* LOADING(name, codes): what happens while the library is loaded, by the name its file has. */
#define LOADING(name, codes) static void loading_##name(void)
LOADING(crash, 69 70) { *(volatile int *)8 = 1; }
LOADING(end, 69 70) { _exit(0); }
LOADING(hang, 75) { for (;;) pause(); }
LOADING(rubbish, 70) { if (write(3, "this is not a message of a worker", 33) < 0) _exit(1); }
LOADING(numbers, 0 69 70) { for (int i = 0; i < 3; i++) frame(10, 23, "[9223372036854775807,1]"); }
LOADING(done, 69 70) { frame(8, 0, ""); }
LOADING(failure, 65 69 70) { frame(7, 60, "{\"code\": 20, \"message\": \"forged\\nerror: twice\", \"place\": [1]}"); }
LOADING(claims, 70 75) { frame(5, UINT64_MAX, "{"); }
LOADING(closes, 69 70) { for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor); }
LOADING(floods, 0 75) {
  char *words = copies("a word of a flood\n", 60000, "", "");
  for (int i = 0; words && i < 100; i++) if (write(1, words, 1080000) < 0) break;
}
LOADING(memory, 0 69 70 75) { for (char *block; (block = malloc(1 << 20));) memset(block, 1, 1 << 20); }
LOADING(loads, 69 70) { dlopen("/lib/no/such/library.so", RTLD_NOW); abort(); }

static void *spin(void *nothing) {
  for (;;) frame(3, 20, "[0.5,\"from a thread\"]");
  return nothing;
}
LOADING(thread, 0 70 75) {
  pthread_t thread;
  pthread_create(&thread, NULL, spin, NULL);
}

static const struct {
  const char *name;
  void (*run)(void);
} loadings[] = {
#define ROW(name) {#name, loading_##name}
    ROW(crash), ROW(end), ROW(hang), ROW(rubbish), ROW(numbers), ROW(done), ROW(failure), ROW(claims), ROW(closes), ROW(floods), ROW(memory),
    ROW(loads), ROW(thread)};

__attribute__((constructor)) static void load(void) {
  Dl_info info;
  if (!dladdr((void *)load, &info) || !info.dli_fname) return;
  const char *name = strstr(info.dli_fname, "loading_");
  for (size_t i = 0; name && i < sizeof loadings / sizeof *loadings; i++) {
    size_t size = strlen(loadings[i].name);
    if (strncmp(name + 8, loadings[i].name, size) == 0 && name[8 + size] == '.') loadings[i].run();
  }
}
XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry(void) { return table_right(); }
