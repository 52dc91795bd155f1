#define _GNU_SOURCE
#include "system_call_filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

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

/* Refused whatever the arguments. */
#define CALL(name) {#name, SYS_##name}
static const struct {
  const char *name;
  int number;
} refused[] = {
    /* The network, and sockets between processes. */
    CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(listen), CALL(accept), CALL(accept4),
    CALL(sendto), CALL(sendmsg), CALL(sendmmsg),
    /* Other programs and processes; clone and kill are looked at below. */
    CALL(execve), CALL(execveat), CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(process_madvise), CALL(process_mrelease), CALL(pidfd_open), CALL(pidfd_getfd), CALL(pidfd_send_signal),
    CALL(kcmp), CALL(tkill), CALL(setpgid), CALL(setsid), CALL(setrlimit), CALL(ioprio_set), CALL(migrate_pages),
    CALL(move_pages),
    /* Memory and queues shared with other processes. */
    CALL(shmget), CALL(shmat), CALL(shmctl), CALL(semget), CALL(semctl), CALL(semop), CALL(semtimedop), CALL(msgget),
    CALL(msgsnd), CALL(msgrcv), CALL(msgctl), CALL(mq_open), CALL(mq_unlink),
    /* What Landlock does not look at: a file's owner, rights and times, watching others' files, handles of files. */
    CALL(fchmod), CALL(fchmodat), {"fchmodat2", 452}, CALL(fchown), CALL(fchownat), CALL(setxattr), CALL(lsetxattr),
    CALL(fsetxattr), CALL(removexattr), CALL(lremovexattr), CALL(fremovexattr), CALL(utimensat),
    CALL(inotify_add_watch), CALL(fanotify_init), CALL(fanotify_mark), CALL(name_to_handle_at),
    CALL(open_by_handle_at),
    /* Namespaces and mounts. */
    CALL(unshare), CALL(setns), CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(open_tree),
    CALL(move_mount), CALL(fsopen), CALL(fsconfig), CALL(fsmount), CALL(fspick), CALL(mount_setattr), CALL(quotactl),
    CALL(quotactl_fd), CALL(swapon), CALL(swapoff),
    /* Other identities, keys. */
    CALL(setuid), CALL(setgid), CALL(setreuid), CALL(setregid), CALL(setresuid), CALL(setresgid), CALL(setfsuid),
    CALL(setfsgid), CALL(setgroups), CALL(capset), CALL(keyctl), CALL(add_key), CALL(request_key),
    /* Wide doors into the kernel. */
    CALL(io_uring_setup), CALL(io_uring_enter), CALL(io_uring_register), CALL(bpf), CALL(perf_event_open),
    CALL(userfaultfd), CALL(seccomp), {"lsm_set_self_attr", 460}, CALL(lookup_dcookie), CALL(nfsservctl),
    /* The machine. */
    CALL(init_module), CALL(finit_module), CALL(delete_module), CALL(kexec_load), CALL(kexec_file_load), CALL(reboot),
    CALL(sethostname), CALL(setdomainname), CALL(settimeofday), CALL(clock_settime), CALL(adjtimex),
    CALL(clock_adjtime), CALL(acct), CALL(syslog), CALL(vhangup),
#ifdef __x86_64__
    CALL(fork), CALL(vfork), CALL(chmod), CALL(chown), CALL(lchown), CALL(utime), CALL(utimes), CALL(futimesat),
    CALL(uselib), CALL(_sysctl), CALL(create_module), CALL(get_kernel_syms), CALL(query_module), CALL(iopl),
    CALL(ioperm), CALL(modify_ldt),
#endif
};

/* Options and requests that are refused where the call itself is not. Sources: linux/prctl.h, asm-generic/fcntl.h,
 * asm-generic/ioctls.h, linux/fs.h.                                                                               */
static const uint32_t refused_options[] = {
    1 /* PDEATHSIG: a worker dies with its parent */, 8 /* KEEPCAPS */, 22 /* SECCOMP */, 24 /* CAPBSET_DROP */,
    28 /* SECUREBITS */, 35 /* MM */, 36 /* CHILD_SUBREAPER */, 47 /* CAP_AMBIENT */, 62 /* SCHED_CORE */,
    0x59616d61 /* PTRACER */,
};
/* Signals and notices about files, sent to others. */
static const uint32_t refused_file_commands[] = {8 /* SETOWN */, 10 /* SETSIG */, 15 /* SETOWN_EX */,
                                                 1024 /* SETLEASE */, 1026 /* NOTIFY */};
static const uint32_t refused_requests[] = {
    0x540E /* TIOCSCTTY */,      0x5412 /* TIOCSTI */,      0x541C /* TIOCLINUX */,     0x8901 /* FIOSETOWN */,
    0x8902 /* SIOCSPGRP */,      0x40086602 /* SETFLAGS */, 0x40046602 /* SETFLAGS32 */, 0x401C5820 /* FSSETXATTR */,
};

/* Which argument of which call that is. */
#define VALUES(list) list, sizeof list / sizeof *list
static const struct {
  const char *name;
  int number, argument;
  const uint32_t *values;
  size_t count;
} refused_by_value[] = {
    {"prctl", SYS_prctl, 0, VALUES(refused_options)},
    {"fcntl", SYS_fcntl, 1, VALUES(refused_file_commands)},
    {"ioctl", SYS_ioctl, 1, VALUES(refused_requests)},
};

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

static void refuse_values(struct program *program, int number, int argument, const uint32_t *values,
                          size_t count) {
  unsigned short start = begin(program, number);
  load_argument(program, argument);
  for (size_t i = 0; i < count; i++) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, values[i], 0, 1);
    refuse(program, EPERM);
  }
  allow(program);
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

static void look_at_arguments(struct program *program) {
  unsigned short start = begin(program, SYS_clone); /* threads, no processes and no namespaces */
  load_argument(program, 0);
  add(program, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
  refuse(program, EPERM);
  add(program, BPF_JMP | BPF_JSET | BPF_K, namespaces, 0, 1);
  refuse(program, EPERM);
  allow(program);
  end(program, start);
  start = begin(program, SYS_clone3); /* its flags lie in memory, out of sight: C libraries fall back on clone */
  refuse(program, ENOSYS);
  end(program, start);

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

  for (size_t i = 0; i < sizeof refused_by_value / sizeof *refused_by_value; i++)
    refuse_values(program, refused_by_value[i].number, refused_by_value[i].argument, refused_by_value[i].values,
                  refused_by_value[i].count);
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
  enum { count = sizeof refused / sizeof *refused };
  int numbers[count];
  for (size_t i = 0; i < count; i++) numbers[i] = refused[i].number;
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

int worker_refusal(size_t place, struct worker_refusal *refusal) {
  enum { count = sizeof refused / sizeof *refused };
  if (place < count) {
    *refusal = (struct worker_refusal){refused[place].name, refused[place].number, -1, 0};
    return 1;
  }
  place -= count;
  for (size_t i = 0; i < sizeof refused_by_value / sizeof *refused_by_value; i++) {
    if (place < refused_by_value[i].count) {
      *refusal = (struct worker_refusal){refused_by_value[i].name, refused_by_value[i].number,
                                         refused_by_value[i].argument, refused_by_value[i].values[place]};
      return 1;
    }
    place -= refused_by_value[i].count;
  }
  return 0;
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
