#include "tiles.h"

#include "kernels.h"

// The one loop that large products come down to: a few rows, each number of which is spread over a vector, meet a panel of a
// few vectors a step, and all sums stay in registers. How many those are is a matter of the processor.

// Passing vectors only means something to functions that are called; all of these are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4)));

// Products are fused wherever they can be, whatever the compiler is asked for: bits depend on it.
INLINE void multiply(const struct tile *tile, const int rows, const int vectors, const int fuses) {
  const float *restrict x = tile->x, *restrict panel = tile->panel;
  const struct ahead *ahead = tile->ahead;
  vector sums[MOST_ROWS][MOST_VECTORS];
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) sums[r][v] = (vector){0};
  for (ptrdiff_t k = 0, depth = tile->depth; k < depth; k++, panel += vectors * LANES) {
    if (k % AHEAD_STEPS == 0)
      for (ptrdiff_t i = 0; i < ahead->count; i++)
        __builtin_prefetch(ahead->lines[k / AHEAD_STEPS * ahead->count + i], 0, 2);
    vector b[MOST_VECTORS];
    for (int v = 0; v < vectors; v++) b[v] = *(const vector *)(panel + v * LANES);
    for (int r = 0; r < rows; r++) {
      float n = x[r * TILE_STRIDE + k];
      vector a = {n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n};
      for (int v = 0; v < vectors; v++)
        sums[r][v] = fuses ? __builtin_elementwise_fma(a, b[v], sums[r][v]) : sums[r][v] + a * b[v];
    }
  }
  for (int r = 0; r < rows; r++)
    for (int v = 0; v < vectors; v++) {
      vector start = *(const vector *)(tile->start + r * tile->start_stride + v * LANES);
      *(vector *)(tile->sums + r * tile->sums_stride + v * LANES) = start + sums[r][v];
    }
}

#define UP_TO_THREE(ROWS)                        \
  switch (tile->vectors) {                       \
    case 1: return multiply(tile, ROWS, 1, 1);   \
    case 2: return multiply(tile, ROWS, 2, 1);   \
    default: return multiply(tile, ROWS, 3, 1);  \
  }

#define UP_TO_SIX_ROWS(NAME, FUSES)                 \
  static void NAME(const struct tile *tile) {       \
    switch (tile->rows) {                           \
      case 1: return multiply(tile, 1, 1, FUSES);   \
      case 2: return multiply(tile, 2, 1, FUSES);   \
      case 3: return multiply(tile, 3, 1, FUSES);   \
      case 4: return multiply(tile, 4, 1, FUSES);   \
      case 5: return multiply(tile, 5, 1, FUSES);   \
      default: return multiply(tile, 6, 1, FUSES);  \
    }                                               \
  }

#if defined(__x86_64__)
enum { ANY_FUSES = 0 };
#else
enum { ANY_FUSES = 1 };
#endif
UP_TO_SIX_ROWS(multiply_any, ANY_FUSES)
static const struct tiling any = {6, 1, multiply_any};

#if defined(__x86_64__)
// (Vectors of 512 bits would be two of 256 otherwise, which suits code that has few of them.)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512))) static void multiply_512(
    const struct tile *tile) {
  switch (tile->rows) {
    case 1: UP_TO_THREE(1)
    case 2: UP_TO_THREE(2)
    case 3: UP_TO_THREE(3)
    case 4: UP_TO_THREE(4)
    case 5: UP_TO_THREE(5)
    case 6: UP_TO_THREE(6)
    case 7: UP_TO_THREE(7)
    default: UP_TO_THREE(8)
  }
}
static const struct tiling wide = {8, 3, multiply_512};

__attribute__((target("arch=x86-64-v3"))) UP_TO_SIX_ROWS(multiply_256, 1)
static const struct tiling fused = {6, 1, multiply_256};

const struct tiling *tiling_for(enum ck_tiling wanted) {
  __builtin_cpu_init();
  if (wanted == CK_BEST && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return &wide;
  return wanted != CK_ANY && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &fused : &any;
}
#else
const struct tiling *tiling_for(enum ck_tiling wanted) {
  (void)wanted;
  return &any;
}
#endif
