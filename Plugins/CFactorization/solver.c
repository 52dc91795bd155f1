#include <stdlib.h>
#include <time.h>

#include "factorization.h"

// Below so many multiply-adds an iteration, a second thread costs more than it gives.
static const double work_for_threads = 2e6;

static void divide_columns(cf_solver *solver) {
  ptrdiff_t tiles = (solver->columns + width - 1) / width;
  solver->slice_count = tiles < slice_limit ? tiles : slice_limit;
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    ptrdiff_t first = tiles * s / solver->slice_count * width;
    ptrdiff_t end = tiles * (s + 1) / solver->slice_count * width;
    solver->slices[s].first = first;
    solver->slices[s].count = (end < solver->columns ? end : solver->columns) - first;
  }
}

static bool allocate(cf_solver *solver, int threads) {
  const ptrdiff_t k = solver->components;
  double work = 2.0 * (double)solver->rows * (double)solver->columns * (double)k;
  solver->team = cf_team_create(work < work_for_threads ? 1 : threads);
  solver->w = cf_allocate(solver->rows * solver->padded, sizeof *solver->w);
  solver->w_tiles = cf_allocate(solver->row_tiles * k * width, sizeof *solver->w_tiles);
  solver->product_tiles = cf_allocate(solver->row_tiles * k * width, sizeof *solver->product_tiles);
  solver->gram = cf_allocate(k * k, sizeof *solver->gram);
  solver->gram_lanes = cf_allocate(pair_count(k) * lanes, sizeof *solver->gram_lanes);
  return solver->team && solver->w && solver->w_tiles && solver->product_tiles && solver->gram &&
         solver->gram_lanes;
}

/// Adds up what the slices found; false where one of them had no memory.
static bool add_up(const cf_solver *solver, cf_summary *summary) {
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    const cf_slice *slice = &solver->slices[s];
    if (slice->failed) return false;
    summary->sum += slice->summary.sum;
    summary->squares += slice->summary.squares;
    summary->positive += slice->summary.positive;
    if (summary->bad_column >= 0) continue;
    summary->bad_column = slice->summary.bad_column;
    summary->bad_row = slice->summary.bad_row;
  }
  return true;
}

cf_solver *cf_solver_create(
    const cf_block *blocks, ptrdiff_t block_count, const ptrdiff_t *rows, ptrdiff_t row_count,
    ptrdiff_t components, int threads, cf_summary *summary) {
  cf_solver *solver = calloc(1, sizeof *solver);
  if (!solver) return NULL;
  solver->blocks = blocks;
  solver->row_numbers = rows;
  solver->rows = row_count;
  solver->components = components;
  solver->padded = (components + lanes - 1) / lanes * lanes;
  solver->row_tiles = (row_count + width - 1) / width;
  for (ptrdiff_t b = 0; b < block_count; b++) solver->columns += blocks[b].columns;
  divide_columns(solver);
  bool failed = !allocate(solver, threads);
  *summary = (cf_summary){.bad_row = -1, .bad_column = -1};
  if (!failed) {
    cf_team_run(solver->team, cf_survey_slice, solver, solver->slice_count, false);
    failed = !add_up(solver, summary);
  }
  if (!failed && summary->bad_column < 0) {
    failed = !cf_lay_out(solver);
    summary->bytes = solver->packed_bytes;
    if (!failed) cf_team_run(solver->team, cf_pack_slice, solver, solver->slice_count, false);
  }
  solver->blocks = NULL;
  solver->row_numbers = NULL;
  if (!failed) return solver;
  cf_solver_free(solver);
  return NULL;
}

void cf_solver_free(cf_solver *solver) {
  if (!solver) return;
  cf_team_free(solver->team);
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) cf_free_slice(&solver->slices[s]);
  free(solver->packed);
  free(solver->w);
  free(solver->w_tiles);
  free(solver->product_tiles);
  free(solver->gram);
  free(solver->gram_lanes);
  free(solver);
}

/// The place of row `row`, component `component` in tiles of rows.
static ptrdiff_t place(const cf_solver *solver, ptrdiff_t row, ptrdiff_t component) {
  return (row / width * solver->components + component) * width + row % width;
}

/// Brings W over from its tiles to where the products read it.
static void publish_w(cf_solver *solver) {
  for (ptrdiff_t row = 0; row < solver->rows; row++)
    for (ptrdiff_t t = 0; t < solver->components; t++)
      solver->w[row * solver->padded + t] = solver->w_tiles[place(solver, row, t)];
}

/// Brings the sums over lanes in `from` ([pairs][lanes], `count` of them) to `solver->gram`.
static void sum_gram(cf_solver *solver, float *const *from, ptrdiff_t count) {
  const ptrdiff_t k = solver->components;
  ptrdiff_t pair = 0;
  for (ptrdiff_t t = 0; t < k; t++)
    for (ptrdiff_t r = 0; r <= t; r++, pair++) {
      double sum = 0;
      for (ptrdiff_t i = 0; i < count; i++)
        for (int lane = 0; lane < lanes; lane++) sum += (double)from[i][pair * lanes + lane];
      solver->gram[t * k + r] = solver->gram[r * k + t] = (float)sum;
    }
}

/// H·Hᵀ of the last pass, into `solver->gram`.
static void gather_h_gram(cf_solver *solver) {
  float *from[slice_limit];
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) from[s] = solver->slices[s].gram;
  sum_gram(solver, from, solver->slice_count);
}

/// X·Hᵀ of row `row`, component `component`, of the last pass.
static double gathered(const cf_solver *solver, ptrdiff_t row, ptrdiff_t component) {
  double sum = 0;
  for (ptrdiff_t s = 0; s < solver->slice_count; s++)
    sum += (double)solver->slices[s].product[row * solver->padded + component];
  return sum;
}

// The address of a function with clones is not to be taken: in a shared library that is loaded at run time it
// can be null. Calls are fine.
static void pass_slice(void *context, ptrdiff_t index) { cf_pass_slice(context, index); }
static void measure_slice(void *context, ptrdiff_t index) { cf_measure_slice(context, index); }

static double pass(cf_solver *solver, cf_step step) {
  solver->step = step;
  // There and back again: what was read last is still in the cache.
  solver->backwards = !solver->backwards;
  cf_team_run(solver->team, pass_slice, solver, solver->slice_count, solver->backwards);
  double violation = 0;
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) violation += solver->slices[s].violation;
  return violation;
}

void cf_solver_start(cf_solver *solver, const float *w, const float *h) {
  const ptrdiff_t k = solver->components;
  for (ptrdiff_t row = 0; row < solver->rows; row++)
    for (ptrdiff_t t = 0; t < k; t++) solver->w_tiles[place(solver, row, t)] = w[row * k + t];
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    cf_slice *slice = &solver->slices[s];
    for (ptrdiff_t lane = 0; lane < (slice->dense_tiles + slice->listed_tiles) * width; lane++)
      for (ptrdiff_t t = 0; t < k; t++)
        slice->h[(lane / width * k + t) * width + lane % width] =
            slice->columns[lane] < 0 ? 0 : h[t * solver->columns + slice->columns[lane]];
  }
  solver->progress = (cf_progress){0};
  pass(solver, cf_step_keep);
}

static double iterate(cf_solver *solver) {
  const ptrdiff_t k = solver->components;
  gather_h_gram(solver);
  for (ptrdiff_t row = 0; row < solver->rows; row++)
    for (ptrdiff_t t = 0; t < k; t++)
      solver->product_tiles[place(solver, row, t)] = (float)gathered(solver, row, t);
  double violation =
      cf_descend(solver->w_tiles, solver->product_tiles, solver->gram, solver->row_tiles, k);
  publish_w(solver);
  memset(solver->gram_lanes, 0, (size_t)(pair_count(k) * lanes) * sizeof *solver->gram_lanes);
  cf_add_gram(solver->w_tiles, solver->row_tiles, k, solver->gram_lanes);
  sum_gram(solver, &solver->gram_lanes, 1);
  return violation + pass(solver, cf_step_descend);
}

static double milliseconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec * 1e-6;
}

cf_progress cf_solver_run(cf_solver *solver, int32_t iterations, double tolerance, double milliseconds) {
  cf_progress *progress = &solver->progress;
  double end = milliseconds_now() + milliseconds;
  while (!progress->converged && progress->iterations < iterations) {
    progress->violation = iterate(solver);
    if (progress->iterations++ == 0) progress->first_violation = progress->violation;
    progress->converged = progress->first_violation == 0 ||
                          progress->violation / progress->first_violation <= tolerance;
    if (milliseconds_now() >= end) break;
  }
  return *progress;
}

double cf_solver_squared_error(cf_solver *solver) {
  publish_w(solver);
  cf_team_run(solver->team, measure_slice, solver, solver->slice_count, false);
  double sum = 0;
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    if (solver->slices[s].failed) return -1;
    sum += solver->slices[s].squared_error;
  }
  return sum;
}

void cf_solver_factors(const cf_solver *solver, float *w, float *h) {
  const ptrdiff_t k = solver->components;
  for (ptrdiff_t row = 0; row < solver->rows; row++)
    for (ptrdiff_t t = 0; t < k; t++) w[row * k + t] = solver->w_tiles[place(solver, row, t)];
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    const cf_slice *slice = &solver->slices[s];
    for (ptrdiff_t lane = 0; lane < (slice->dense_tiles + slice->listed_tiles) * width; lane++)
      for (ptrdiff_t t = 0; t < k && slice->columns[lane] >= 0; t++)
        h[t * solver->columns + slice->columns[lane]] =
            slice->h[(lane / width * k + t) * width + lane % width];
  }
}

void cf_solver_multiply(cf_solver *solver, const float *q, double *product, double *projected) {
  const ptrdiff_t k = solver->components;
  for (ptrdiff_t row = 0; row < solver->rows; row++)
    for (ptrdiff_t t = 0; t < k; t++) solver->w[row * solver->padded + t] = q[row * k + t];
  pass(solver, cf_step_project);
  gather_h_gram(solver);
  for (ptrdiff_t i = 0; i < k * k; i++) projected[i] = (double)solver->gram[i];
  for (ptrdiff_t row = 0; row < solver->rows; row++)
    for (ptrdiff_t t = 0; t < k; t++) product[row * k + t] = gathered(solver, row, t);
}
