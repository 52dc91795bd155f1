#ifndef CFACTORIZATION_H
#define CFACTORIZATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Alternating least squares on X ≈ W·H by coordinate descent, X ≥ 0 (rows × columns), W (rows × components),
// H (components × columns), in single precision. X is packed once, into at most its own size; one pass over
// it an iteration updates H and gathers what the next update of W needs. Results do not depend on the number
// of threads. A solver belongs to one caller at a time. Nothing of this is visible outside the image.
#pragma GCC visibility push(hidden)

/// Some columns of X: row-major, rows `stride` floats apart.
typedef struct cf_block {
  const float *base;
  ptrdiff_t columns;
  ptrdiff_t stride;
} cf_block;

/// What packing found out about max(X, 0).
typedef struct cf_summary {
  /// Σ x and Σ x².
  double sum, squares;
  /// Elements above 0.
  int64_t positive;
  /// Bytes the packed matrix takes.
  int64_t bytes;
  /// The place of a NaN or an infinity (the one with the lowest column, then the lowest row), or −1: row as
  /// counted among the rows taken part, column over all blocks.
  ptrdiff_t bad_row, bad_column;
} cf_summary;

/// Where an alternation stands.
typedef struct cf_progress {
  /// Iterations done, all calls together.
  int32_t iterations;
  /// Whether the violation has come down to `tolerance` times that of the first iteration.
  bool converged;
  /// Σ |projected gradient| of the last iteration, and of the first.
  double violation, first_violation;
} cf_progress;

typedef struct cf_solver cf_solver;

/// Packs the blocks, side by side, with negative values as 0. The blocks are not needed afterwards.
///
/// `rows` names the rows that take part, in order. Null when memory runs out. `threads` ≥ 1 is the most
/// threads used, the caller's included; fewer where they cannot be had or do not pay. Requires
/// components ≥ 1, row_count ≥ 1 and at least one column.
cf_solver *cf_solver_create(
    const cf_block *blocks, ptrdiff_t block_count, const ptrdiff_t *rows, ptrdiff_t row_count,
    ptrdiff_t components, int threads, cf_summary *summary);
/// Ends the threads and frees the memory; null is fine.
void cf_solver_free(cf_solver *solver);

/// Sets W (rows × components) and H (components × columns), both dense and row-major, and the count of
/// iterations to 0.
void cf_solver_start(cf_solver *solver, const float *w, const float *h);
/// Goes on until convergence, until `iterations` are done in all, or for about `milliseconds`, but for one
/// iteration at least.
cf_progress cf_solver_run(cf_solver *solver, int32_t iterations, double tolerance, double milliseconds);
/// ‖X − W·H‖², each element's difference taken in single precision. −1 when memory runs out.
double cf_solver_squared_error(cf_solver *solver);
/// Copies W and H as they stand, laid out as for `cf_solver_start`.
void cf_solver_factors(const cf_solver *solver, float *w, float *h);

/// One multiplication by X·Xᵀ: with Q = `q` (rows × components), sets H to Qᵀ·X and W to nothing of use, and
/// writes X·Xᵀ·Q (rows × components) and Qᵀ·X·Xᵀ·Q (components × components).
void cf_solver_multiply(cf_solver *solver, const float *q, double *product, double *projected);

#pragma GCC visibility pop

#endif
