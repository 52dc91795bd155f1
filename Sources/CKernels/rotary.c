#include "kernels.h"

// The pair (a, b) turned by an angle of which `cosine` and `sine` are given.
#define TURN(first, second, pair)                         \
  do {                                                    \
    float a = (first), b = (second);                      \
    (first) = a * cosines[pair] - b * sines[pair];        \
    (second) = b * cosines[pair] + a * sines[pair];       \
  } while (0)

KERNEL void ck_rotate_row(
    float *restrict x, ptrdiff_t heads, ptrdiff_t width, const float *restrict cosines,
    const float *restrict sines, ptrdiff_t pairs, int is_interleaved) {
#pragma clang fp contract(fast)
  for (ptrdiff_t head = 0; head < heads; head++) {
    float *part = x + head * width;
    if (is_interleaved)
      for (ptrdiff_t i = 0; i < pairs; i++) TURN(part[2 * i], part[2 * i + 1], i);
    else
      for (ptrdiff_t i = 0; i < pairs; i++) TURN(part[i], part[pairs + i], i);
  }
}
