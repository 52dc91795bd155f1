/* Attempts to get out of the worker. */
#define _GNU_SOURCE
#include "rogue.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/capability.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef MAP_SHARED_VALIDATE
#define MAP_SHARED_VALIDATE 3
#endif
#ifndef MAP_GROWSDOWN
#define MAP_GROWSDOWN 0x100
#endif

#define ENTRY(name) xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request)

static char report[8192];

/* Notes the errno of what was tried, 0 where it worked. */
static void note(const char *what, long result) {
  size_t used = strlen(report);
  snprintf(report + used, sizeof report - used, "%s\"%s\": %d", used > 12 ? ", " : "", what, result < 0 ? errno : 0);
}

static long try_open(const char *path, int flags) {
  int descriptor = open(path, flags | O_CLOEXEC, 0600);
  if (descriptor >= 0) close(descriptor);
  return descriptor;
}

static long try_fork(pid_t child) {
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, NULL, 0);
  return child;
}

static long try_spawn(void) {
  char *arguments[] = {"true", NULL};
  pid_t child;
  int failure = posix_spawn(&child, "/bin/true", NULL, NULL, arguments, arguments + 1);
  if (!failure) waitpid(child, NULL, 0);
  errno = failure;
  return failure ? -1 : 0;
}

static long try_connect(void) {
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (descriptor < 0) return -1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(0x7F000001)};
  int result = connect(descriptor, (struct sockaddr *)&address, sizeof address);
  close(descriptor);
  return result;
}

static void *nothing(void *data) { return data; }

static long try_thread(void) {
  pthread_t thread;
  int failure = pthread_create(&thread, NULL, nothing, NULL);
  if (!failure) pthread_join(thread, NULL);
  errno = failure;
  return failure ? -1 : 0;
}

static long try_library(void) { return dlopen("libm.so.6", RTLD_NOW | RTLD_LOCAL) ? 0 : -1; }

#ifdef SYS_fork
#define SYS_FORK SYS_fork
#define SYS_VFORK SYS_vfork
#else
#define SYS_FORK -1
#define SYS_VFORK -1
#endif

/* What this process gets when the thread that started it ends. */
static int death_signal(void) {
  int signal = 0;
  return prctl(PR_GET_PDEATHSIG, &signal, 0, 0, 0) == 0 ? signal : -1;
}

static xpl_status text_at(const xpl_host_v1 *host, xpl_call *call, xpl_str request, const char *pointer, char *path,
                          size_t size) {
  const xpl_json_v1 *json = host->extension(host, XPL_STRING("explainer.json/1"));
  xpl_str text;
  xpl_status status = json ? json->string(host, call, request, xpl_text(pointer), &text) : XPL_UNSUPPORTED;
  if (status != XPL_OK) return status;
  snprintf(path, size, "%.*s", (int)text.size, text.data);
  return XPL_OK;
}

static long try_map(int flags, int descriptor) {
  void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  return memory == MAP_FAILED ? -1 : munmap(memory, 4096);
}

/* A file of its own is given a name and rights that only the owner of a machine's programs should give. */
static long try_make(const char *path, int flags, mode_t mode) {
  int descriptor = open(path, flags | O_CLOEXEC, mode);
  if (descriptor >= 0) close(descriptor);
  return descriptor;
}

static void note_memory(const char *own) {
  note("map shared memory", try_map(MAP_SHARED | MAP_ANONYMOUS, -1));
  note("map shared memory, validated", try_map(MAP_SHARED_VALIDATE | MAP_ANONYMOUS, -1));
  note("map memory that grows", try_map(MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN, -1));
  note("map private memory", try_map(MAP_PRIVATE | MAP_ANONYMOUS, -1));
  note("read /dev/zero", try_open("/dev/zero", O_RDWR));
  int descriptor = open(own, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0 || ftruncate(descriptor, 4096) != 0) return;
  note("map a file of its own", try_map(MAP_SHARED, descriptor));
  note("reserve beyond a file's size", fallocate(descriptor, FALLOC_FL_KEEP_SIZE, 0, (off_t)2 << 30));
  note("reserve for a file", fallocate(descriptor, 0, 0, 8192) < 0 && errno != EOPNOTSUPP ? -1 : 0);
  note("ask whether a file is a terminal", isatty(descriptor) || errno != ENOTTY ? -1 : 0);
  close(descriptor);
}

static void note_scratch(const char *scratch) {
  char path[4300], folder[4200] = "";
  snprintf(path, sizeof path, "%s/special", scratch);
  note("make a setuid file", try_make(path, O_WRONLY | O_CREAT, 04700));
  note("make a setgid file", try_make(path, O_WRONLY | O_CREAT, 02700));
  note("make a setuid file without a name", try_make(scratch, O_WRONLY | O_TMPFILE, 04700));
  note("make a setuid file in another way", creat(path, 04700));
  note("open in a newer way", syscall(SYS_openat2, -1, NULL, NULL, 0));
  note("make a link to its own file", link(path, scratch));
  note("make a special file", mknod(path, S_IFREG | 04700, 0));
  note("go elsewhere", chdir("/"));
  note("be in its scratch folder", getcwd(folder, sizeof folder) && strcmp(folder, scratch) == 0 ? 0 : -1);
}

/* What /proc/self tells. */
static void note_self(void) {
  static const char *const names[] = {"maps", "smaps", "environ", "cmdline", "mountinfo", "cgroup", "net/tcp",
                                      "root/etc/passwd", "task", "mem"};
  char path[64], what[80];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "/proc/self/%s", names[i]);
    snprintf(what, sizeof what, "read %s", path);
    note(what, try_open(path, O_RDONLY));
  }
  note("read its own status", try_open("/proc/self/status", O_RDONLY));
}

/* The first text is a folder of the user with a file `secret`, the second one to write into. */
ENTRY(attempts) {
  char folder[4096], path[8300], inside[4200];
  xpl_status status = text_at(host, call, request, "/texts/0", folder, sizeof folder);
  if (status != XPL_OK) return status;
  const char *scratch = getenv("TMPDIR");
  snprintf(report, sizeof report, "{\"result\": {");

  note("read /etc/passwd", try_open("/etc/passwd", O_RDONLY));
  note("read /root", try_open("/root", O_RDONLY | O_DIRECTORY));
  note("read /home", try_open("/home", O_RDONLY | O_DIRECTORY));
  note("read /tmp", try_open("/tmp", O_RDONLY | O_DIRECTORY));
  snprintf(path, sizeof path, "/proc/%d/environ", (int)getppid());
  note("read the parent's environment", try_open(path, O_RDONLY));
  snprintf(path, sizeof path, "/proc/self/root%s/secret", folder);
  note("read through /proc/self/root", try_open(path, O_RDONLY));
  snprintf(path, sizeof path, "%s/secret", folder);
  note("read a secret", try_open(path, O_RDONLY));
  note("write a secret", try_open(path, O_WRONLY));
  note("empty a secret", truncate(path, 0));
  note("remove a secret", unlink(path));
  note("change a secret's rights", chmod(path, 0666));
  note("watch a folder", syscall(SYS_inotify_add_watch, 0, folder, 1));
  snprintf(path, sizeof path, "%s/new", folder);
  note("make a file", try_open(path, O_WRONLY | O_CREAT));
  snprintf(path, sizeof path, "%s/folder", folder);
  note("make a folder", mkdir(path, 0700));
  snprintf(inside, sizeof inside, "%s/mine", scratch ? scratch : "");
  snprintf(path, sizeof path, "%s/mine", folder);
  note("write to scratch", try_open(inside, O_RDWR | O_CREAT));
  note("move a file out of scratch", rename(inside, path));
  snprintf(path, sizeof path, "%s/deep", scratch ? scratch : "");
  note("make a folder in scratch", mkdir(path, 0700));
  snprintf(path, sizeof path, "%s/link", scratch ? scratch : "");
  note("make a link in scratch", symlink(folder, path));
  note_memory(inside);
  note_scratch(scratch ? scratch : "");
  note_self();

  note("fork", try_fork(fork()));
  note("vfork", try_fork((pid_t)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)));
  note("clone3", syscall(SYS_clone3, NULL, 0));
  note("spawn", try_spawn());
  note("unshare", unshare(CLONE_NEWNS | CLONE_NEWUSER));
  note("ptrace", ptrace(PTRACE_PEEKDATA, getppid(), NULL, NULL));
  note("signal the parent", kill(getppid(), SIGWINCH));
  note("signal the parent's thread", syscall(SYS_tgkill, getppid(), getppid(), SIGWINCH));
  note("queue the parent a signal", syscall(SYS_rt_sigqueueinfo, getppid(), SIGWINCH, NULL));
  note("queue the parent's thread a signal", syscall(SYS_rt_tgsigqueueinfo, getppid(), getppid(), SIGWINCH, NULL));
  note("move the parent to another core", syscall(SYS_sched_setaffinity, getppid(), 0, NULL));
  note("schedule the parent", syscall(SYS_sched_setscheduler, getppid(), -1, NULL));
  note("schedule the parent otherwise", syscall(SYS_sched_setparam, getppid(), NULL));
  note("schedule the parent anew", syscall(SYS_sched_setattr, getppid(), NULL, 0));
  note("slow the parent down", syscall(SYS_setpriority, PRIO_PROCESS, getppid(), 0));
  note("slow a group down", syscall(SYS_setpriority, PRIO_PGRP, 0, 0));
  note("take on a personality", syscall(SYS_personality, 0));
  note("a thread in a namespace", syscall(SYS_clone, CLONE_THREAD | CLONE_NEWNS, 0, 0, 0, 0));
  note("own a pipe's signals", fcntl(0, F_SETOWN, getppid()));
  note("outlive the parent", prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0));
  note("setsid", setsid());
  note("setpgid", setpgid(0, getpgid(getppid())));
  struct rlimit limit = {RLIM_INFINITY, RLIM_INFINITY};
  note("raise a limit", setrlimit(RLIMIT_DATA, &limit));
  note("set a limit", syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &limit, NULL));
  note("read the parent's limit", syscall(SYS_prlimit64, getppid(), RLIMIT_NOFILE, NULL, &limit));
  note("read a limit", getrlimit(RLIMIT_DATA, &limit));

  note("socket", socket(AF_INET, SOCK_STREAM, 0));
  note("connect", try_connect());
  int pair[2];
  note("socketpair", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
  note("shared memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600));
  note("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
  note("type into a terminal", ioctl(0, 0x5412, "x"));
  note("a call of the future", syscall(463, 0, 0, 0, 0, 0));

  note("thread", try_thread());
  note("library", try_library());
  note("signal itself", kill(getpid(), SIGWINCH));
  note("ask for its personality", syscall(SYS_personality, 0xFFFFFFFF));
  note("keep its priority", syscall(SYS_setpriority, PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0)));
  strncat(report, "}}", sizeof report - strlen(report) - 1);
  return rogue_answer(host, call, report);
}

/* The errors, in order, of the system calls that the first text lists: number, argument and value of each. All other
 * arguments are such as no call can do anything with.                                                             */
ENTRY(calls) {
  const xpl_json_v1 *json = host->extension(host, XPL_STRING("explainer.json/1"));
  xpl_str text;
  xpl_status status = json ? json->string(host, call, request, xpl_text("/texts/0"), &text) : XPL_UNSUPPORTED;
  if (status != XPL_OK) return status;
  char list[16384];
  snprintf(list, sizeof list, "%.*s", (int)text.size, text.data);
  snprintf(report, sizeof report, "{\"result\": {\"errors\": [");
  for (char *rest = list, *end;; rest = end) {
    long number = strtol(rest, &end, 10);
    if (end == rest) break;
    long argument = strtol(end, &end, 10), value = strtol(end, &end, 10), given[6];
    for (int i = 0; i < 6; i++) given[i] = i == argument ? value : -1;
    long result = syscall(number, given[0], given[1], given[2], given[3], given[4], given[5]);
    if (result == 0 && (number == SYS_FORK || number == SYS_VFORK)) _exit(0);
    size_t used = strlen(report);
    snprintf(report + used, sizeof report - used, "%s%d", rest == list ? "" : ", ", result < 0 ? errno : 0);
  }
  strncat(report, "]}}", sizeof report - strlen(report) - 1);
  return rogue_answer(host, call, report);
}

/* A system call in the manner of another machine: of x32, or for 32 bits. */
ENTRY(foreign_call) {
#ifdef __x86_64__
  char words[8];
  xpl_status status = text_at(host, call, request, "/texts/0", words, sizeof words);
  if (status != XPL_OK) return status;
  if (strcmp(words, "x32") == 0) {
    syscall(0x40000000 | SYS_getpid);
  } else {
    int number = 20; /* getpid */
    __asm__ volatile("int $0x80" : "+a"(number) : : "memory", "r8", "r9", "r10", "r11");
  }
#endif
  (void)request;
  return rogue_answer(host, call, "{\"result\": {}}");
}

static long long most(int resource) {
  struct rlimit limit = {0, 0};
  return getrlimit(resource, &limit) != 0 ? -1 : limit.rlim_cur == RLIM_INFINITY ? INT64_MAX : (long long)limit.rlim_cur;
}

/* What bounds this process. */
ENTRY(bounds) {
  (void)request;
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct held[2] = {{0, 0, 0}, {0, 0, 0}};
  syscall(SYS_capget, &header, held);
  const uint32_t lower = held[0].effective | held[0].permitted | held[0].inheritable;
  const uint32_t upper = held[1].effective | held[1].permitted | held[1].inheritable;
  snprintf(report, sizeof report,
           "{\"result\": {\"memory\": %lld, \"processor_seconds\": %lld, \"open_files\": %lld, \"file_size\": %lld,"
           " \"core_file\": %lld, \"dies_with_parent\": %d, \"no_new_privileges\": %d, \"other_capabilities\": %s}}",
           most(RLIMIT_DATA), most(RLIMIT_CPU), most(RLIMIT_NOFILE), most(RLIMIT_FSIZE), most(RLIMIT_CORE),
           death_signal(), prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), lower & ~(1u << CAP_DAC_READ_SEARCH) || upper ? "true" : "false");
  return rogue_answer(host, call, report);
}

ENTRY(large_file) {
  (void)request;
  char path[4200];
  snprintf(path, sizeof path, "%s/large", getenv("TMPDIR"));
  int descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0 || pwrite(descriptor, "x", 1, ((off_t)1 << 30)) < 0) return XPL_INPUT_OUTPUT;
  return rogue_answer(host, call, "{\"result\": {}}");
}

/* Leaves files behind in its scratch folder, prints where that is, and ends badly. */
ENTRY(leave_behind) {
  (void)request, (void)host, (void)call;
  const char *scratch = getenv("TMPDIR");
  char path[4200];
  for (int i = 0; i < 100; i++) {
    snprintf(path, sizeof path, "%s/folder%d", scratch, i);
    mkdir(path, 0700);
    strcat(path, "/file");
    try_open(path, O_WRONLY | O_CREAT);
  }
  printf("%s", scratch);
  fflush(stdout);
  abort();
}
