#include "kernels.h"
#include "tiles.h"

// Matrices turned on their way into and out of tiles, eight by eight numbers at a time.

#pragma clang diagnostic ignored "-Wpsabi"

typedef float eight __attribute__((vector_size(32), aligned(4)));

// Eight rows of eight numbers become eight columns.
INLINE void turn(eight row[8]) {
  eight twos[8], fours[8];
  for (int i = 0; i < 8; i += 2) {
    twos[i] = __builtin_shufflevector(row[i], row[i + 1], 0, 8, 2, 10, 4, 12, 6, 14);
    twos[i + 1] = __builtin_shufflevector(row[i], row[i + 1], 1, 9, 3, 11, 5, 13, 7, 15);
  }
  for (int i = 0; i < 8; i += 4)
    for (int j = i; j < i + 2; j++) {
      fours[j] = __builtin_shufflevector(twos[j], twos[j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      fours[j + 2] = __builtin_shufflevector(twos[j], twos[j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    row[i] = __builtin_shufflevector(fours[i], fours[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    row[i + 4] = __builtin_shufflevector(fours[i], fours[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

KERNEL void pack_turned(
    const float *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t depth, float scale, ptrdiff_t width, float *panel) {
  for (ptrdiff_t first = 0; first < width; first += 8) {
    ptrdiff_t height = rows - first < 8 ? rows - first : 8, k = 0;
    const float *from = x + first * stride;
    float *to = panel + first;
    for (; height == 8 && k + 8 <= depth; k += 8) {
      eight block[8];
      for (int i = 0; i < 8; i++) block[i] = *(const eight *)(from + i * stride + k);
      turn(block);
      for (int i = 0; i < 8; i++) *(eight *)(to + (k + i) * width) = block[i] * scale;
    }
    for (; k < depth; k++)
      for (int i = 0; i < 8; i++) to[k * width + i] = i < height ? from[i * stride + k] * scale : 0;
  }
}

KERNEL void write_turned(
    const float *sums, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t columns, float *out, ptrdiff_t out_stride) {
  ptrdiff_t t = 0;
  for (; rows >= 8 && t + 8 <= columns; t += 8)
    for (ptrdiff_t next = 0; next < rows; next += 8) {
      // The last eight may be some of those before, written once more.
      ptrdiff_t r = next + 8 <= rows ? next : rows - 8;
      eight block[8];
      for (int i = 0; i < 8; i++) block[i] = *(const eight *)(sums + (r + i) * stride + t);
      turn(block);
      for (int i = 0; i < 8; i++) *(eight *)(out + (t + i) * out_stride + r) = block[i];
    }
  for (; t < columns; t++)
    for (ptrdiff_t r = 0; r < rows; r++) out[t * out_stride + r] = sums[r * stride + t];
}

void ck_turn(
    const float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float *out, ptrdiff_t out_stride) {
  write_turned(x, rows, stride, columns, out, out_stride);
}
