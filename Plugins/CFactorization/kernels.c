#include <stdlib.h>

#include "factorization.h"

// The passes over X. Both products of an iteration, Wᵀ·X and X·Hᵀ, are taken from a tile while it is in the
// cache: H of a tile needs only W and the tile itself. `n` components are worked on at a time, as many sums
// as fit the registers.
enum {
  most_components = 6,
  most_sums = 12,
  // Dense tiles between the two products, in bytes of X: what stays in the second-level cache.
  block_bytes = 256 << 10,
  fewest_block_tiles = 4
};

/// The next group of components out of `left`: about equal groups, none above `most_components`.
INLINE int group(ptrdiff_t left) {
  ptrdiff_t groups = (left + most_components - 1) / most_components;
  return (int)((left + groups - 1) / groups);
}

/// Calls `f` with its last argument a constant from 1 to 6.
#define WITH_COUNT(n, f, ...)                                                                           \
  switch (n) {                                                                                          \
    case 1: f(__VA_ARGS__, 1); break;                                                                   \
    case 2: f(__VA_ARGS__, 2); break;                                                                   \
    case 3: f(__VA_ARGS__, 3); break;                                                                   \
    case 4: f(__VA_ARGS__, 4); break;                                                                   \
    case 5: f(__VA_ARGS__, 5); break;                                                                   \
    default: f(__VA_ARGS__, 6); break;                                                                  \
  }

// Dense tiles.

/// out[t, :] = Σ over rows of w[row, t] · x[row, :], t < n; meanwhile as much at `ahead`, if not null, is
/// asked for.
INLINE void project_dense(
    const float *restrict x, const float *ahead, ptrdiff_t rows, const float *restrict w, ptrdiff_t padded,
    float *restrict out, const int n) {
#pragma clang fp contract(fast)
  vector sums[most_components][parts];
  for (int t = 0; t < n; t++)
    for (int i = 0; i < parts; i++) sums[t][i] = spread(0);
  for (ptrdiff_t row = 0; row < rows; row++, x += width, w += padded) {
    // To the second-level cache: by the time it is needed the first has seen the rest of the block.
    if (ahead) __builtin_prefetch(ahead + row * width, 0, 2);
    vector values[parts];
    for (int i = 0; i < parts; i++) values[i] = load(x + i * lanes);
    for (int t = 0; t < n; t++) {
      vector factor = spread(w[t]);
      for (int i = 0; i < parts; i++) sums[t][i] += factor * values[i];
    }
  }
  for (int t = 0; t < n; t++)
    for (int i = 0; i < parts; i++) store(out + t * width + i * lanes, sums[t][i]);
}

/// out[row, t] += Σ over `tiles` tiles and their columns of x[row, column] · h[t, column], for `m` rows and
/// n components.
INLINE void gather_rows(
    const float *restrict x, ptrdiff_t tiles, ptrdiff_t rows, const float *restrict h, ptrdiff_t components,
    float *restrict out, ptrdiff_t padded, const int m, const int n) {
#pragma clang fp contract(fast)
  vector sums[most_sums];
  for (int s = 0; s < m * n; s++) sums[s] = spread(0);
  for (ptrdiff_t tile = 0; tile < tiles; tile++, x += rows * width, h += components * width)
    for (int part = 0; part < width; part += lanes) {
      vector values[most_sums];
      for (int i = 0; i < m; i++) values[i] = load(x + i * width + part);
      for (int t = 0; t < n; t++) {
        vector factor = load(h + t * width + part);
        for (int i = 0; i < m; i++) sums[i * n + t] += values[i] * factor;
      }
    }
  const int count = m * n;
  int s = 0;
  for (; s + 4 <= count; s += 4) {
    quarter four = totals(sums[s], sums[s + 1], sums[s + 2], sums[s + 3]);
    for (int u = 0; u < 4; u++) out[(s + u) / n * padded + (s + u) % n] += four[u];
  }
  for (; s < count; s++) out[s / n * padded + s % n] += total(sums[s]);
}

/// The same for all rows.
INLINE void gather_dense(
    const float *x, ptrdiff_t tiles, ptrdiff_t rows, const float *h, ptrdiff_t components, float *out,
    ptrdiff_t padded, const int n) {
  const int m = n == 1 ? 8 : n <= 3 ? 4 : n == 4 ? 3 : 2;
  ptrdiff_t row = 0;
  for (; row + m <= rows; row += m)
    gather_rows(x + row * width, tiles, rows, h, components, out + row * padded, padded, m, n);
  for (; row < rows; row++)
    gather_rows(x + row * width, tiles, rows, h, components, out + row * padded, padded, 1, n);
}

// Listed columns.

/// out[0..<8v] = Σ over entries of value · w[row, 0..<8v].
INLINE void project_listed(
    const cf_entry *restrict entries, ptrdiff_t count, const float *restrict w, float *restrict out,
    const int v) {
#pragma clang fp contract(fast)
  vector sums[4][2];
  for (int u = 0; u < 4; u++)
    for (int j = 0; j < v; j++) sums[u][j] = spread(0);
  ptrdiff_t i = 0;
  for (; i + 4 <= count; i += 4)
    for (int u = 0; u < 4; u++)
      for (int j = 0; j < v; j++)
        sums[u][j] += spread(entries[i + u].value) * load(w + entries[i + u].offset + j * lanes);
  for (; i < count; i++)
    for (int j = 0; j < v; j++)
      sums[0][j] += spread(entries[i].value) * load(w + entries[i].offset + j * lanes);
  for (int j = 0; j < v; j++)
    store(out + j * lanes, (sums[0][j] + sums[1][j]) + (sums[2][j] + sums[3][j]));
}

/// out[row, 0..<8v] += value · h[0..<8v] for all entries.
INLINE void gather_listed(
    const cf_entry *restrict entries, ptrdiff_t count, const float *restrict h, float *restrict out,
    const int v) {
#pragma clang fp contract(fast)
  vector factors[2];
  for (int j = 0; j < v; j++) factors[j] = load(h + j * lanes);
  for (ptrdiff_t i = 0; i < count; i++)
    for (int j = 0; j < v; j++) {
      float *to = out + entries[i].offset + j * lanes;
      store(to, load(to) + spread(entries[i].value) * factors[j]);
    }
}

// Both.

/// Coordinate descent on one tile, see `cf_descend`.
INLINE double descend_tile(
    float *restrict x, const float *restrict product, const float *restrict gram, ptrdiff_t components) {
#pragma clang fp contract(fast)
  vector violation[parts];
  for (int i = 0; i < parts; i++) violation[i] = spread(0);
  for (ptrdiff_t t = 0; t < components; t++) {
    vector gradient[parts];
    for (int i = 0; i < parts; i++) gradient[i] = -load(product + t * width + i * lanes);
    // From t on and round to t − 1: what was changed last is needed last.
    for (ptrdiff_t left = components, r = t; left > 0; left--, r = r + 1 < components ? r + 1 : 0) {
      vector factor = spread(gram[t * components + r]);
      for (int i = 0; i < parts; i++) gradient[i] += factor * load(x + r * width + i * lanes);
    }
    float curvature = gram[t * components + t];
    vector step = spread(curvature == 0 ? 0 : 1 / curvature);
    for (int i = 0; i < parts; i++) {
      float *place = x + t * width + i * lanes;
      vector current = load(place), next = current - gradient[i] * step;
      // At the bound only a gradient that points inwards counts.
      violation[i] += magnitude(where((current != spread(0)) | (gradient[i] < spread(0)), gradient[i]));
      store(place, where(next > spread(0), next));
    }
  }
  double sum = 0;
  for (int i = 0; i < parts; i++) sum += (double)total(violation[i]);
  return sum;
}

KERNEL double cf_descend(
    float *x, const float *product, const float *gram, ptrdiff_t tiles, ptrdiff_t components) {
  double violation = 0;
  for (ptrdiff_t tile = 0; tile < tiles; tile++)
    violation += descend_tile(
        x + tile * components * width, product + tile * components * width, gram, components);
  return violation;
}

INLINE void add_gram(const float *x, ptrdiff_t tiles, ptrdiff_t components, float *gram) {
#pragma clang fp contract(fast)
  for (ptrdiff_t tile = 0; tile < tiles; tile++, x += components * width) {
    float *to = gram;
    for (ptrdiff_t t = 0; t < components; t++) {
      vector values[parts];
      for (int i = 0; i < parts; i++) values[i] = load(x + t * width + i * lanes);
      for (ptrdiff_t r = 0; r <= t; r++, to += lanes) {
        vector sum = load(to);
        for (int i = 0; i < parts; i++) sum += values[i] * load(x + r * width + i * lanes);
        store(to, sum);
      }
    }
  }
}

KERNEL void cf_add_gram(const float *x, ptrdiff_t tiles, ptrdiff_t components, float *gram) {
  add_gram(x, tiles, components, gram);
}

/// What becomes of H in a tile whose Wᵀ·X is known.
INLINE void update_tile(cf_solver *solver, cf_slice *slice, float *h, const float *product) {
  if (solver->step == cf_step_project) {
    memcpy(h, product, (size_t)(solver->components * width) * sizeof *h);
  } else {
    slice->violation += descend_tile(h, product, solver->gram, solver->components);
  }
}

/// A pass over the dense tiles; `product` has room for one tile.
INLINE void pass_dense(cf_solver *solver, cf_slice *slice, float *product) {
  const ptrdiff_t rows = solver->rows, k = solver->components, padded = solver->padded;
  ptrdiff_t block = block_bytes / (rows * width * (ptrdiff_t)sizeof(float));
  if (block < fewest_block_tiles) block = fewest_block_tiles;
  for (ptrdiff_t start = 0; start < slice->dense_tiles; start += block) {
    ptrdiff_t tiles = slice->dense_tiles - start < block ? slice->dense_tiles - start : block;
    const float *x = slice->dense + start * rows * width;
    float *h = slice->h + start * k * width;
    if (solver->step != cf_step_keep)
      for (ptrdiff_t tile = 0; tile < tiles; tile++) {
        const float *from = x + tile * rows * width;
        for (ptrdiff_t t = 0, n = 0; t < k; t += n) {
          n = group(k - t);
          // The same tile of the next block, a line a row.
          bool asks = t + n == k && start + tile + block < slice->dense_tiles;
          const float *ahead = asks ? from + block * rows * width : NULL;
          WITH_COUNT(n, project_dense, from, ahead, rows, solver->w + t, padded, product + t * width)
        }
        update_tile(solver, slice, h + tile * k * width, product);
      }
    for (ptrdiff_t t = 0, n = 0; t < k; t += n) {
      n = group(k - t);
      WITH_COUNT(n, gather_dense, x, tiles, rows, h + t * width, k, slice->product + t, padded)
    }
  }
}

/// Whether a listed tile has neither entries nor anything in H: then nothing comes of it, nor will ever.
INLINE bool is_idle(const cf_slice *slice, ptrdiff_t tile, const float *h, ptrdiff_t components) {
  if (first_entry(slice, tile, 0) != first_entry(slice, tile, width)) return false;
  bool idle = true;
  for (ptrdiff_t i = 0; i < components * width; i++) idle &= h[i] == 0;
  return idle;
}

/// A pass over the tiles of listed columns; `product` has room for one tile, `turned` for one with its lanes
/// outermost: [width][padded].
INLINE void pass_listed(cf_solver *solver, cf_slice *slice, float *product, float *turned) {
  const ptrdiff_t k = solver->components, padded = solver->padded;
  for (ptrdiff_t tile = slice->dense_tiles; tile < slice->dense_tiles + slice->listed_tiles; tile++) {
    float *h = slice->h + tile * k * width;
    if (is_idle(slice, tile, h, k)) continue;
    if (solver->step != cf_step_keep) {
      for (ptrdiff_t c = 0; c < width; c++) {
        ptrdiff_t first = first_entry(slice, tile, c), count = first_entry(slice, tile, c + 1) - first;
        float *to = turned + c * padded;
        ptrdiff_t j = 0;
        for (; j + 2 * lanes <= padded; j += 2 * lanes)
          project_listed(slice->entries + first, count, solver->w + j, to + j, 2);
        if (j < padded) project_listed(slice->entries + first, count, solver->w + j, to + j, 1);
      }
      for (ptrdiff_t t = 0; t < k; t++)
        for (ptrdiff_t c = 0; c < width; c++) product[t * width + c] = turned[c * padded + t];
      update_tile(solver, slice, h, product);
    }
    for (ptrdiff_t c = 0; c < width; c++)
      for (ptrdiff_t t = 0; t < padded; t++) turned[c * padded + t] = t < k ? h[t * width + c] : 0;
    for (ptrdiff_t c = 0; c < width; c++) {
      ptrdiff_t first = first_entry(slice, tile, c), count = first_entry(slice, tile, c + 1) - first;
      const float *from = turned + c * padded;
      ptrdiff_t j = 0;
      for (; j + 2 * lanes <= padded; j += 2 * lanes)
        gather_listed(slice->entries + first, count, from + j, slice->product + j, 2);
      if (j < padded) gather_listed(slice->entries + first, count, from + j, slice->product + j, 1);
    }
  }
}

KERNEL void cf_pass_slice(void *context, ptrdiff_t index) {
  cf_solver *solver = context;
  cf_slice *slice = &solver->slices[index];
  const ptrdiff_t k = solver->components, tiles = slice->dense_tiles + slice->listed_tiles;
  slice->violation = 0;
  memset(slice->product, 0, (size_t)(solver->rows * solver->padded) * sizeof *slice->product);
  memset(slice->gram, 0, (size_t)(pair_count(k) * lanes) * sizeof *slice->gram);
  pass_dense(solver, slice, slice->scratch);
  pass_listed(solver, slice, slice->scratch, slice->scratch + k * width);
  add_gram(slice->h, tiles, k, slice->gram);
}

/// Σ (x − w·h)² over one tile.
INLINE double measure_tile(
    const float *restrict x, ptrdiff_t rows, const float *restrict w, ptrdiff_t padded,
    const float *restrict h, ptrdiff_t components) {
#pragma clang fp contract(fast)
  double sum = 0;
  for (ptrdiff_t row = 0; row < rows; row++) {
    vector squares = spread(0);
    for (int i = 0; i < width; i += lanes) {
      vector rest = load(x + row * width + i);
      for (ptrdiff_t t = 0; t < components; t++) rest -= spread(w[row * padded + t]) * load(h + t * width + i);
      squares += rest * rest;
    }
    sum += (double)total(squares);
  }
  return sum;
}

KERNEL void cf_measure_slice(void *context, ptrdiff_t index) {
  cf_solver *solver = context;
  cf_slice *slice = &solver->slices[index];
  const ptrdiff_t rows = solver->rows, k = solver->components;
  float *all = cf_allocate(rows * width, sizeof *all);
  slice->failed = !all;
  if (!all) return;
  double sum = 0;
  for (ptrdiff_t tile = 0; tile < slice->dense_tiles + slice->listed_tiles; tile++) {
    const float *x = slice->dense + tile * rows * width;
    if (tile >= slice->dense_tiles) {
      memset(all, 0, (size_t)(rows * width) * sizeof *all);
      for (ptrdiff_t c = 0; c < width; c++)
        for (ptrdiff_t i = first_entry(slice, tile, c); i < first_entry(slice, tile, c + 1); i++)
          all[(ptrdiff_t)slice->entries[i].offset / solver->padded * width + c] = slice->entries[i].value;
      x = all;
    }
    sum += measure_tile(x, rows, solver->w, solver->padded, slice->h + tile * k * width, k);
  }
  slice->squared_error = sum;
  free(all);
}
