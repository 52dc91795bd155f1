#include "kernels.h"

// Sums run in float over blocks this long and in double over the blocks, so that a vocabulary of 50,000 does
// not lose digits that a row of 64 keeps.
enum { block = 1024 };

INLINE ptrdiff_t live_entries(ptrdiff_t columns, ptrdiff_t visible, ptrdiff_t row) {
  ptrdiff_t live = visible + row;
  return live < 0 ? 0 : (live < columns ? live : columns);
}

KERNEL void ck_layer_norm(
    const float *restrict x, const float *restrict weight, const float *restrict bias, float epsilon,
    ptrdiff_t rows, ptrdiff_t columns, float *restrict out) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    const float *row = x + t * columns;
    float *to = out + t * columns;
    float sum = 0;
    for (ptrdiff_t c = 0; c < columns; c++) sum += row[c];
    float mean = sum / (float)columns;
    float squares = 0;
    for (ptrdiff_t c = 0; c < columns; c++) squares += (row[c] - mean) * (row[c] - mean);
    // Squares that overflow would make the scale 0, and of any row the bias alone: a plausible answer, and a wrong one.
    float scale = isinf(squares) ? NAN : 1.0f / sqrtf(squares / (float)columns + epsilon);
    for (ptrdiff_t c = 0; c < columns; c++) to[c] = (row[c] - mean) * scale * weight[c] + bias[c];
  }
}

KERNEL void ck_softmax_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t visible) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    float *row = x + t * columns;
    ptrdiff_t live = live_entries(columns, visible, t);
    float top = greatest(row, live);
    double total = 0;
    for (ptrdiff_t start = 0; start < live; start += block) {
      ptrdiff_t end = start + block < live ? start + block : live;
      float sum = 0;
      for (ptrdiff_t c = start; c < end; c++) {
        float e = exp_of_nonpositive(row[c] - top);
        row[c] = e;
        sum += e;
      }
      total += (double)sum;
    }
    // +∞ and all −∞ meet ∞ − ∞ above, which the clamp at the bottom of exp may turn into 0.
    float scale = isinf(top) ? NAN : (float)(1.0 / total);
    for (ptrdiff_t c = 0; c < live; c++) row[c] *= scale;
    for (ptrdiff_t c = live; c < columns; c++) row[c] = 0;
  }
}

KERNEL double ck_log_sum_exp(const float *x, ptrdiff_t count) {
  RELAXED_SUMS
  float top = greatest(x, count);
  double total = 0;
  for (ptrdiff_t start = 0; start < count; start += block) {
    ptrdiff_t end = start + block < count ? start + block : count;
    float sum = 0;
    for (ptrdiff_t c = start; c < end; c++) sum += exp_of_nonpositive(x[c] - top);
    total += (double)sum;
  }
  return isinf(top) ? (double)top : (double)top + log(total);
}

KERNEL void ck_mask_rows(float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t visible) {
  for (ptrdiff_t t = 0; t < rows; t++)
    for (ptrdiff_t c = live_entries(columns, visible, t); c < columns; c++) x[t * columns + c] = -INFINITY;
}

KERNEL void ck_add_in_place(float *restrict x, const float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] += y[i];
}

KERNEL void ck_add(const float *restrict x, const float *restrict y, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = x[i] + y[i];
}

void ck_fill_rows(
    const float *restrict row, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float *restrict out) {
  for (ptrdiff_t t = 0; t < rows; t++) memcpy(out + t * stride, row, (size_t)columns * sizeof(float));
}
