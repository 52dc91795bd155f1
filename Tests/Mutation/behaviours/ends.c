/* Ways to end a process, and not to. */
#include "behaviour.h"

BEHAVIOUR(fine, 0) { WELL; }
BEHAVIOUR(writes_nowhere, 70) { *(volatile int *)8 = 1; WELL; }
BEHAVIOUR(calls_nowhere, 70) { ((void (*)(void))(uintptr_t)8)(); WELL; }
BEHAVIOUR(runs_data, 70) {
  static char data[16] = {(char)0xC3};
  ((void (*)(void))(uintptr_t)data)();
  WELL;
}
BEHAVIOUR(aborts, 70) { abort(); }
BEHAVIOUR(kills_itself, 0 70) { kill(getpid(), SIGKILL); WELL; }
BEHAVIOUR(stops, 0 70 75) { raise(SIGSTOP); WELL; }
BEHAVIOUR(exits_with_0, 70) { exit(0); }
BEHAVIOUR(exits_with_1, 70) { exit(1); }
BEHAVIOUR(exits_with_255, 70) { exit(255); }
BEHAVIOUR(exits_at_once, 70) { _exit(0); }
BEHAVIOUR(exits_quickly, 70) { quick_exit(3); }
BEHAVIOUR(answers_and_exits, 70) {
  host->put_explanation(host, call, xpl_text("{\"result\": {}}"));
  exit(0);
}
BEHAVIOUR(answers_and_crashes, 70) {
  host->put_explanation(host, call, xpl_text("{\"result\": {}}"));
  __builtin_trap();
}
static void pause_for_ever(void) { for (;;) pause(); }
BEHAVIOUR(exit_hangs, 0 70 75) {
  atexit(pause_for_ever);
  WELL;
}
BEHAVIOUR(exit_hangs_early, 70 75) {
  atexit(pause_for_ever);
  exit(0);
}
BEHAVIOUR(exit_crashes, 0 70) {
  atexit(abort);
  WELL;
}
static void *end_thread(void *nothing) { pthread_exit(nothing); }
BEHAVIOUR(thread_ends, 70 75) { end_thread(NULL); WELL; }
BEHAVIOUR(thread_is_cancelled, 70 75) {
  pthread_cancel(pthread_self());
  pause();
  WELL;
}
static void *crash(void *nothing) { *(volatile int *)8 = 1; return nothing; }
BEHAVIOUR(other_thread_crashes, 70) {
  pthread_t thread;
  pthread_create(&thread, NULL, crash, NULL);
  sleep(5);
  WELL;
}
static void *leave(void *nothing) { exit(0); return nothing; }
BEHAVIOUR(other_thread_exits, 70) {
  pthread_t thread;
  pthread_create(&thread, NULL, leave, NULL);
  sleep(5);
  WELL;
}
static int deeper(int depth) {
  volatile char block[4096];
  block[0] = (char)depth;
  return deeper(depth + 1) + block[0];
}
BEHAVIOUR(recurses, 70) { return deeper(0); }
BEHAVIOUR(takes_the_stack, 70) {
  volatile char block[256 << 20];
  block[0] = block[sizeof block - 1] = 1;
  return block[0] ? 0 : XPL_BAD_TEXT;
}
static void *recurse(void *nothing) { deeper(0); return nothing; }
BEHAVIOUR(other_thread_recurses, 70) {
  pthread_t thread;
  pthread_create(&thread, NULL, recurse, NULL);
  pthread_join(thread, NULL);
  WELL;
}
static jmp_buf back;
BEHAVIOUR(jumps_nowhere, 70 75) { longjmp(back, 1); }
BEHAVIOUR(jumps_within, 0) {
  volatile int count = 0;
  if (setjmp(back) < 100) longjmp(back, ++count);
  WELL;
}
BEHAVIOUR(frees_twice, 70) {
  char *block = malloc(100000), *again = block;
  free(block);
  free(again);
  free(malloc(10));
  abort();
}
BEHAVIOUR(frees_what_is_not_its, 70) { free((void *)(request.data + 8)); abort(); }
BEHAVIOUR(writes_beyond, 0 70) {
  char *block = malloc(64);
  memset(block, 0x41, 4096);
  for (int i = 0; i < 1000; i++) free(malloc((size_t)i));
  WELL;
}
BEHAVIOUR(divides_by_nothing, 0 70) {
  volatile int zero = 0;
  if (1 / zero) return XPL_BAD_TEXT;
  WELL;
}
BEHAVIOUR(reads_beyond_a_file, 70) {
  char path[4200];
  snprintf(path, sizeof path, "%s/empty", getenv("TMPDIR"));
  int file = open(path, O_RDWR | O_CREAT, 0600);
  volatile char *map = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
  return map[0] ? 0 : XPL_BAD_TEXT;
}
BEHAVIOUR(ignores_its_crash, 70) {
  signal(SIGSEGV, SIG_IGN);
  *(volatile int *)8 = 1;
  WELL;
}
static void nothing(int signal) { (void)signal; }
BEHAVIOUR(handles_its_crash, 70 75) {
  signal(SIGSEGV, nothing);
  *(volatile int *)8 = 1;
  WELL;
}
static sigjmp_buf after_crash;
static void jump(int signal) { (void)signal; siglongjmp(after_crash, 1); }
BEHAVIOUR(outlives_its_crash, 0 70) {
  signal(SIGSEGV, jump);
  if (sigsetjmp(after_crash, 1) == 0) *(volatile int *)8 = 1;
  WELL;
}
BEHAVIOUR(has_an_alarm, 70) { alarm(1); for (;;) pause(); }
BEHAVIOUR(pipe_breaks, 0 70) {
  int ends[2];
  if (pipe(ends) == 0 && close(ends[0]) == 0 && write(ends[1], "x", 1) < 0) WELL;
  WELL;
}
#if defined(__x86_64__)
BEHAVIOUR(calls_as_32_bits, 70) {
  long number = 20;
  __asm__ volatile("int $0x80" : "+a"(number) : : "memory");
  WELL;
}
#endif
BEHAVIOUR(unknown_system_call, 0) { syscall(5000, 1, 2, 3); WELL; }
BEHAVIOUR(sleeps, 75) { for (;;) sleep(1000); }
BEHAVIOUR(spins, 75) { for (volatile int i = 0;; i++) continue; }
BEHAVIOUR(sleeps_deaf, 75) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  for (int number = 1; number < 65; number++) signal(number, SIG_IGN);
  for (;;) sleep(1000);
}
BEHAVIOUR(waits_for_itself, 75) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&lock);
  pthread_mutex_lock(&lock);
  WELL;
}
BEHAVIOUR(forks, 0) { if (fork() == 0) for (;;) pause(); WELL; }
BEHAVIOUR(forks_often, 0) { for (int i = 0; i < 10000; i++) if (fork() == 0) for (;;) pause(); WELL; }
BEHAVIOUR(becomes_another, 0) {
  char *words[] = {"sleep", "100", NULL};
  execv("/bin/sleep", words);
  WELL;
}
