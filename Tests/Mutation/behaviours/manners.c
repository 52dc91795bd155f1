/* Floods, hogs, and a process that is not what it was. */
#include "behaviour.h"

#include <fenv.h>
#include <locale.h>
#include <sys/resource.h>

static int write_all(int descriptor, const char *data, size_t size) {
  while (size > 0) {
    ssize_t written = write(descriptor, data, size);
    if (written < 0) return -1;
    data += written;
    size -= (size_t)written;
  }
  return 0;
}
#define FLOOD(name, codes, descriptor, text, count, times)                                                             \
  BEHAVIOUR(name, codes) {                                                                                             \
    char *words = copies(text, count, "", "");                                                                         \
    for (int i = 0; words && i < times && write_all(descriptor, words, strlen(words)) == 0; i++) continue;             \
    WELL;                                                                                                              \
  }
FLOOD(floods_output, 0 70 75, 1, "a word\n", 100000, 200)
FLOOD(floods_errors, 0 70 75, 2, "a word\n", 100000, 200)
FLOOD(floods_one_line, 0 70 75, 1, "word", 100000, 200)
FLOOD(floods_forged_errors, 0 70, 2, "error: forged\n", 3, 1)
FLOOD(floods_escapes, 0 70, 1, "\033[2J\033]0;x\007\x9b", 1000, 1)
FLOOD(floods_bytes, 0 70, 2, "\xff\xfe\x01", 1000, 1)
FLOOD(floods_channel, 70, 3, "XPLW", 100000, 20)
FLOOD(floods_jobs, 0 70, 4, "x", 1000, 1)
BEHAVIOUR(floods_all, 70) {
  for (int descriptor = 0; descriptor < 256; descriptor++) if (write(descriptor, "rubbish of a plugin", 19) < 0) continue;
  WELL;
}
BEHAVIOUR(reads_all, 0 70 75) {
  char data[64];
  for (int descriptor = 0; descriptor < 256; descriptor++) {
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    if (descriptor != 3 && read(descriptor, data, sizeof data) < 0) continue;
  }
  WELL;
}
BEHAVIOUR(closes_channel, 70) { close(3); WELL; }
BEHAVIOUR(closes_streams, 0 70) { close(0), close(1), close(2); WELL; }
BEHAVIOUR(closes_all, 70) { for (int descriptor = 0; descriptor < 1024; descriptor++) close(descriptor); WELL; }
BEHAVIOUR(replaces_channel, 70) { dup2(open("/dev/null", O_WRONLY), 3); WELL; }
BEHAVIOUR(opens_all, 0 70) { while (open("/dev/null", O_RDONLY) >= 0) continue; WELL; }
#define FORGES(name, codes, ...) BEHAVIOUR(name, codes) { __VA_ARGS__; WELL; }
FORGES(forges_done, 0 70, frame(8, 0, ""))
FORGES(forges_unknown, 70, frame(77, 0, ""))
FORGES(forges_model, 0 70, frame(1, 2, "{}"))
FORGES(forges_stages, 0 70, for (int i = 0; i < 100000; i++) frame(2, 11, "[\"a\",1e999]"))
FORGES(forges_progress, 0 70 75, for (int i = 0; i < 100000; i++) frame(3, 13, "[-1e308,\"\\n\"]"))
FORGES(forges_logs, 0 70 75, for (int i = 0; i < 100000; i++) frame(4, 15, "[99,\"error: x\"]"))
FORGES(forges_counts, 0 70, for (int i = 0; i < 3; i++) frame(10, 42, "[9223372036854775807,-9223372036854775808]"))
FORGES(forges_failure, 70, frame(7, 40, "{\"code\": 999999999999, \"message\": []   }"); frame(8, 0, ""))
FORGES(forges_an_interruption, 70, frame(7, 29, "{\"code\": 1, \"message\": \"no\"  }"); frame(8, 0, ""))
FORGES(forges_an_answer, 0 70, frame(9, 29, "{\"code\": 1, \"message\": \"no\"  }"))
FORGES(forges_tensor, 70, frame(6, 8, "\377\377\377\377\377\377\377\177"))
FORGES(forges_tensors, 70 75, frame(6, UINT64_C(1) << 33, ""))
FORGES(forges_half, 70, frame(5, 1000, "{\"result\""); _exit(0))
FORGES(forges_slowly, 70 75, frame(5, 1 << 30, "{"); for (;;) { if (write(3, " ", 1) < 0) break; usleep(1000); })
FORGES(forges_output, 0 70, for (int i = 0; i < 1000; i++) frame(11, 5, "hello"))

BEHAVIOUR(allocates, 70 75) { for (char *block; (block = malloc(1 << 20)); memset(block, 1, 1 << 20)) continue; abort(); }
BEHAVIOUR(allocates_and_goes_on, 0 70 75) { while (malloc(1 << 20)) continue; while (malloc(1 << 10)) continue; WELL; }
BEHAVIOUR(maps_shared, 0 70 75) {
  for (int i = 0; i < 64; i++) {
    char *block = mmap(NULL, 16 << 20, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) break;
    memset(block, 1, 16 << 20);
  }
  WELL;
}
BEHAVIOUR(maps_read_only, 70 75) {
  for (int i = 0; i < 1024; i++) {
    char *block = mmap(NULL, 4 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) return XPL_OUT_OF_MEMORY;
    memset(block, 1, 4 << 20);
    mprotect(block, 4 << 20, PROT_READ);
    usleep(500);
  }
  WELL;
}
BEHAVIOUR(reserves, 0 70 75) { if (mmap(NULL, (size_t)1 << 45, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) WELL; WELL; }
static void *wait_for_ever(void *nothing) { for (;;) pause(); return nothing; }
BEHAVIOUR(starts_threads, 0 70 75) {
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, PTHREAD_STACK_MIN);
  pthread_t thread;
  for (int i = 0; i < 3000 && pthread_create(&thread, &small, wait_for_ever, NULL) == 0; i++) continue;
  WELL;
}
static int scratch_file(const char *name, int flags) {
  char path[4400];
  snprintf(path, sizeof path, "%s/%s", getenv("TMPDIR"), name);
  return open(path, flags | O_CREAT | O_RDWR, 0600);
}
BEHAVIOUR(makes_files, 0 70 75) {
  char name[64];
  for (int i = 0; i < 3000; i++) {
    snprintf(name, sizeof name, "file\n%d\033[2J", i);
    close(scratch_file(name, 0));
  }
  WELL;
}
BEHAVIOUR(makes_a_large_file, 0 70 75) { if (ftruncate(scratch_file("large", 0), (off_t)1 << 40)) WELL; WELL; }
BEHAVIOUR(writes_a_large_file, 70 75) {
  static char block[1 << 20];
  int file = scratch_file("large", 0);
  lseek(file, ((off_t)1 << 30) - 100, SEEK_SET);
  for (int i = 0; i < 10; i++) if (write(file, block, sizeof block) < 0) break;
  abort();
}
BEHAVIOUR(makes_deep_folders, 0 70 75) {
  int folder = open(getenv("TMPDIR"), O_RDONLY | O_DIRECTORY);
  for (int depth = 0; depth < 400 && folder >= 0; depth++) {
    mkdirat(folder, "closed", 0);
    mkdirat(folder, "d", 0700);
    int inner = openat(folder, "d", O_RDONLY | O_DIRECTORY);
    close(folder);
    folder = inner;
  }
  WELL;
}
BEHAVIOUR(changes_rounding, 0) { fesetround(FE_UPWARD); WELL; }
BEHAVIOUR(traps_numbers, 0 70) {
#ifdef __x86_64__
  feenableexcept(FE_ALL_EXCEPT);
#endif
  xpl_trace *trace;
  host->forward(host, call, xpl_text("{\"ids\": [5, 6]}"), xpl_text("logits"), &trace);
  WELL;
}
BEHAVIOUR(changes_locale, 0) { setlocale(LC_ALL, "de_DE.UTF-8"); setlocale(LC_ALL, "C"); umask(0777); clearenv(); WELL; }
BEHAVIOUR(changes_environment, 0) { setenv("TMPDIR", "/", 1); setenv("PATH", "x", 1); unsetenv("HOME"); WELL; }
BEHAVIOUR(changes_folder, 0) { if (chdir("/") || chdir(getenv("TMPDIR"))) WELL; WELL; }
BEHAVIOUR(lowers_limits, 0 70) {
  struct rlimit none = {0, 0};
  for (int limit = 0; limit < 16; limit++) setrlimit(limit, &none);
  WELL;
}
BEHAVIOUR(masks_signals, 0) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  WELL;
}
BEHAVIOUR(protects_nothing, 70 75) {
  mprotect((void *)((uintptr_t)host & ~(uintptr_t)4095), 4096, PROT_NONE);
  WELL;
}
BEHAVIOUR(unmaps_itself, 70) {
  munmap((void *)((uintptr_t)run_unmaps_itself & ~(uintptr_t)4095), 4096);
  WELL;
}
BEHAVIOUR(logs_much, 0 70 75) { for (int i = 0; i < 300000; i++) host->log(host, call, XPL_LOG_WARNING, xpl_text("a line of the log")); WELL; }
BEHAVIOUR(logs_long, 0 70) { host->log(host, call, XPL_LOG_ERROR, xpl_text(copies("error: x\n", 1000000, "", ""))); WELL; }
BEHAVIOUR(progresses_much, 0 70 75) { for (int i = 0; i < 1000000; i++) host->progress(host, call, i * 1e-6, xpl_text("far\rerror: x")); WELL; }
