#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

// The values of CBLAS_ORDER and CBLAS_TRANSPOSE, fixed by the CBLAS standard.
enum { row_major = 101, no_transpose = 111, transpose = 112 };

typedef void sgemm_function(
    int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
    const float *b, int ldb, float beta, float *c, int ldc);
struct library {
  sgemm_function *sgemm;
  void (*set_threads)(int);
  int (*get_threads)(void);
  const char *(*get_kernels)(void);
};

static struct library blas;
static int thread_limit;
static atomic_bool is_restricted;
static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libblas.so.3"};
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

const char *copenblas_wanted_kernels(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return __builtin_cpu_is("amd") ? "Zen" : "Haswell";
#endif
  return NULL;
}

static bool open_library(const char *name, struct library *into) {
  void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return false;
  into->sgemm = (sgemm_function *)dlsym(handle, "cblas_sgemm");
  // Other CBLAS libraries have no say in threads.
  into->set_threads = (void (*)(int))dlsym(handle, "openblas_set_num_threads");
  into->get_threads = (int (*)(void))dlsym(handle, "openblas_get_num_threads");
  into->get_kernels = (const char *(*)(void))dlsym(handle, "openblas_get_corename");
  if (into->sgemm) return true;
  dlclose(handle);
  return false;
}

// OpenBLAS maps a buffer of this size for each thread, and tries for ever where it gets none (0.3.21, memory.c). So
// whether there is room is asked before, and the buffers are taken at once.
static const size_t buffer_size = (size_t)128 << 20;
// What must be left for everything else, beside what somebody has asked to be left.
static const size_t rest_size = (size_t)64 << 20;
static _Atomic size_t left_size;

static bool has_room(long threads) {
  size_t size = (size_t)threads * buffer_size + rest_size + left_size;
  void *place = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return false;
  munmap(place, size);
  return true;
}

static long wanted_threads(void) {
  const char *chosen = getenv("OPENBLAS_NUM_THREADS");
  long wanted = chosen ? atol(chosen) : 0;
  if (wanted < 1) wanted = sysconf(_SC_NPROCESSORS_ONLN);
  return wanted < 1 ? 1 : wanted;
}

// Leaves OpenBLAS as many threads as there is memory for; false where there is none for one.
static bool fit_threads(void) {
  long wanted = wanted_threads(), threads = wanted;
  while (threads > 0 && !has_room(threads)) threads /= 2;
  if (threads < 1) return false;
  if (threads < wanted) {
    char text[24];
    snprintf(text, sizeof text, "%ld", threads);
    setenv("OPENBLAS_NUM_THREADS", text, 1);
  }
  return true;
}

// Multiplies something small, so that the caller's buffer is there from now on.
static void take_buffer(void) {
  enum { size = 128 };  // Smaller products may do without a buffer.
  static float a[size * size], b[size * size], c[size * size];
  copenblas_sgemm(false, false, size, size, size, 1, a, size, b, size, 0, c, size, 1);
}

static void bind_libraries(void) {
  if (!fit_threads()) {
    snprintf(failure, sizeof failure, "the memory limit leaves no room for its buffers");
    return;
  }
  for (size_t place = 0; place < sizeof names / sizeof names[0]; place++) {
    if (open_library(names[place], &blas)) {
      if (blas.get_threads) thread_limit = blas.get_threads();
      take_buffer();
      return;
    }
    const char *reason = dlerror();
    if (place == 0) snprintf(failure, sizeof failure, "%s", reason ? reason : "it has no cblas_sgemm");
  }
}

static void bind_once(void) {
  // The library knows processors by their numbers, and gives one that is newer than itself what ran in 2004: 0.3.21
  // (Debian 12) takes an Emerald Rapids for a Prescott, and is 3.2 times as slow there. What a processor can do is asked
  // instead; the variable is read while the library is loaded.
  const char *variable = "OPENBLAS_CORETYPE", *kernels = copenblas_wanted_kernels();
  bool chooses = kernels && !getenv(variable);
  if (chooses) setenv(variable, kernels, 1);
  bind_libraries();
  if (chooses) unsetenv(variable);
}

const char *copenblas_bind(void) {
  pthread_once(&once, bind_once);
  return blas.sgemm ? NULL : failure;
}

const char *copenblas_kernels(void) {
  return !copenblas_bind() && blas.get_kernels ? blas.get_kernels() : NULL;
}

int copenblas_thread_limit(void) {
  if (is_restricted) return 1;
  return thread_limit ? thread_limit : (int)wanted_threads();
}

bool copenblas_is_loaded(void) {
  for (size_t place = 0; place < sizeof names / sizeof names[0]; place++) {
    void *handle = dlopen(names[place], RTLD_LAZY | RTLD_LOCAL | RTLD_NOLOAD);
    if (!handle) continue;
    dlclose(handle);
    return true;
  }
  return false;
}

void copenblas_leave(size_t size) { left_size = size; }

void copenblas_restrict(void) { is_restricted = true; }

void copenblas_sgemm(
    bool transposes_a, bool transposes_b, int m, int n, int k, float alpha, const float *a, int lda,
    const float *b, int ldb, float beta, float *c, int ldc, int threads) {
  if (blas.set_threads && blas.get_threads && blas.get_threads() != threads) blas.set_threads(threads);
  blas.sgemm(
      row_major, transposes_a ? transpose : no_transpose, transposes_b ? transpose : no_transpose, m, n, k,
      alpha, a, lda, b, ldb, beta, c, ldc);
}
