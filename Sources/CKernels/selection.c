#include "kernels.h"

KERNEL ptrdiff_t ck_argmax(const float *x, ptrdiff_t count) {
  float top = greatest(x, count);
  // Equality vectorises where a running index does not: find the block, then the element.
  enum { block = 64 };
  ptrdiff_t start = 0;
  for (; start + block <= count; start += block) {
    int hits = 0;
    for (int i = 0; i < block; i++) hits |= x[start + i] == top;
    if (hits) break;
  }
  for (ptrdiff_t i = start; i < count; i++)
    if (x[i] == top) return i;
  return -1;
}

KERNEL ptrdiff_t ck_count_greater(const float *x, ptrdiff_t count, float value) {
  int32_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) found += x[i] > value;
  return found;
}

KERNEL ptrdiff_t ck_count_equal(const float *x, ptrdiff_t count, float value) {
  int32_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) found += x[i] == value;
  return found;
}

// By the bits, whose test vectorises without a float reduction: an exponent of all ones is NaN or infinite.
KERNEL int ck_all_finite(const float *x, ptrdiff_t count) {
  uint32_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) found |= (bits_of_float(x[i]) & 0x7F800000u) == 0x7F800000u;
  return !found;
}

KERNEL int ck_any_nan(const float *x, ptrdiff_t count) {
  uint32_t found = 0;
  for (ptrdiff_t i = 0; i < count; i++) found |= (bits_of_float(x[i]) & 0x7FFFFFFFu) > 0x7F800000u;
  return (int)found;
}
