// What products with many rows share. Not part of the module.
#ifndef MATRICES_H
#define MATRICES_H

#include "kernels.h"
#include "tiles.h"

INLINE ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }
INLINE ptrdiff_t pieces(ptrdiff_t whole, ptrdiff_t part) { return (whole + part - 1) / part; }
INLINE ptrdiff_t rounded(ptrdiff_t count, ptrdiff_t unit) { return pieces(count, unit) * unit; }

// A product while it is computed, some rows of x at a time.
struct matrices {
  const struct ck_matrix_product *product;
  const struct tiling *tiling;
  ptrdiff_t threads;
  ptrdiff_t first, height;        // the rows of x in work
  float *shared, *own;            // what all threads read, and the first thread's memory
  ptrdiff_t own_size, piece;      // a thread's memory, and the columns of the result that are given out as one
  ptrdiff_t width;                // of a panel
};

// Weights from row `row` of what is stored, and step `column` of it, on.
INLINE const void *weights_at(const struct ck_matrix_product *p, ptrdiff_t row, ptrdiff_t column) {
  ptrdiff_t at = row * p->w_stride + column;
  if (p->format == CK_F32) return (const float *)p->w + at;
  return (const char *)p->w + at / ck_block_numbers(p->format) * ck_block_bytes(p->format);
}

INLINE ptrdiff_t weight_bytes(const struct ck_matrix_product *p, ptrdiff_t count) {
  return p->format == CK_F32 ? count * (ptrdiff_t)sizeof(float)
                             : count / ck_block_numbers(p->format) * ck_block_bytes(p->format);
}

// Rows of memory, line by line of the cache.
struct lines {
  const char *row;
  ptrdiff_t rows, stride, bytes, at;
};

struct lines lines_of(const void *row, ptrdiff_t bytes, ptrdiff_t stride, ptrdiff_t rows);
// Of weights as stored.
struct lines lines_of_weights(
    const struct ck_matrix_product *p, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t column, ptrdiff_t count);

// What is read or written next, asked for a little at a time while something else is computed.
struct foresight {
  struct lines parts[2];
  ptrdiff_t left, step;  // in lines: all, and at a time
  struct ahead ahead;
};

void foresee(struct foresight *foresight, struct lines first, struct lines second, ptrdiff_t times);
const struct ahead *look_ahead(struct foresight *foresight, ptrdiff_t depth);

// The numbers of memory that each way of multiplying wants, and the ways. What lies in panels in the one stays where it is in
// the other.
ptrdiff_t rows_of_weights_scratch(const struct ck_matrix_product *p, ptrdiff_t threads);
void by_rows_of_weights(struct matrices *m, float *scratch);
ptrdiff_t columns_of_weights_scratch(const struct ck_matrix_product *p, ptrdiff_t threads);
void by_columns_of_weights(struct matrices *m, float *scratch);

// How many rows of x are in work at a time, a multiple of `unit`: all of their numbers lie in some second-level cache, or not
// far from it.
ptrdiff_t rows_in_work(const struct ck_matrix_product *p, ptrdiff_t unit);

#endif
