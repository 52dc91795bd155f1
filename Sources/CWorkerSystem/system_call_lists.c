#include "system_call_lists.h"

#include <sys/syscall.h>

#include "worker_walls.h"

#define COUNT(list) (sizeof list / sizeof *list)
#define CALL(name) {#name, SYS_##name}
const struct refused_call refused_calls[] = {
    /* The network, and sockets between processes. */
    CALL(socket), CALL(socketpair), CALL(connect), CALL(bind), CALL(listen), CALL(accept), CALL(accept4),
    CALL(sendto), CALL(sendmsg), CALL(sendmmsg),
    /* Other programs and processes; clone and kill are looked at in the filter. */
    CALL(execve), CALL(execveat), CALL(ptrace), CALL(process_vm_readv), CALL(process_vm_writev),
    CALL(process_madvise), CALL(process_mrelease), CALL(pidfd_open), CALL(pidfd_getfd), CALL(pidfd_send_signal),
    CALL(kcmp), CALL(tkill), CALL(setpgid), CALL(setsid), CALL(setrlimit), CALL(ioprio_set), CALL(migrate_pages),
    CALL(move_pages),
    /* Memory and queues shared with other processes. */
    CALL(shmget), CALL(shmat), CALL(shmctl), CALL(semget), CALL(semctl), CALL(semop), CALL(semtimedop), CALL(msgget),
    CALL(msgsnd), CALL(msgrcv), CALL(msgctl), CALL(mq_open), CALL(mq_unlink),
    /* Memory that no limit counts: files of memory, pages lent to pipes, rings of the kernel's. */
    CALL(memfd_create), {"memfd_secret", 447}, CALL(vmsplice), CALL(splice), CALL(tee), CALL(io_setup),
    CALL(io_destroy), CALL(io_submit), CALL(io_cancel), CALL(io_getevents), CALL(io_pgetevents),
    /* What Landlock does not look at: a file's owner, rights and times, its attributes, where links lead, which folder
     * this is, watching others' files, handles of files; and links and special files in the scratch folder. */
    CALL(fchmod), CALL(fchmodat), {"fchmodat2", 452}, CALL(fchown), CALL(fchownat), CALL(setxattr), CALL(lsetxattr),
    CALL(fsetxattr), CALL(removexattr), CALL(lremovexattr), CALL(fremovexattr), CALL(getxattr), CALL(lgetxattr),
    CALL(fgetxattr), CALL(listxattr), CALL(llistxattr), CALL(flistxattr), CALL(utimensat), CALL(readlinkat),
    CALL(chdir), CALL(fchdir), CALL(inotify_add_watch), CALL(fanotify_init), CALL(fanotify_mark),
    CALL(name_to_handle_at), CALL(open_by_handle_at), CALL(linkat), CALL(symlinkat), CALL(mknodat),
    /* Namespaces and mounts. */
    CALL(unshare), CALL(setns), CALL(mount), CALL(umount2), CALL(pivot_root), CALL(chroot), CALL(open_tree),
    CALL(move_mount), CALL(fsopen), CALL(fsconfig), CALL(fsmount), CALL(fspick), CALL(mount_setattr),
    {"statmount", 457}, {"listmount", 458}, CALL(quotactl), CALL(quotactl_fd), CALL(swapon), CALL(swapoff),
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
    CALL(readlink), CALL(link), CALL(symlink), CALL(mknod), CALL(uselib), CALL(_sysctl), CALL(create_module),
    CALL(get_kernel_syms), CALL(query_module), CALL(iopl), CALL(ioperm), CALL(modify_ldt),
#endif
};
const size_t refused_call_count = COUNT(refused_calls);

/* Sources: linux/prctl.h, linux/fcntl.h, asm-generic/fcntl.h, asm-generic/ioctls.h, asm-generic/termbits.h. */
static const uint32_t refused_options[] = {
    1 /* PDEATHSIG: a worker dies with its parent */, 8 /* KEEPCAPS */, 22 /* SECCOMP */, 24 /* CAPBSET_DROP */,
    28 /* SECUREBITS */, 35 /* MM */, 36 /* CHILD_SUBREAPER */, 47 /* CAP_AMBIENT */, 62 /* SCHED_CORE */,
    0x59616d61 /* PTRACER */,
};
/* Signals and notices about files, sent to others; the size of a pipe; how a file's data are written. */
static const uint32_t refused_file_commands[] = {
    8 /* SETOWN */,        10 /* SETSIG */,        15 /* SETOWN_EX */,          1024 /* SETLEASE */, 1026 /* NOTIFY */,
    1031 /* SETPIPE_SZ */, 1036 /* SET_RW_HINT */, 1038 /* SET_FILE_RW_HINT */,
};
/* Whether this is a terminal, how much there is to read, and what fcntl does too. Every file system and device has
 * requests of its own, and some change a file that is open for reading only.                                       */
static const uint32_t allowed_requests[] = {
    0x5401 /* TCGETS */,   0x802C542A /* TCGETS2 */, 0x5413 /* TIOCGWINSZ */, 0x541B /* FIONREAD */,
    0x5421 /* FIONBIO */,  0x5450 /* FIONCLEX */,    0x5451 /* FIOCLEX */,
};

#define VALUES(list) list, COUNT(list)
const struct value_rule value_rules[] = {
    {"prctl", SYS_prctl, 0, 0, VALUES(refused_options)},
    {"fcntl", SYS_fcntl, 1, 0, VALUES(refused_file_commands)},
    {"ioctl", SYS_ioctl, 1, 1, VALUES(allowed_requests)},
};
const size_t value_rule_count = COUNT(value_rules);

int worker_rule_at(size_t place, struct worker_rule *rule) {
  if (place < refused_call_count) {
    *rule = (struct worker_rule){refused_calls[place].name, refused_calls[place].number, -1, 0, 0};
    return 1;
  }
  place -= refused_call_count;
  for (const struct value_rule *rules = value_rules; rules < value_rules + value_rule_count; rules++) {
    if (place < rules->count) {
      *rule = (struct worker_rule){rules->name, rules->number, rules->argument, rules->values[place], rules->are_allowed};
      return 1;
    }
    place -= rules->count;
  }
  return 0;
}
