/* One factorisation of a saved matrix by the program's kernels; see nmf.py, which writes and reads the files. */
#include "CFactorization.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static float *read_floats(const char *path, size_t count) {
  FILE *file = fopen(path, "rb");
  float *numbers = malloc(count * sizeof *numbers);
  if (!file || !numbers || fread(numbers, sizeof *numbers, count, file) != count) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(1);
  }
  fclose(file);
  return numbers;
}

/* nmf LAYERS TOKENS NEURONS COMPONENTS ITERATIONS TOLERANCE THREADS, with x, w and h in the working directory: the
   layers one behind the other, and the initial factors, which are overwritten with the final ones. */
int main(int count, char **words) {
  if (count != 8) return fprintf(stderr, "see nmf.py\n"), 64;
  ptrdiff_t layers = atol(words[1]), tokens = atol(words[2]), neurons = atol(words[3]), k = atol(words[4]);
  ptrdiff_t columns = layers * neurons;
  float *x = read_floats("x", (size_t)(tokens * columns));
  float *w = read_floats("w", (size_t)(tokens * k)), *h = read_floats("h", (size_t)(k * columns));
  cf_block *blocks = calloc((size_t)layers, sizeof *blocks);
  ptrdiff_t *rows = calloc((size_t)tokens, sizeof *rows);
  if (!blocks || !rows) return 1;
  for (ptrdiff_t l = 0; l < layers; l++) blocks[l] = (cf_block){x + l * tokens * neurons, neurons, neurons};
  for (ptrdiff_t row = 0; row < tokens; row++) rows[row] = row;

  double start = now(CLOCK_MONOTONIC), processor = now(CLOCK_PROCESS_CPUTIME_ID);
  cf_summary summary;
  cf_solver *solver = cf_solver_create(blocks, layers, rows, tokens, k, atoi(words[7]), &summary);
  if (!solver) return fprintf(stderr, "no memory\n"), 1;
  double packed = now(CLOCK_MONOTONIC);
  cf_solver_start(solver, w, h);
  cf_progress progress = cf_solver_run(solver, atoi(words[5]), atof(words[6]), INFINITY);
  double iterated = now(CLOCK_MONOTONIC);
  double error = sqrt(cf_solver_squared_error(solver));
  cf_solver_factors(solver, w, h);
  double end = now(CLOCK_MONOTONIC);
  processor = now(CLOCK_PROCESS_CPUTIME_ID) - processor;
  printf("%f %f %f %f %d %.9g %f\n", end - start, processor, packed - start, iterated - packed, progress.iterations, error,
         (double)summary.bytes / 1e6);
  cf_solver_free(solver);

  FILE *file = fopen("w", "wb");
  if (!file || fwrite(w, sizeof *w, (size_t)(tokens * k), file) != (size_t)(tokens * k) || fclose(file)) return 1;
  file = fopen("h", "wb");
  if (!file || fwrite(h, sizeof *h, (size_t)(k * columns), file) != (size_t)(k * columns) || fclose(file)) return 1;
  return 0;
}
