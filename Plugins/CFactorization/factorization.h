// What the parts of the solver share. Not part of the module.
#ifndef FACTORIZATION_H
#define FACTORIZATION_H

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "CFactorization.h"

// One version for machines with AVX2 and FMA, one for all others, chosen by the dynamic linker.
// (Not under the thread sanitizer: see CKernels' kernels.h.)
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define KERNEL __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))

// Passing vectors of 8 only means something to functions that are called; all of these are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float vector __attribute__((vector_size(32), aligned(4)));
typedef int32_t mask __attribute__((vector_size(32), aligned(4)));
typedef float quarter __attribute__((vector_size(16), aligned(4)));
enum {
  lanes = 8,
  // Columns of X (or rows of W) that are worked on together: a tile.
  width = 16,
  parts = width / lanes,
  // Slices of the columns of X. A constant, so that sums are added in the same order with any number of
  // threads.
  slice_limit = 16
};

INLINE vector load(const float *p) { return *(const vector *)p; }
INLINE void store(float *p, vector v) { *(vector *)p = v; }
INLINE vector spread(float value) {
  return (vector){value, value, value, value, value, value, value, value};
}
/// `value` in lanes where the mask is all ones, 0 where it is 0.
INLINE vector where(mask lanes_wanted, vector value) { return (vector)(lanes_wanted & (mask)value); }
INLINE vector magnitude(vector value) { return where(~(mask)spread(-0.0f), value); }
/// Four sums over lanes.
INLINE quarter totals(vector a, vector b, vector c, vector d) {
#define PAIRS(x, y)                                           \
  (__builtin_shufflevector(x, y, 0, 2, 8, 10, 4, 6, 12, 14) + \
   __builtin_shufflevector(x, y, 1, 3, 9, 11, 5, 7, 13, 15))
  vector ab = PAIRS(a, b), cd = PAIRS(c, d), all = PAIRS(ab, cd);
#undef PAIRS
  return __builtin_shufflevector(all, all, 0, 1, 2, 3) + __builtin_shufflevector(all, all, 4, 5, 6, 7);
}
INLINE float total(vector v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

/// A positive element of a packed column: its value, and row · padded components, where its row of W starts.
typedef struct cf_entry {
  float value;
  uint32_t offset;
} cf_entry;

/// Some columns of X, each packed in the way that is quicker for it, with their part of H and of all sums.
///
/// The first `dense_tiles` tiles hold all elements of their columns, the `listed_tiles` behind them only the
/// positive ones. Lanes of a tile that stand for no column (`columns` is −1 there) are 0 everywhere.
typedef struct cf_slice {
  ptrdiff_t first, count;
  ptrdiff_t dense_tiles, listed_tiles;
  /// Which column of X a lane is: [tiles][width].
  ptrdiff_t *columns;
  /// The lane of each column, until it is packed.
  ptrdiff_t *place;
  /// [dense_tiles][rows][width], in the solver's memory, as are the entries.
  float *dense;
  cf_entry *entries;
  /// Where a listed column's entries start: [listed_tiles · width + 1].
  ptrdiff_t *starts;
  /// [tiles][components][width].
  float *h;
  /// X·Hᵀ over this slice: [rows][padded].
  float *product;
  /// H·Hᵀ over this slice, not yet summed over lanes: [pairs][lanes].
  float *gram;
  /// Room for a tile's Wᵀ·X, and for it or H with the lanes outermost.
  float *scratch;
  double violation, squared_error;
  cf_summary summary;
  bool failed;
} cf_slice;

/// What a pass over a slice does with the tiles of H before it gathers X·Hᵀ and H·Hᵀ.
typedef enum cf_step {
  /// Nothing.
  cf_step_keep,
  /// One round of coordinate descent.
  cf_step_descend,
  /// H becomes Wᵀ·X.
  cf_step_project
} cf_step;

typedef struct cf_team cf_team;

struct cf_solver {
  const cf_block *blocks;
  ptrdiff_t block_count;
  const ptrdiff_t *row_numbers;
  ptrdiff_t rows, columns, components, padded, row_tiles;
  ptrdiff_t slice_count;
  cf_slice slices[slice_limit];
  void *packed;
  ptrdiff_t packed_bytes;
  cf_team *team;
  cf_step step;
  bool backwards;
  /// W as the products read it, [rows][padded], and as it is updated, [row_tiles][components][width].
  float *w, *w_tiles;
  /// H·Hᵀ or Wᵀ·W as it is read: [components][components].
  float *gram;
  /// Σ over the slices: X·Hᵀ [row_tiles][components][width], and room for WᵀW not yet summed over lanes.
  float *product_tiles, *gram_lanes;
  cf_progress progress;
};

/// How many pairs (t, r ≤ t) of components there are.
INLINE ptrdiff_t pair_count(ptrdiff_t components) { return components * (components + 1) / 2; }

/// Where column `lane` of tile `tile` has its entries.
INLINE ptrdiff_t first_entry(const cf_slice *slice, ptrdiff_t tile, ptrdiff_t lane) {
  return slice->starts[(tile - slice->dense_tiles) * width + lane];
}

// packing.c

/// Looks at the columns of slice `index` and finds a place for each; `failed` is set when memory runs out.
void cf_survey_slice(void *solver, ptrdiff_t index);
/// Takes memory for the elements of all slices; false when there is none.
bool cf_lay_out(cf_solver *solver);
/// Copies the elements of slice `index`.
void cf_pack_slice(void *solver, ptrdiff_t index);
void cf_free_slice(cf_slice *slice);
/// Memory at a cache line with unspecified content; large blocks ask for huge pages.
void *cf_reserve(ptrdiff_t bytes);
/// Zeroed memory at a cache line for `count` things of `size` bytes.
void *cf_allocate(ptrdiff_t count, size_t size);

// kernels.c

/// One pass over slice `index`, as `solver->step` says.
void cf_pass_slice(void *solver, ptrdiff_t index);
/// ‖X − W·H‖² over slice `index`.
void cf_measure_slice(void *solver, ptrdiff_t index);
/// One round of coordinate descent on tiles of [components][width] against the gradient gram·x − product;
/// returns Σ |projected gradient| before it.
double cf_descend(
    float *x, const float *product, const float *gram, ptrdiff_t tiles, ptrdiff_t components);
/// Adds the products of all pairs of components over tiles of [components][width] to [pairs][lanes].
void cf_add_gram(const float *x, ptrdiff_t tiles, ptrdiff_t components, float *gram);

// team.c

/// A team of `threads` threads, the caller counted; fewer where the system has no more. Null without memory.
cf_team *cf_team_create(int threads);
void cf_team_free(cf_team *team);
/// Calls `work(context, i)` for all i < count, in any order (`backwards` begins at the end), and returns when
/// all are done.
void cf_team_run(
    cf_team *team, void (*work)(void *context, ptrdiff_t index), void *context, ptrdiff_t count,
    bool backwards);

#endif
