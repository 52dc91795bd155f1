/* Our product kernels beside OpenBLAS, in turns of a few calls each; see products.py. */
#include "CKernels.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef void sgemm(int, int, int, int, int, int, float, const float *, int, const float *, int, float, float *, int);

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 1;
  void *library = dlopen("libopenblas.so.0", RTLD_NOW);
  if (!library) return fprintf(stderr, "no OpenBLAS: %s\n", dlerror()), 77;
  sgemm *multiply = (sgemm *)dlsym(library, "cblas_sgemm");
  void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (!multiply || !set_threads) return 77;
  set_threads(threads);
  enum { turns = 15, most = 1024 };
  const int rows[] = {1, 8, 16, 17, 32, 128, 512, 1024}, columns[] = {3072, 768, 2304, 768, 512};
  const int inner[] = {768, 3072, 768, 3072, 64}, transposed[] = {1, 1, 0, 0, 1};
  printf("%-25s", "inner x columns");
  for (int r = 0; r < 8; r++) printf(" %6d", rows[r]);
  printf("   (rows; OpenBLAS's time / ours on %d thread%s, median of %d turns)\n", threads, threads > 1 ? "s" : "", turns);
  for (int shape = 0; shape < 5; shape++) {
    int k = inner[shape], n = columns[shape], t = transposed[shape];
    float *w = malloc((size_t)k * n * 4), *x = malloc((size_t)most * k * 4), *out = malloc((size_t)most * n * 4);
    if (!w || !x || !out) return 1;
    for (size_t i = 0; i < (size_t)k * n; i++) w[i] = (float)(i % 1009) / 1009 - 0.5f;
    for (int i = 0; i < most * k; i++) x[i] = (float)(i % 997) / 997 - 0.5f;
    printf("%5d x %5d %-12s", k, n, t ? "[out, in]" : "[in, out]");
    for (int r = 0; r < 8; r++) {
      int m = rows[r];
      struct ck_matrix_product product = {
          .x = x, .rows = m, .x_stride = k, .w = w, .transposed = t, .columns = n, .w_stride = t ? k : n,
          .inner = k, .scale = 1, .out = out, .out_stride = n};
      float *scratch = aligned_alloc(64, ((size_t)ck_matrix_scratch(&product, threads) * 4 + 63) / 64 * 64);
      double ours[turns], theirs[turns];
      /* Threads of OpenBLAS keep awake for a while, where ours would have to share a core with them. */
      usleep(100000);
      for (int turn = -2; turn < turns; turn++) {
        double start = now();
        if (m > CK_FEW_ROWS) ck_multiply_matrices(&product, scratch, threads);
        else if (t) ck_product_transposed(x, m, k, w, n, k, k, 1, NULL, out, n);
        else ck_product(x, m, k, w, n, n, k, NULL, out, n);
        if (turn >= 0) ours[turn] = now() - start;
      }
      for (int turn = -2; turn < turns; turn++) {
        double start = now();
        multiply(101, 111, t ? 112 : 111, m, n, k, 1, x, k, w, t ? k : n, 0, out, n);
        if (turn >= 0) theirs[turn] = now() - start;
      }
      qsort(ours, turns, sizeof *ours, compare);
      qsort(theirs, turns, sizeof *theirs, compare);
      printf(" %6.2f", theirs[turns / 2] / ours[turns / 2]);
      free(scratch);
    }
    puts("");
    free(w), free(x), free(out);
  }
  return 0;
}
