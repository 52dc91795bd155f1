#include "matrices.h"

// Rows of x meet panels of weights: sums come out as they are.

// The most columns that are packed at a time, and the numbers of ggml's largest blocks.
enum { MOST_COLUMNS = 256 };

static int is_in_blocks(const struct ck_matrix_product *p) {
  return p->format != CK_F32 && ck_block_numbers(p->format) > 1;
}

static ptrdiff_t height_in_work(const struct ck_matrix_product *p) { return rows_in_work(p, tiling_for(p->tiling)->rows); }

// The numbers of the rows of x in work, tile by tile and TILE_DEPTH steps by TILE_DEPTH.
static ptrdiff_t copied(const struct ck_matrix_product *p) {
  return height_in_work(p) * pieces(p->inner, TILE_DEPTH) * TILE_STRIDE;
}

static ptrdiff_t own_size(const struct ck_matrix_product *p) {
  return least(MOST_COLUMNS, rounded(p->columns, LANES)) * least(TILE_DEPTH, p->inner);
}

ptrdiff_t columns_of_weights_scratch(const struct ck_matrix_product *p, ptrdiff_t threads) {
  return copied(p) + threads * own_size(p);
}

static void copy_x(void *context, ptrdiff_t thread, ptrdiff_t index) {
  (void)thread;
  const struct matrices *m = context;
  const struct ck_matrix_product *p = m->product;
  ptrdiff_t tile = m->tiling->rows, first = index * tile, rows = least(tile, m->height - first);
  float *to = m->shared + first * pieces(p->inner, TILE_DEPTH) * TILE_STRIDE;
  for (ptrdiff_t k = 0; k < p->inner; k += TILE_DEPTH, to += tile * TILE_STRIDE)
    for (ptrdiff_t r = 0; r < rows; r++) {
      const float *from = p->x + (m->first + first + r) * p->x_stride + k;
      ptrdiff_t depth = least(TILE_DEPTH, p->inner - k);
      for (ptrdiff_t i = 0; i < depth; i++) to[r * TILE_STRIDE + i] = from[i] * p->scale;
    }
}

INLINE void pack_row(const float *restrict from, ptrdiff_t columns, ptrdiff_t width, ptrdiff_t depth, float *restrict to) {
  for (ptrdiff_t at = 0; at < columns; at += width, to += width * depth) {
    ptrdiff_t count = least(width, columns - at), all = rounded(count, LANES);
    if (count == width) memcpy(to, from + at, (size_t)width * sizeof *to);
    else
      for (ptrdiff_t i = 0; i < all; i++) to[i] = i < count ? from[at + i] : 0;
  }
}

// Some columns of weights at k..<k + depth become panels, one behind the other. (A row of the last, narrower one lies
// closer to the next.)
KERNEL static void pack_weights(
    const struct matrices *m, ptrdiff_t c, ptrdiff_t columns, ptrdiff_t k, ptrdiff_t depth, float *panels) {
  const struct ck_matrix_product *p = m->product;
  if (p->transposed) {
    for (ptrdiff_t at = 0; at < columns; at += m->width) {
      ptrdiff_t count = least(m->width, columns - at);
      pack_turned(weights_at(p, c + at, k), count, p->w_stride, depth, 1, rounded(count, LANES), panels + at * depth);
    }
    return;
  }
  float wide[MOST_COLUMNS];
  ptrdiff_t whole = columns / m->width * m->width, rest = columns - whole;
  for (ptrdiff_t i = 0; i < depth; i++) {
    const float *from = weights_at(p, k + i, c);
    if (p->format != CK_F32) {
      ck_widen(p->format, from, columns, wide);
      from = wide;
    }
    // (Of a width the compiler knows where it is the usual one.)
    if (m->width == MOST_VECTORS * LANES) pack_row(from, whole, MOST_VECTORS * LANES, depth, panels + i * MOST_VECTORS * LANES);
    else pack_row(from, whole, m->width, depth, panels + i * m->width);
    if (rest) pack_row(from + whole, rest, m->width, depth, panels + whole * depth + i * rounded(rest, LANES));
  }
}

// A panel that is not as wide as vectors are: what would be written beside the result is written elsewhere.
static void multiply_edge(const struct matrices *m, struct tile *tile, ptrdiff_t width) {
  float start[MOST_ROWS * MOST_VECTORS * LANES], sums[MOST_ROWS * MOST_VECTORS * LANES];
  struct tile inside = *tile;
  ptrdiff_t stride = inside.start_stride = inside.sums_stride = tile->vectors * LANES;
  for (ptrdiff_t r = 0; r < tile->rows; r++)
    for (ptrdiff_t i = 0; i < stride; i++) start[r * stride + i] = i < width ? tile->start[r * tile->start_stride + i] : 0;
  inside.start = start;
  inside.sums = sums;
  m->tiling->multiply(&inside);
  for (ptrdiff_t r = 0; r < tile->rows; r++)
    memcpy(tile->sums + r * tile->sums_stride, sums + r * stride, (size_t)width * sizeof *sums);
}

static void multiply_piece(void *context, ptrdiff_t thread, ptrdiff_t index) {
  const struct matrices *m = context;
  const struct ck_matrix_product *p = m->product;
  ptrdiff_t c = index * m->piece, columns = least(m->piece, p->columns - c), rows = m->tiling->rows;
  float *panels = m->own + thread * m->own_size, *out = p->out + m->first * p->out_stride + c;
  static const float zeros[MOST_VECTORS * LANES];
  struct tile tile = {.sums_stride = p->out_stride};
  for (ptrdiff_t k = 0; k < p->inner; k += TILE_DEPTH) {
    tile.depth = least(TILE_DEPTH, p->inner - k);
    pack_weights(m, c, columns, k, tile.depth, panels);
    ptrdiff_t next = k + tile.depth, after = least(TILE_DEPTH, p->inner - next);
    struct foresight foresight;
    struct lines none = {0};
    foresee(
        &foresight,
        p->transposed ? lines_of_weights(p, c, columns, next, after) : lines_of_weights(p, next, after, c, columns),
        none, pieces(columns, m->width) * pieces(m->height, rows));
    for (ptrdiff_t r = 0; r < m->height; r += rows) {
      tile.x = m->shared + (r * pieces(p->inner, TILE_DEPTH) + k / TILE_DEPTH * rows) * TILE_STRIDE;
      tile.rows = least(rows, m->height - r);
      for (ptrdiff_t at = 0; at < columns; at += m->width) {
        ptrdiff_t width = least(m->width, columns - at);
        tile.vectors = pieces(width, LANES);
        tile.panel = panels + at * tile.depth;
        tile.sums = out + r * p->out_stride + at;
        int goes_on = k || p->adds;
        tile.start = goes_on ? tile.sums : p->bias ? p->bias + c + at : zeros;
        tile.start_stride = goes_on ? p->out_stride : 0;
        tile.ahead = look_ahead(&foresight, tile.depth);
        if (width == tile.vectors * LANES) m->tiling->multiply(&tile);
        else multiply_edge(m, &tile, width);
      }
    }
  }
}

void by_columns_of_weights(struct matrices *m, float *scratch) {
  const struct ck_matrix_product *p = m->product;
  ptrdiff_t height = height_in_work(p);
  // Blocks are not cut, neither by panels nor by pieces.
  m->width = (is_in_blocks(p) ? least(2, m->tiling->vectors) : m->tiling->vectors) * LANES;
  // Two panels, of which threads get about as many each; more where one thread does all.
  m->piece = is_in_blocks(p) || m->threads == 1 ? MOST_COLUMNS / m->width * m->width
             : p->columns < 8 * m->threads * m->width ? m->width : 2 * m->width;
  m->shared = scratch;
  m->own = scratch + copied(p);
  m->own_size = own_size(p);
  for (m->first = 0; m->first < p->rows; m->first += height) {
    m->height = least(height, p->rows - m->first);
    ck_deal_out(pieces(m->height, m->tiling->rows), m->threads, copy_x, m);
    ck_deal_out(pieces(p->columns, m->piece), m->threads, multiply_piece, m);
  }
}
