#define _GNU_SOURCE
#include "worker_walls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <link.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "system_call_filter.h"
#include "worker_limit.h"

/* What Landlock gained after the headers of the systems this is built on. Source: linux/landlock.h of 6.18. */
#define FS_TRUNCATE (1ULL << 14)
#define FS_IOCTL_DEVICE (1ULL << 15)
#define NET_BIND_TCP (1ULL << 0)
#define NET_CONNECT_TCP (1ULL << 1)
#define SCOPE_ABSTRACT_UNIX_SOCKET (1ULL << 0)
#define SCOPE_SIGNAL (1ULL << 1)

struct ruleset {
  uint64_t files;
  uint64_t network; /* since version 4 */
  uint64_t scopes;  /* since version 6 */
};

static const uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t writing = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REFER | FS_TRUNCATE;
/* The rights that make sense for what is no directory; the kernel refuses others there. */
static const uint64_t of_files = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;

int worker_landlock_version(void) {
  long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version > 0 ? (int)version : 0;
}

static int allow(int ruleset, const char *path, uint64_t rights) {
  int descriptor = open(path, O_PATH | O_CLOEXEC);
  if (descriptor < 0) return 0; /* what cannot be opened needs no permission */
  struct stat status;
  int failure = fstat(descriptor, &status) == 0 ? 0 : errno;
  if (!failure) {
    struct landlock_path_beneath_attr rule = {
        .allowed_access = S_ISDIR(status.st_mode) ? rights : rights & of_files, .parent_fd = descriptor};
    if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) failure = errno;
  }
  close(descriptor);
  return failure;
}

static int confine_files(const char *const readable[], const char *const writable[]) {
  int version = worker_landlock_version();
  if (version == 0) return 0;
  struct ruleset handled = {.files = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
  if (version >= 2) handled.files |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) handled.files |= FS_TRUNCATE;
  if (version >= 4) handled.network = NET_BIND_TCP | NET_CONNECT_TCP;
  if (version >= 5) handled.files |= FS_IOCTL_DEVICE;
  if (version >= 6) handled.scopes = SCOPE_ABSTRACT_UNIX_SOCKET | SCOPE_SIGNAL;
  size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
  if (ruleset < 0) return errno;
  int failure = 0;
  for (size_t i = 0; readable[i] && !failure; i++) failure = allow(ruleset, readable[i], reading);
  for (size_t i = 0; writable[i] && !failure; i++)
    failure = allow(ruleset, writable[i], (reading | writing) & handled.files);
  if (!failure && syscall(SYS_landlock_restrict_self, ruleset, 0) != 0) failure = errno;
  close(ruleset);
  return failure;
}

/* Of root's capabilities only the one to read what others own stays: a model may lie in anybody's folder. */
static int drop_capabilities(void) {
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) != 0) return errno;
  const uint32_t kept = 1u << CAP_DAC_READ_SEARCH;
  data[0].effective &= kept;
  data[0].permitted &= kept;
  data[0].inheritable = data[1].effective = data[1].permitted = data[1].inheritable = 0;
  return syscall(SYS_capset, &header, data) == 0 ? 0 : errno;
}

int worker_raise_walls(const char *const readable[], const char *const writable[], const char **step) {
  *step = "limits";
  int failure = worker_limit(RLIMIT_NOFILE, WORKER_OPEN_FILES);
  if (!failure) failure = worker_limit(RLIMIT_FSIZE, WORKER_FILE_BYTES);
  if (!failure) failure = worker_limit(RLIMIT_MEMLOCK, WORKER_LOCKED_BYTES);
  if (!failure) failure = worker_limit(RLIMIT_STACK, WORKER_STACK_BYTES);
  if (!failure) failure = worker_limit(RLIMIT_RTPRIO, 0);
  if (failure) return failure;
  *step = "privileges";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  failure = drop_capabilities();
  if (failure) return failure;
  *step = "Landlock";
  failure = confine_files(readable, writable);
  if (failure) return failure;
  *step = "seccomp";
  return worker_has_seccomp() ? worker_filter_system_calls() : 0;
}

struct visitor {
  void (*visit)(const char *path, void *context);
  void *context;
};

static int visit_library(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  const struct visitor *visitor = data;
  if (info->dlpi_name && info->dlpi_name[0] == '/') visitor->visit(info->dlpi_name, visitor->context);
  return 0;
}

void worker_visit_libraries(void (*visit)(const char *path, void *context), void *context) {
  struct visitor visitor = {visit, context};
  dl_iterate_phdr(visit_library, &visitor);
}
