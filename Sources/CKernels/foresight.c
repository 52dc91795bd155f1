#include "matrices.h"

struct lines lines_of(const void *row, ptrdiff_t bytes, ptrdiff_t stride, ptrdiff_t rows) {
  // From the beginning of a line on: few bytes may lie in one line more than they fill.
  ptrdiff_t shift = (ptrdiff_t)((uintptr_t)row % 64);
  return (struct lines){(const char *)row - shift, bytes > 0 ? rows : 0, stride, bytes + shift, 0};
}

struct lines lines_of_weights(
    const struct ck_matrix_product *p, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t column, ptrdiff_t count) {
  return lines_of(weights_at(p, row, column), weight_bytes(p, count), weight_bytes(p, p->w_stride), rows);
}

void foresee(struct foresight *f, struct lines first, struct lines second, ptrdiff_t times) {
  f->parts[0] = first;
  f->parts[1] = second;
  f->left = 0;
  for (int i = 0; i < 2; i++) f->left += f->parts[i].rows * pieces(f->parts[i].bytes, 64);
  f->step = pieces(f->left, times);
}

const struct ahead *look_ahead(struct foresight *f, ptrdiff_t depth) {
  struct ahead *ahead = &f->ahead;
  ptrdiff_t slots = pieces(depth, AHEAD_STEPS), step = least(f->step, f->left);
  ahead->count = least(pieces(step, slots), MOST_AHEAD);
  ptrdiff_t room = ahead->count * slots, filled = least(step, room), i = 0;
  for (struct lines *part = f->parts; i < filled; part++)
    for (; i < filled && part->rows > 0; i++) {
      ahead->lines[i] = part->row + part->at;
      if ((part->at += 64) < part->bytes) continue;
      part->at = 0;
      part->row += part->stride;
      part->rows--;
    }
  for (; i < room; i++) ahead->lines[i] = ahead->lines[0];
  f->left -= filled;
  return ahead;
}
