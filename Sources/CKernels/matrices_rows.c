#include "matrices.h"

// Rows of weights meet panels of x: sums come out turned.

// Rows of weights that are worked on one behind the other, so that whole lines of the result are written.
enum { GROUP = 48 };

static ptrdiff_t height_in_work(const struct ck_matrix_product *p) { return rows_in_work(p, LANES); }

ptrdiff_t rows_of_weights_scratch(const struct ck_matrix_product *p, ptrdiff_t threads) {
  return height_in_work(p) * (p->inner + threads * GROUP);
}

static void pack_x(void *context, ptrdiff_t thread, ptrdiff_t index) {
  (void)thread;
  const struct matrices *m = context;
  const struct ck_matrix_product *p = m->product;
  ptrdiff_t at = index * m->width, rows = least(m->width, m->height - at);
  pack_turned(
      p->x + (m->first + at) * p->x_stride, rows, p->x_stride, p->inner, p->scale, rounded(rows, LANES),
      m->shared + at * p->inner);
}

static void copy_weights(
    const struct ck_matrix_product *p, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t k, ptrdiff_t depth, float *x) {
  for (ptrdiff_t r = 0; r < rows; r++, x += TILE_STRIDE) {
    const void *from = weights_at(p, row + r, k);
    if (p->format == CK_F32) memcpy(x, from, (size_t)depth * sizeof *x);
    else ck_widen(p->format, from, depth, x);
  }
}

static void multiply_group(void *context, ptrdiff_t thread, ptrdiff_t index) {
  const struct matrices *m = context;
  const struct ck_matrix_product *p = m->product;
  ptrdiff_t c = index * GROUP, columns = least(GROUP, p->columns - c), rows = m->tiling->rows;
  float x[GROUP * TILE_STRIDE], start[GROUP * MOST_VECTORS * LANES], *sums = m->own + thread * m->own_size;
  float *out = p->out + m->first * p->out_stride + c;
  for (ptrdiff_t r = 0; r < columns; r++)
    for (ptrdiff_t i = 0; i < m->width; i++) start[r * m->width + i] = p->bias ? p->bias[c + r] : 0;
  struct tile tile = {.x = x, .sums_stride = rounded(m->height, LANES)};
  for (ptrdiff_t k = 0; k < p->inner; k += TILE_DEPTH) {
    tile.depth = least(TILE_DEPTH, p->inner - k);
    copy_weights(p, c, columns, k, tile.depth, x);
    // Meanwhile the weights of the next steps come, or the result's place and the next rows.
    ptrdiff_t next = k + tile.depth, last = next == p->inner, from = last ? c + columns : c, on = last ? 0 : next;
    struct foresight foresight;
    foresee(
        &foresight, lines_of(out, columns * (ptrdiff_t)sizeof *out, p->out_stride * (ptrdiff_t)sizeof *out, last ? m->height : 0),
        lines_of_weights(p, from, least(columns, p->columns - from), on, least(TILE_DEPTH, p->inner - on)),
        pieces(columns, rows) * pieces(m->height, m->width));
    for (ptrdiff_t r = 0; r < columns; r += rows)
      for (ptrdiff_t at = 0; at < m->height; at += m->width) {
        tile.x = x + r * TILE_STRIDE;
        tile.rows = least(rows, columns - r);
        tile.vectors = pieces(least(m->width, m->height - at), LANES);
        tile.panel = m->shared + at * p->inner + k * tile.vectors * LANES;
        tile.sums = sums + r * tile.sums_stride + at;
        tile.start = k ? tile.sums : start + r * m->width;
        tile.start_stride = k ? tile.sums_stride : m->width;
        tile.ahead = look_ahead(&foresight, tile.depth);
        m->tiling->multiply(&tile);
      }
  }
  write_turned(sums, columns, tile.sums_stride, m->height, out, p->out_stride);
}

void by_rows_of_weights(struct matrices *m, float *scratch) {
  const struct ck_matrix_product *p = m->product;
  ptrdiff_t height = height_in_work(p);
  m->width = m->tiling->vectors * LANES;
  m->shared = scratch;
  m->own = scratch + height * p->inner;
  m->own_size = GROUP * height;
  for (m->first = 0; m->first < p->rows; m->first += height) {
    m->height = least(height, p->rows - m->first);
    ck_deal_out(pieces(m->height, m->width), m->threads, pack_x, m);
    ck_deal_out(pieces(p->columns, GROUP), m->threads, multiply_group, m);
  }
}
