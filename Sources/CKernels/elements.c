#include "kernels.h"

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

KERNEL void ck_multiply_in_place(float *restrict x, const float *restrict y, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= y[i];
}

KERNEL void ck_multiply(const float *restrict x, const float *restrict y, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = x[i] * y[i];
}

KERNEL void ck_scale(float *x, float factor, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] *= factor;
}

KERNEL void ck_add_multiple(float *restrict x, const float *restrict y, float factor, ptrdiff_t count) {
#pragma clang fp contract(fast)
  for (ptrdiff_t i = 0; i < count; i++) x[i] += factor * y[i];
}

KERNEL void ck_add_row_products(
    const float *restrict x, const float *restrict row, ptrdiff_t rows, ptrdiff_t columns, float *restrict out) {
#pragma clang fp contract(fast)
  for (ptrdiff_t t = 0; t < rows; t++)
    for (ptrdiff_t c = 0; c < columns; c++) out[t * columns + c] += x[t * columns + c] * row[c];
}
