// What large products are made of. Not part of the module.
#ifndef TILES_H
#define TILES_H

#include "CKernels.h"

enum {
  // The numbers of a vector.
  LANES = 16,
  // The most rows and vectors of a tile.
  MOST_ROWS = 8,
  MOST_VECTORS = 3,
  // The most steps that are summed up before they are added to the rest: sums of sums lose fewer digits than one long sum.
  TILE_DEPTH = 768,
  // Rows of a tile lie this far apart: known to the compiler, and no power of two, which would push each other out of the
  // cache.
  TILE_STRIDE = TILE_DEPTH + LANES,
  AHEAD_STEPS = 8,
  MOST_AHEAD = 4,
};

// Lines of the cache that are needed soon: `count` of them are asked for every AHEAD_STEPS steps.
struct ahead {
  ptrdiff_t count;
  const void *lines[TILE_DEPTH / AHEAD_STEPS * MOST_AHEAD];
};

// sums[r, :] = start[r, :] + Σk x[r, k] · panel[k, :]; `start` may be `sums`.
struct tile {
  const float *x;            // rows TILE_STRIDE apart
  ptrdiff_t rows;
  const float *panel;        // `vectors` · LANES numbers a step
  ptrdiff_t vectors, depth;  // depth ≤ TILE_DEPTH
  const float *start;
  ptrdiff_t start_stride;
  float *sums;
  ptrdiff_t sums_stride;
  const struct ahead *ahead;
};

// What this processor's registers hold: the sums of `rows` rows by `vectors` vectors.
struct tiling {
  ptrdiff_t rows, vectors;
  void (*multiply)(const struct tile *tile);
};

// The best for this processor, or another that it has. Where there are fused products, the bits are the same with all of them.
const struct tiling *tiling_for(enum ck_tiling wanted);

// panel[k · width + r] = scale · x[r · stride + k] for `rows` ≤ width rows, 0 for the others; width a multiple of LANES.
void pack_turned(
    const float *x, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t depth, float scale, ptrdiff_t width, float *panel);

// out[t · out_stride + r] = sums[r · stride + t].
void write_turned(
    const float *sums, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t columns, float *out, ptrdiff_t out_stride);

#endif
