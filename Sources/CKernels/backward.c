#include "kernels.h"

// Backward rules of norms: from the gradient of what they give to that of what went into them. A row that a norm makes
// NaN has a gradient of NaN.

KERNEL void ck_layer_norm_backward(
    const float *restrict x, const float *restrict weight, float epsilon, int is_scale_frozen, ptrdiff_t rows,
    ptrdiff_t columns, const float *restrict gradient, float *restrict out) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    const float *row = x + t * columns;
    const float *g = gradient + t * columns;
    float *to = out + t * columns;
    float sum = 0, gradients = 0;
    for (ptrdiff_t c = 0; c < columns; c++) {
      sum += row[c];
      gradients += g[c] * weight[c];
    }
    float mean = sum / (float)columns;
    float common = gradients / (float)columns;
    float squares = 0, products = 0;
    for (ptrdiff_t c = 0; c < columns; c++) {
      squares += (row[c] - mean) * (row[c] - mean);
      products += (row[c] - mean) * (g[c] * weight[c] - common);
    }
    float scale = isinf(squares) ? NAN : 1.0f / sqrtf(squares / (float)columns + epsilon);
    float share = is_scale_frozen ? 0 : products / (float)columns * scale * scale;
    for (ptrdiff_t c = 0; c < columns; c++)
      to[c] = scale * ((g[c] * weight[c] - common) - (row[c] - mean) * share);
  }
}

KERNEL void ck_rms_norm_backward(
    const float *restrict x, const float *restrict weight, float offset, float epsilon, int is_scale_frozen,
    ptrdiff_t rows, ptrdiff_t columns, const float *restrict gradient, float *restrict out) {
  RELAXED_SUMS
  for (ptrdiff_t t = 0; t < rows; t++) {
    const float *row = x + t * columns;
    const float *g = gradient + t * columns;
    float *to = out + t * columns;
    float squares = 0, products = 0;
    for (ptrdiff_t c = 0; c < columns; c++) {
      squares += row[c] * row[c];
      products += row[c] * (g[c] * (weight[c] + offset));
    }
    float scale = isinf(squares) ? NAN : 1.0f / sqrtf(squares / (float)columns + epsilon);
    float share = is_scale_frozen ? 0 : products / (float)columns * scale * scale;
    for (ptrdiff_t c = 0; c < columns; c++) to[c] = scale * (g[c] * (weight[c] + offset) - row[c] * share);
  }
}
