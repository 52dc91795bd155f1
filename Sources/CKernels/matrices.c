#include "matrices.h"

// Products with many rows. What is read over and over lies in panels, laid out anew as tiles read it; what meets it is
// copied tile by tile, widened on the way where it is packed, and asked for while the tiles before are computed.

ptrdiff_t rows_in_work(const struct ck_matrix_product *p, ptrdiff_t unit) {
  enum { numbers = 1 << 20 };
  ptrdiff_t fitting = numbers / (p->inner > 0 ? p->inner : 1) / unit * unit;
  ptrdiff_t most = fitting < 2 * unit ? 2 * unit : fitting;
  // Shares of about the same size.
  return rounded(pieces(p->rows, pieces(p->rows, most)), unit);
}

// Whether to turn x and the result, rather than weights. Packed weights are read by rows in any case; what is written
// turned comes in short pieces, which is slow.
static int turns_x(const struct ck_matrix_product *p) {
  return p->transposed &&
         (p->format != CK_F32 || p->rows * (p->inner + 4 * p->columns) <= p->columns * p->inner);
}

ptrdiff_t ck_matrix_scratch(const struct ck_matrix_product *p, ptrdiff_t threads) {
  return LANES + (turns_x(p) ? rows_of_weights_scratch(p, threads) : columns_of_weights_scratch(p, threads));
}

void ck_multiply_matrices(const struct ck_matrix_product *p, float *scratch, ptrdiff_t threads) {
  struct matrices m = {.product = p, .tiling = tiling_for(p->tiling), .threads = threads};
  // Vectors begin where lines of the cache do.
  scratch = (float *)(((uintptr_t)scratch + 63) / 64 * 64);
  if (turns_x(p)) by_rows_of_weights(&m, scratch);
  else by_columns_of_weights(&m, scratch);
}
