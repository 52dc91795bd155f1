#include "kernels.h"

// Sums run in float over blocks this long and in double over the blocks, so that a vocabulary of 50,000 does
// not lose digits that a row of 64 keeps.
enum { block = 1024 };

// Where the entries of a row that a mask shows end, and where they begin.
INLINE ptrdiff_t last_shown(ptrdiff_t columns, ptrdiff_t visible, ptrdiff_t row) {
  ptrdiff_t live = visible + row;
  return live < 0 ? 0 : (live < columns ? live : columns);
}

INLINE ptrdiff_t first_shown(ptrdiff_t end, ptrdiff_t first, ptrdiff_t row) {
  ptrdiff_t start = first + row;
  return start < 0 ? 0 : (start < end ? start : end);
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
    if (bias)
      for (ptrdiff_t c = 0; c < columns; c++) to[c] = (row[c] - mean) * scale * weight[c] + bias[c];
    else
      for (ptrdiff_t c = 0; c < columns; c++) to[c] = (row[c] - mean) * scale * weight[c];
  }
}

KERNEL void ck_rms_norm(
    const float *restrict x, const float *restrict weight, float offset, float epsilon, ptrdiff_t rows,
    ptrdiff_t columns, float *restrict out) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    const float *row = x + t * columns;
    float *to = out + t * columns;
    float squares = 0;
    for (ptrdiff_t c = 0; c < columns; c++) squares += row[c] * row[c];
    // As above: a row whose squares overflow would become 0.
    float scale = isinf(squares) ? NAN : 1.0f / sqrtf(squares / (float)columns + epsilon);
    for (ptrdiff_t c = 0; c < columns; c++) to[c] = row[c] * scale * (weight[c] + offset);
  }
}

KERNEL void ck_softmax_rows(
    float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first, ptrdiff_t visible, float sink) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    ptrdiff_t shown = last_shown(columns, visible, t);
    ptrdiff_t hidden = first_shown(shown, first, t);
    float *row = x + t * columns + hidden;
    ptrdiff_t live = shown - hidden;
    float top = greatest(row, live);
    top = sink > top ? sink : top;
    double total = (double)exp_of_nonpositive(sink - top);
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
    for (ptrdiff_t c = -hidden; c < 0; c++) row[c] = 0;
    for (ptrdiff_t c = live; c < columns - hidden; c++) row[c] = 0;
  }
}

KERNEL void ck_softmax_backward_rows(
    const float *restrict pattern, float *restrict gradient, ptrdiff_t rows, ptrdiff_t columns,
    ptrdiff_t first, ptrdiff_t visible) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    ptrdiff_t end = last_shown(columns, visible, t);
    ptrdiff_t begin = first_shown(end, first, t);
    const float *p = pattern + t * columns;
    float *g = gradient + t * columns;
    double total = 0;
    for (ptrdiff_t start = begin; start < end; start += block) {
      ptrdiff_t stop = start + block < end ? start + block : end;
      float sum = 0;
      for (ptrdiff_t c = start; c < stop; c++) sum += p[c] * g[c];
      total += (double)sum;
    }
    float mean = (float)total;
    for (ptrdiff_t c = 0; c < begin; c++) g[c] = 0;
    for (ptrdiff_t c = begin; c < end; c++) g[c] = p[c] * (g[c] - mean);
    for (ptrdiff_t c = end; c < columns; c++) g[c] = 0;
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

KERNEL void ck_mask_rows(
    float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first, ptrdiff_t visible, float value) {
  for (ptrdiff_t t = 0; t < rows; t++) {
    ptrdiff_t end = last_shown(columns, visible, t);
    ptrdiff_t begin = first_shown(end, first, t);
    for (ptrdiff_t c = 0; c < begin; c++) x[t * columns + c] = value;
    for (ptrdiff_t c = end; c < columns; c++) x[t * columns + c] = value;
  }
}

KERNEL void ck_add_of_distances(
    float *restrict x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, const int32_t *restrict places,
    const float *restrict terms, ptrdiff_t per_row, ptrdiff_t per_column, ptrdiff_t per_place) {
  for (ptrdiff_t t = 0; t < rows; t++) {
    const float *from = terms + t * per_row;
    const int32_t *place = places + t;
    for (ptrdiff_t s = 0; s < columns; s++) x[t * stride + s] += from[s * per_column + place[-s] * per_place];
  }
}

KERNEL void ck_add_to_distances(
    const float *restrict x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride,
    const int32_t *restrict places, float *restrict terms, ptrdiff_t per_row, ptrdiff_t per_column,
    ptrdiff_t per_place) {
  for (ptrdiff_t t = 0; t < rows; t++) {
    float *to = terms + t * per_row;
    const int32_t *place = places + t;
    for (ptrdiff_t s = 0; s < columns; s++) to[s * per_column + place[-s] * per_place] += x[t * stride + s];
  }
}
