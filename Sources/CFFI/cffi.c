#define _GNU_SOURCE
#include "CFFI.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

// What libffi's header says of its default calling convention, by processor, and a room that its ffi_cif fits.
#if defined(__x86_64__)
enum { default_abi = 2 };
#elif defined(__aarch64__)
enum { default_abi = 1 };
#else
enum { default_abi = -1 };
#endif
enum { cif_room = 256, ffi_ok = 0 };

#if __has_include(<ffi.h>)
#include <ffi.h>
_Static_assert(default_abi == -1 || default_abi == (int)FFI_DEFAULT_ABI, "the calling convention of this libffi");
_Static_assert(sizeof(ffi_cif) <= cif_room, "the size of this libffi's ffi_cif");
_Static_assert(ffi_ok == (int)FFI_OK, "the status of this libffi");
#endif

typedef int prepare_function(void *cif, int abi, unsigned count, void *result, void **types);
typedef void call_function(void *cif, void *function, void *result, void **values);

static struct {
  prepare_function *prepare;
  call_function *call;
  void *types[cffi_pointer + 1];
} ffi;
static bool is_bound;
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

struct cffi_signature {
  _Alignas(16) char cif[cif_room];
  void *types[cffi_maximum_arguments];
};

static const char *const type_names[] = {
    "ffi_type_void",   "ffi_type_uint8",  "ffi_type_sint32", "ffi_type_uint32",  "ffi_type_sint64",
    "ffi_type_uint64", "ffi_type_float",  "ffi_type_double", "ffi_type_pointer",
};
_Static_assert(sizeof type_names / sizeof type_names[0] == cffi_pointer + 1, "a name for every type");

static void bind_once(void) {
  if (default_abi < 0) {
    snprintf(failure, sizeof failure, "this kind of processor is not supported");
    return;
  }
  static const char *const names[] = {"libffi.so.8", "libffi.so.7", "libffi.so"};
  void *handle = NULL;
  for (size_t place = 0; place < sizeof names / sizeof names[0] && !handle; place++) {
    handle = dlopen(names[place], RTLD_NOW | RTLD_LOCAL);
    const char *reason = handle ? NULL : dlerror();
    if (place == 0 && !handle) snprintf(failure, sizeof failure, "%s", reason ? reason : "it cannot be loaded");
  }
  if (!handle) return;
  ffi.prepare = (prepare_function *)dlsym(handle, "ffi_prep_cif");
  ffi.call = (call_function *)dlsym(handle, "ffi_call");
  is_bound = ffi.prepare && ffi.call;
  for (size_t type = 0; type <= cffi_pointer; type++) {
    ffi.types[type] = dlsym(handle, type_names[type]);
    if (!ffi.types[type]) is_bound = false;
  }
  if (!is_bound) snprintf(failure, sizeof failure, "the libffi that was found lacks functions");
}

const char *cffi_bind(void) {
  pthread_once(&once, bind_once);
  return is_bound ? NULL : failure;
}

cffi_signature *cffi_prepare(const int types[], size_t count, int result) {
  if (!is_bound || count > cffi_maximum_arguments || result < cffi_void || result >= cffi_pointer) return NULL;
  cffi_signature *signature = calloc(1, sizeof *signature);
  if (!signature) return NULL;
  for (size_t place = 0; place < count; place++) {
    if (types[place] <= cffi_void || types[place] > cffi_pointer) {
      free(signature);
      return NULL;
    }
    signature->types[place] = ffi.types[types[place]];
  }
  if (ffi.prepare(signature->cif, default_abi, (unsigned)count, ffi.types[result], signature->types) != ffi_ok) {
    free(signature);
    return NULL;
  }
  return signature;
}

void cffi_free(cffi_signature *signature) { free(signature); }

// The call a thread is in, for the handler of faults.
struct frame {
  sigjmp_buf back;
  const cffi_region *regions;
  size_t count;
  volatile cffi_outcome outcome;
};

static _Thread_local struct frame *volatile current;

// The handler is there while any thread is in a call.
static pthread_mutex_t handler_lock = PTHREAD_MUTEX_INITIALIZER;
static int calls_under_way;
static struct sigaction handler_before;

static bool was_write(void *context) {
#if defined(__x86_64__)
  // Bit 1 of the page fault's error code.
  return (((ucontext_t *)context)->uc_mcontext.gregs[REG_ERR] & 2) != 0;
#else
  (void)context;
  return false;
#endif
}

static void handle_fault(int number, siginfo_t *info, void *context) {
  struct frame *frame = current;
  const char *address = info->si_addr;
  // Only faults the processor raised have an address; one somebody sent (kill) has none.
  for (size_t place = 0; frame && info->si_code > 0 && place < frame->count; place++) {
    if (address < (const char *)frame->regions[place].start || address >= (const char *)frame->regions[place].end)
      continue;
    frame->outcome = (cffi_outcome){true, place, address, was_write(context)};
    siglongjmp(frame->back, 1);
  }
  // Not ours: the instruction runs into the same fault again, with whoever handled it before.
  sigaction(number, &handler_before, NULL);
}

static void begin_handling(void) {
  pthread_mutex_lock(&handler_lock);
  if (calls_under_way++ == 0) {
    struct sigaction action = {0};
    action.sa_sigaction = handle_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &handler_before);
  }
  pthread_mutex_unlock(&handler_lock);
}

static void end_handling(void) {
  pthread_mutex_lock(&handler_lock);
  if (--calls_under_way == 0) sigaction(SIGSEGV, &handler_before, NULL);
  pthread_mutex_unlock(&handler_lock);
}

cffi_outcome cffi_call(
    const cffi_signature *signature, void *function, void *const values[], void *result,
    const cffi_region regions[], size_t region_count) {
  struct frame frame = {.regions = regions, .count = region_count};
  // libffi writes whole registers, so a result narrower than 8 bytes needs their room.
  _Alignas(16) unsigned char room[16] = {0};
  begin_handling();
  current = &frame;
  if (sigsetjmp(frame.back, 1) == 0) {
    ffi.call((void *)signature->cif, function, room, (void **)values);
    memcpy(result, room, 8);
  }
  current = NULL;
  end_handling();
  return frame.outcome;
}

bool cffi_is_variable(void *address) {
  Dl_info info;
  ElfW(Sym) *symbol = NULL;
  if (!dladdr1(address, &info, (void **)&symbol, RTLD_DL_SYMENT) || info.dli_saddr != address || !symbol) return false;
  int kind = ELF64_ST_TYPE(symbol->st_info);
  return kind == STT_OBJECT || kind == STT_TLS || kind == STT_COMMON;
}
