#include <stdlib.h>
#include <sys/mman.h>

#include "factorization.h"

// Columns are looked at in strips, so that what is written for them stays in the first-level cache while the
// rows of X, which are far apart, go by.
enum { strip = 64, cache_line = 64, huge_page = 2 << 20 };

void *cf_reserve(ptrdiff_t size) {
  size_t step = size >= huge_page ? huge_page : cache_line, bytes = ((size_t)size + step) / step * step;
  void *memory = aligned_alloc(step, bytes);
#if defined(MADV_HUGEPAGE)
  if (memory && step == huge_page) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  return memory;
}

void *cf_allocate(ptrdiff_t count, size_t size) {
  void *memory = cf_reserve(count * (ptrdiff_t)size);
  return memory ? memset(memory, 0, (size_t)count * size) : NULL;
}

/// Row `row` of those taking part, from column `column` on; `*count` comes down to what one block holds.
static const float *stretch(const cf_solver *solver, ptrdiff_t row, ptrdiff_t column, ptrdiff_t *count) {
  const cf_block *block = solver->blocks;
  while (column >= block->columns) column -= block++->columns;
  if (*count > block->columns - column) *count = block->columns - column;
  return block->base + solver->row_numbers[row] * block->stride + column;
}

/// Counts the positive elements of each of `count` ≤ strip columns, and their sums over the slice.
KERNEL static void count_strip(
    const cf_solver *solver, ptrdiff_t first, ptrdiff_t count, int32_t *positive, cf_summary *summary) {
  for (ptrdiff_t row = 0; row < solver->rows; row++) {
#pragma clang fp reassociate(on) contract(fast)
    const float *x = stretch(solver, row, first, &count);
    double sum = 0, squares = 0;
    int32_t bad = 0;
    for (ptrdiff_t c = 0; c < count; c++) {
      float value = x[c] > 0 ? x[c] : 0;
      positive[c] += x[c] > 0;
      bad |= !(x[c] - x[c] == 0);
      sum += value;
      squares += (double)value * value;
    }
    summary->sum += sum;
    summary->squares += squares;
    if (!bad) continue;
    for (ptrdiff_t c = 0; c < count; c++)
      if (!(x[c] - x[c] == 0) && (summary->bad_column < 0 || first + c < summary->bad_column)) {
        summary->bad_column = first + c;
        summary->bad_row = row;
      }
  }
}

/// Whether a column with so many positive elements is quicker as a list of them.
///
/// Both costs in cycles, measured at 4 to 16 components on a machine with two 8-lane multiply-adds a cycle.
static bool is_listed(const cf_solver *solver, ptrdiff_t positive) {
  double dense = 0.15 * (double)solver->rows * (double)solver->components;
  double listed = 3.0 * (double)positive + (double)positive * (double)(solver->padded / lanes - 1);
  return listed < dense;
}

/// Copies `count` columns from `first` on to their places: `place[c]` is where column `first + c` goes.
static void copy_strip(
    const cf_solver *solver, cf_slice *slice, ptrdiff_t first, ptrdiff_t count, const ptrdiff_t *place,
    ptrdiff_t *next) {
  ptrdiff_t dense_lanes = slice->dense_tiles * width;
  for (ptrdiff_t row = 0; row < solver->rows; row++) {
    const float *x = stretch(solver, row, first, &count);
    for (ptrdiff_t c = 0; c < count; c++) {
      ptrdiff_t p = place[c];
      if (p >= dense_lanes) {
        if (x[c] > 0) slice->entries[next[c]++] = (cf_entry){x[c], (uint32_t)(row * solver->padded)};
      } else {
        slice->dense[(p / width * solver->rows + row) * width + p % width] = x[c] > 0 ? x[c] : 0;
      }
    }
  }
}

/// Calls for the strips of a slice; none crosses from one block to the next.
#define FOR_STRIPS(solver, slice, start, size)                                                          \
  for (ptrdiff_t start = 0, size = 0; start < (slice)->count; start += size)                            \
    if ((size = strip_size(solver, (slice)->first + start, (slice)->count - start)))

static ptrdiff_t strip_size(const cf_solver *solver, ptrdiff_t column, ptrdiff_t left) {
  ptrdiff_t count = left < strip ? left : strip;
  stretch(solver, 0, column, &count);
  return count;
}

bool cf_lay_out(cf_solver *solver) {
  ptrdiff_t floats = 0, entries = 0;
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    const cf_slice *slice = &solver->slices[s];
    floats += slice->dense_tiles * solver->rows * width;
    entries += slice->starts[slice->listed_tiles * width];
  }
  // One block for all slices, because a large block gets huge pages.
  solver->packed_bytes = floats * (ptrdiff_t)sizeof(float) + entries * (ptrdiff_t)sizeof(cf_entry);
  solver->packed = cf_reserve(solver->packed_bytes);
  if (!solver->packed) return false;
  float *dense = solver->packed;
  cf_entry *listed = (cf_entry *)(dense + floats);
  for (ptrdiff_t s = 0; s < solver->slice_count; s++) {
    cf_slice *slice = &solver->slices[s];
    slice->dense = dense;
    slice->entries = listed;
    dense += slice->dense_tiles * solver->rows * width;
    listed += slice->starts[slice->listed_tiles * width];
  }
  return true;
}

/// Finds each column's place, and takes the memory that does not depend on other slices.
static bool place_columns(const cf_solver *solver, cf_slice *slice, const int32_t *positive) {
  ptrdiff_t listed = 0;
  for (ptrdiff_t c = 0; c < slice->count; c++) listed += is_listed(solver, positive[c]);
  slice->dense_tiles = (slice->count - listed + width - 1) / width;
  slice->listed_tiles = (listed + width - 1) / width;
  ptrdiff_t tiles = slice->dense_tiles + slice->listed_tiles;

  slice->columns = cf_allocate(tiles * width, sizeof *slice->columns);
  slice->starts = cf_allocate(slice->listed_tiles * width + 1, sizeof *slice->starts);
  slice->h = cf_allocate(tiles * solver->components * width, sizeof *slice->h);
  slice->product = cf_allocate(solver->rows * solver->padded, sizeof *slice->product);
  slice->gram = cf_allocate(pair_count(solver->components) * lanes, sizeof *slice->gram);
  slice->scratch = cf_allocate((solver->components + solver->padded) * width, sizeof *slice->scratch);
  if (!slice->columns || !slice->starts || !slice->h || !slice->product || !slice->gram || !slice->scratch)
    return false;

  for (ptrdiff_t lane = 0; lane < tiles * width; lane++) slice->columns[lane] = -1;
  ptrdiff_t next_dense = 0, next_listed = 0, entries = 0;
  // Columns with no positive element come last, so that they fill tiles which can be passed over.
  for (int empty = 0; empty <= 1; empty++)
    for (ptrdiff_t c = 0; c < slice->count; c++) {
      if ((positive[c] == 0) != empty) continue;
      if (is_listed(solver, positive[c])) {
        slice->starts[next_listed] = entries;
        slice->place[c] = slice->dense_tiles * width + next_listed++;
        entries += positive[c];
      } else {
        slice->place[c] = next_dense++;
      }
      slice->columns[slice->place[c]] = slice->first + c;
    }
  for (; next_listed <= slice->listed_tiles * width; next_listed++) slice->starts[next_listed] = entries;
  return true;
}

void cf_survey_slice(void *context, ptrdiff_t index) {
  cf_solver *solver = context;
  cf_slice *slice = &solver->slices[index];
  slice->summary = (cf_summary){.bad_row = -1, .bad_column = -1};
  int32_t *positive = cf_allocate(slice->count, sizeof *positive);
  slice->place = cf_allocate(slice->count, sizeof *slice->place);
  slice->failed = !positive || !slice->place;
  if (!slice->failed) {
    FOR_STRIPS(solver, slice, start, size)
      count_strip(solver, slice->first + start, size, positive + start, &slice->summary);
    for (ptrdiff_t c = 0; c < slice->count; c++) slice->summary.positive += positive[c];
    slice->failed = !place_columns(solver, slice, positive);
  }
  free(positive);
}

void cf_pack_slice(void *context, ptrdiff_t index) {
  cf_solver *solver = context;
  cf_slice *slice = &solver->slices[index];
  const ptrdiff_t tile = solver->rows * width;
  if (slice->dense_tiles > 0)  // which may have lanes without a column
    memset(slice->dense + (slice->dense_tiles - 1) * tile, 0, (size_t)tile * sizeof *slice->dense);
  ptrdiff_t next[strip];
  FOR_STRIPS(solver, slice, start, size) {
    const ptrdiff_t *place = slice->place + start;
    for (ptrdiff_t c = 0; c < size; c++) {
      ptrdiff_t lane = place[c] - slice->dense_tiles * width;
      next[c] = lane >= 0 ? slice->starts[lane] : 0;
    }
    copy_strip(solver, slice, slice->first + start, size, place, next);
  }
  free(slice->place);
  slice->place = NULL;
}

void cf_free_slice(cf_slice *slice) {
  free(slice->place);
  free(slice->columns);
  free(slice->starts);
  free(slice->h);
  free(slice->product);
  free(slice->gram);
  free(slice->scratch);
}
