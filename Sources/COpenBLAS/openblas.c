#include "COpenBLAS.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>

// The values of CBLAS_ORDER and CBLAS_TRANSPOSE, fixed by the CBLAS standard.
enum { row_major = 101, no_transpose = 111, transpose = 112 };

typedef void sgemm_function(
    int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
    const float *b, int ldb, float beta, float *c, int ldc);
struct library {
  sgemm_function *sgemm;
  void (*set_threads)(int);
  int (*get_threads)(void);
};

static struct library blas;
static int thread_limit = 1;
static char failure[512];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static bool open_library(const char *name, struct library *into) {
  void *handle = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!handle) return false;
  into->sgemm = (sgemm_function *)dlsym(handle, "cblas_sgemm");
  // Other CBLAS libraries have no say in threads.
  into->set_threads = (void (*)(int))dlsym(handle, "openblas_set_num_threads");
  into->get_threads = (int (*)(void))dlsym(handle, "openblas_get_num_threads");
  if (into->sgemm) return true;
  dlclose(handle);
  return false;
}

static void bind_once(void) {
  static const char *const names[] = {"libopenblas.so.0", "libopenblas.so", "libblas.so.3"};
  for (size_t place = 0; place < sizeof names / sizeof names[0]; place++) {
    if (open_library(names[place], &blas)) {
      if (blas.get_threads) thread_limit = blas.get_threads();
      return;
    }
    const char *reason = dlerror();
    if (place == 0) snprintf(failure, sizeof failure, "%s", reason ? reason : "it has no cblas_sgemm");
  }
}

const char *copenblas_bind(void) {
  pthread_once(&once, bind_once);
  return blas.sgemm ? NULL : failure;
}

int copenblas_thread_limit(void) { return thread_limit; }

void copenblas_sgemm(
    bool transposes_a, bool transposes_b, int m, int n, int k, float alpha, const float *a, int lda,
    const float *b, int ldb, float beta, float *c, int ldc, int threads) {
  if (blas.set_threads && blas.get_threads && blas.get_threads() != threads) blas.set_threads(threads);
  blas.sgemm(
      row_major, transposes_a ? transpose : no_transpose, transposes_b ? transpose : no_transpose, m, n, k,
      alpha, a, lda, b, ldb, beta, c, ldc);
}
