/* Our product kernels beside OpenBLAS, one thread, in turns; see products.py. */
#include "CKernels.h"
#include "COpenBLAS.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

static int compare(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

int main(void) {
  const char *reason = copenblas_bind();
  if (reason) return fprintf(stderr, "no OpenBLAS: %s\n", reason), 77;
  enum { turns = 15 };
  const int rows[] = {1, 2, 4, 8, 16}, inner[] = {768, 768, 3072, 768}, columns[] = {2304, 3072, 768, 50257};
  printf("%-24s", "inner x columns");
  for (int r = 0; r < 5; r++) printf("  %7d row%s", rows[r], rows[r] == 1 ? " " : "s");
  puts("   (OpenBLAS time / ours, median of 15 turns)");
  for (int shape = 0; shape < 4; shape++) {
    int k = inner[shape], n = columns[shape], transposed = n == 50257;
    float *w = malloc((size_t)k * n * 4), *x = malloc(16 * (size_t)k * 4), *out = malloc(16 * (size_t)n * 4);
    if (!w || !x || !out) return 1;
    for (size_t i = 0; i < (size_t)k * n; i++) w[i] = (float)(i % 1009) / 1009 - 0.5f;
    for (int i = 0; i < 16 * k; i++) x[i] = (float)(i % 997) / 997 - 0.5f;
    printf("%5d x %5d %-10s", k, n, transposed ? "[out, in]" : "[in, out]");
    for (int r = 0; r < 5; r++) {
      double ours[turns], theirs[turns];
      for (int turn = -2; turn < turns; turn++) {
        double start = now();
        if (transposed) ck_product_transposed(x, rows[r], k, w, n, k, k, 1, NULL, out, n);
        else ck_product(x, rows[r], k, w, n, n, k, NULL, out, n);
        double middle = now();
        copenblas_sgemm(0, transposed, rows[r], n, k, 1, x, k, w, transposed ? k : n, 0, out, n, 1);
        double end = now();
        if (turn >= 0) ours[turn] = middle - start, theirs[turn] = end - middle;
      }
      qsort(ours, turns, sizeof *ours, compare);
      qsort(theirs, turns, sizeof *theirs, compare);
      printf("  %11.2f", theirs[turns / 2] / ours[turns / 2]);
    }
    puts("");
    free(w), free(x), free(out);
  }
  return 0;
}
