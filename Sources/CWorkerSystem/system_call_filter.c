#define _GNU_SOURCE
#include "system_call_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system_call_lists.h"
#include "worker_walls.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the numbers of system calls are known for x86-64 and aarch64"
#endif

/* mseal; numbers from 424 on are the same everywhere. What is newer has not been looked at, and does not exist for a
 * worker: C libraries then fall back on what is older.                                                            */
enum { newest_known = 462 };

static const uint32_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                   CLONE_NEWPID | CLONE_NEWNET;

struct program {
  struct sock_filter lines[1024];
  unsigned short count;
};

static void add(struct program *program, uint16_t code, uint32_t value, unsigned yes, unsigned no) {
  struct sock_filter line = {code, (uint8_t)yes, (uint8_t)no, value};
  program->lines[program->count++] = line;
}

static void answer(struct program *program, uint32_t action) { add(program, BPF_RET | BPF_K, action, 0, 0); }
static void allow(struct program *program) { answer(program, SECCOMP_RET_ALLOW); }
static void refuse(struct program *program, int error) {
  answer(program, SECCOMP_RET_ERRNO | (error & SECCOMP_RET_DATA));
}

static void load(struct program *program, size_t offset) {
  add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

/* The low half of an argument: what the kernel reads where a parameter has 32 bits. */
static void load_argument(struct program *program, int argument) {
  load(program, offsetof(struct seccomp_data, args) + 8 * (size_t)argument);
}

/* Begins what holds for one call; `end` ends it, with the number loaded again for those that follow. */
static unsigned short begin(struct program *program, int number) {
  add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 0);
  return program->count;
}
static void end(struct program *program, unsigned short start) {
  program->lines[start - 1].jf = (uint8_t)(program->count - start);
}

static void follow(struct program *program, const struct value_rule *rule) {
  unsigned short start = begin(program, rule->number);
  load_argument(program, rule->argument);
  for (size_t i = 0; i < rule->count; i++) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, rule->values[i], 0, 1);
    if (rule->are_allowed) {
      allow(program);
    } else {
      refuse(program, EPERM);
    }
  }
  if (rule->are_allowed) {
    refuse(program, EPERM);
  } else {
    allow(program);
  }
  end(program, start);
}

/* Allowed where the first argument names this process, or with `or_zero` is 0, which means the same. */
static void allow_self(struct program *program, int number, int or_zero) {
  unsigned short start = begin(program, number);
  load_argument(program, 0);
  if (or_zero) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
    allow(program);
  }
  add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1);
  allow(program);
  refuse(program, EPERM);
  end(program, start);
}

/* The limit of memory counts what is private and written to: memory that is shared without a file, and what the kernel
 * takes for the stack, would get past it.                                                                          */
static void look_at_memory(struct program *program) {
  unsigned short start = begin(program, SYS_mmap);
  load_argument(program, 3);
  add(program, BPF_JMP | BPF_JSET | BPF_K, MAP_GROWSDOWN, 0, 1);
  refuse(program, EPERM);
  add(program, BPF_JMP | BPF_JSET | BPF_K, MAP_SHARED, 0, 2); /* of MAP_SHARED_VALIDATE too */
  add(program, BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 0, 1);
  refuse(program, EPERM);
  allow(program);
  end(program, start);
}

/* No file begins with rights beyond reading, writing and executing, or gets more room than its size, which is limited. */
static void look_at_files(struct program *program) {
  static const uint32_t special = S_ISUID | S_ISGID | S_ISVTX;
  static const struct {
    int number, flags, mode;
  } opening[] = {
      {SYS_openat, 2, 3},
#ifdef __x86_64__
      {SYS_open, 1, 2},
      {SYS_creat, -1, 1},
#endif
  };
  unsigned short start;
  for (size_t i = 0; i < sizeof opening / sizeof *opening; i++) {
    start = begin(program, opening[i].number);
    if (opening[i].flags >= 0) { /* without these flags there need not be a mode */
      load_argument(program, opening[i].flags);
      add(program, BPF_JMP | BPF_JSET | BPF_K, O_CREAT | (O_TMPFILE & ~O_DIRECTORY), 1, 0);
      allow(program);
    }
    load_argument(program, opening[i].mode);
    add(program, BPF_JMP | BPF_JSET | BPF_K, special, 0, 1);
    refuse(program, EPERM);
    allow(program);
    end(program, start);
  }
  start = begin(program, SYS_fallocate);
  load_argument(program, 1);
  add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
  allow(program);
  refuse(program, EPERM);
  end(program, start);
}

static void look_at_arguments(struct program *program) {
  unsigned short start = begin(program, SYS_clone); /* threads, no processes and no namespaces */
  load_argument(program, 0);
  add(program, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
  refuse(program, EPERM);
  add(program, BPF_JMP | BPF_JSET | BPF_K, namespaces, 0, 1);
  refuse(program, EPERM);
  allow(program);
  end(program, start);
  const int out_of_sight[] = {SYS_clone3, SYS_openat2}; /* their flags lie in memory: libraries fall back on clone, openat */
  for (size_t i = 0; i < sizeof out_of_sight / sizeof *out_of_sight; i++) {
    start = begin(program, out_of_sight[i]);
    refuse(program, ENOSYS);
    end(program, start);
  }

  const int of_processes[] = {SYS_kill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo};
  for (size_t i = 0; i < sizeof of_processes / sizeof *of_processes; i++) allow_self(program, of_processes[i], 0);
  const int scheduling[] = {SYS_sched_setaffinity, SYS_sched_setscheduler, SYS_sched_setparam, SYS_sched_setattr};
  for (size_t i = 0; i < sizeof scheduling / sizeof *scheduling; i++) allow_self(program, scheduling[i], 1);

  start = begin(program, SYS_prlimit64); /* reading limits, its own */
  for (int half = 0; half < 2; half++) {
    load(program, offsetof(struct seccomp_data, args[2]) + 4 * (size_t)half);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    refuse(program, EPERM);
  }
  load_argument(program, 0);
  add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1);
  allow(program);
  add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)getpid(), 0, 1);
  allow(program);
  refuse(program, EPERM);
  end(program, start);

  start = begin(program, SYS_setpriority); /* (PRIO_PROCESS, 0): its own */
  for (int argument = 0; argument < 2; argument++) {
    load_argument(program, argument);
    add(program, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    refuse(program, EPERM);
  }
  allow(program);
  end(program, start);

  start = begin(program, SYS_personality); /* asking for it */
  load_argument(program, 0);
  add(program, BPF_JMP | BPF_JEQ | BPF_K, 0xFFFFFFFF, 0, 1);
  allow(program);
  refuse(program, EPERM);
  end(program, start);

  look_at_memory(program);
  look_at_files(program);
  for (size_t i = 0; i < value_rule_count; i++) follow(program, &value_rules[i]);
}

struct range {
  uint32_t first, last;
};

/* Decides by bisection which of the sorted ranges the loaded number is in. */
static void search(struct program *program, const struct range *ranges, size_t count) {
  if (count == 1) {
    add(program, BPF_JMP | BPF_JGE | BPF_K, ranges->first, 0, 2);
    add(program, BPF_JMP | BPF_JGT | BPF_K, ranges->last, 1, 0);
    refuse(program, EPERM);
    allow(program);
    return;
  }
  size_t half = count / 2;
  add(program, BPF_JMP | BPF_JGE | BPF_K, ranges[half].first, 1, 0);
  unsigned short jump = program->count;
  add(program, BPF_JMP | BPF_JA, 0, 0, 0);
  search(program, ranges + half, count - half);
  program->lines[jump].k = (uint32_t)(program->count - jump - 1);
  search(program, ranges, half);
}

static int ascending(const void *first, const void *second) { return *(const int *)first - *(const int *)second; }

static void refuse_listed(struct program *program) {
  size_t count = refused_call_count;
  int numbers[count];
  for (size_t i = 0; i < count; i++) numbers[i] = refused_calls[i].number;
  qsort(numbers, count, sizeof *numbers, ascending);
  struct range ranges[count];
  size_t found = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t number = (uint32_t)numbers[i];
    if (found > 0 && number <= ranges[found - 1].last + 1) {
      ranges[found - 1].last = number;
    } else {
      ranges[found++] = (struct range){number, number};
    }
  }
  search(program, ranges, found);
}

int worker_has_seccomp(void) {
  uint32_t action = SECCOMP_RET_ERRNO;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

int worker_filter_system_calls(void) {
  struct program program = {.count = 0};
  load(&program, offsetof(struct seccomp_data, arch));
  add(&program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  answer(&program, SECCOMP_RET_KILL_PROCESS);
  load(&program, offsetof(struct seccomp_data, nr));
#ifdef __x86_64__
  add(&program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1); /* x32 */
  answer(&program, SECCOMP_RET_KILL_PROCESS);
#endif
  add(&program, BPF_JMP | BPF_JGT | BPF_K, newest_known, 0, 1);
  refuse(&program, ENOSYS);
  look_at_arguments(&program);
  refuse_listed(&program);
  struct sock_fprog filter = {program.count, program.lines};
  /* Speculation stays as it is: on kernels before 5.16 a filter would otherwise slow down every computation. */
  long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                        SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter);
  return result < 0 ? errno : result > 0 ? EBUSY : 0;
}
