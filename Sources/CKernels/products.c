#include "kernels.h"

// Products with few rows: a forward pass over a short text, a head over one position a layer. They are bound
// by how fast weights come out of memory, so every weight is read once, about in the order it is stored, and
// meets all rows. OpenBLAS, made for large products, packs the weights first, which reads and writes them
// once more.

// Passing vectors of 8 only means something to functions that are called; all of these are inlined.
#pragma clang diagnostic ignored "-Wpsabi"

typedef float vector __attribute__((vector_size(32), aligned(4)));
enum { lanes = 8, line = 16 };

INLINE vector load(const float *p) { return *(const vector *)p; }
INLINE void store(float *p, vector v) { *(vector *)p = v; }
INLINE vector spread(float value) {
  return (vector){value, value, value, value, value, value, value, value};
}
INLINE float total(vector v) { return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7])); }

// out[i, j] = scale · x[i, :] · w[j, :] + bias[j] for m rows and n columns, m·n ≤ 12, every sum in a
// register; meanwhile the next `ahead` rows of w are asked for.
INLINE void dot_block(
    const float *restrict x, ptrdiff_t x_stride, const float *restrict w, ptrdiff_t w_stride, ptrdiff_t inner,
    float scale, const float *restrict bias, float *restrict out, ptrdiff_t out_stride, const int m,
    const int n, const int ahead) {
#pragma clang fp contract(fast)
  vector sums[4][3];
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) sums[i][j] = spread(0);
  ptrdiff_t k = 0;
  for (; k + lanes <= inner; k += lanes) {
    for (int j = 0; j < ahead; j++)
      if (k % line == 0) __builtin_prefetch(w + (n + j) * w_stride + k);
    vector b[3];
    for (int j = 0; j < n; j++) b[j] = load(w + j * w_stride + k);
    for (int i = 0; i < m; i++) {
      vector a = load(x + i * x_stride + k);
      for (int j = 0; j < n; j++) sums[i][j] += a * b[j];
    }
  }
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float sum = total(sums[i][j]);
      for (ptrdiff_t rest = k; rest < inner; rest++) sum += x[i * x_stride + rest] * w[j * w_stride + rest];
      out[i * out_stride + j] = bias ? scale * sum + bias[j] : scale * sum;
    }
}

// All rows of x against n rows of w.
INLINE void dot_columns(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t w_stride, ptrdiff_t inner,
    float scale, const float *bias, float *out, ptrdiff_t out_stride, const int n) {
  ptrdiff_t r = 0;
  if (rows >= 4) {
    dot_block(x, x_stride, w, w_stride, inner, scale, bias, out, out_stride, 4, n, n);
    for (r = 4; r + 4 <= rows; r += 4)
      dot_block(
          x + r * x_stride, x_stride, w, w_stride, inner, scale, bias, out + r * out_stride, out_stride, 4, n,
          0);
  }
  const float *last = x + r * x_stride;
  float *to = out + r * out_stride;
  switch (rows - r) {
    case 3: dot_block(last, x_stride, w, w_stride, inner, scale, bias, to, out_stride, 3, n, 0); break;
    case 2: dot_block(last, x_stride, w, w_stride, inner, scale, bias, to, out_stride, 2, n, 0); break;
    case 1: dot_block(last, x_stride, w, w_stride, inner, scale, bias, to, out_stride, 1, n, 0); break;
    default: break;
  }
}

KERNEL void ck_product_transposed(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t columns, ptrdiff_t w_stride,
    ptrdiff_t inner, float scale, const float *bias, float *out, ptrdiff_t out_stride) {
  for (ptrdiff_t start = 0; start < rows; start += CK_FEW_ROWS) {
    ptrdiff_t height = rows - start < CK_FEW_ROWS ? rows - start : CK_FEW_ROWS;
    const float *from = x + start * x_stride;
    float *to = out + start * out_stride;
    ptrdiff_t c = 0;
    for (; c + 3 <= columns; c += 3)
      dot_columns(
          from, height, x_stride, w + c * w_stride, w_stride, inner, scale, bias ? bias + c : 0, to + c,
          out_stride, 3);
    for (; c < columns; c++)
      dot_columns(
          from, height, x_stride, w + c * w_stride, w_stride, inner, scale, bias ? bias + c : 0, to + c,
          out_stride, 1);
  }
}

KERNEL void ck_product_transposed_packed(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, enum ck_format format, const void *w, ptrdiff_t columns,
    ptrdiff_t inner, const float *bias, float *panel, float *out, ptrdiff_t out_stride) {
  ptrdiff_t row_bytes = inner / ck_block_numbers(format) * ck_block_bytes(format);
  for (ptrdiff_t start = 0; start < rows; start += CK_FEW_ROWS) {
    ptrdiff_t height = rows - start < CK_FEW_ROWS ? rows - start : CK_FEW_ROWS;
    const float *from = x + start * x_stride;
    float *to = out + start * out_stride;
    for (ptrdiff_t c = 0; c < columns;) {
      ptrdiff_t width = columns - c < CK_PANEL_ROWS ? 1 : CK_PANEL_ROWS;
      // Widened into a panel that stays in the first-level cache.
      ck_widen(format, (const char *)w + c * row_bytes, width * inner, panel);
      const float *shift = bias ? bias + c : 0;
      if (width == CK_PANEL_ROWS)
        dot_columns(from, height, x_stride, panel, inner, inner, 1, shift, to + c, out_stride, CK_PANEL_ROWS);
      else dot_columns(from, height, x_stride, panel, inner, inner, 1, shift, to + c, out_stride, 1);
      c += width;
    }
  }
}

// sums (rows × columns, dense) += x · w[0..<depth, :], x stored with its `rows` elements of one k side by
// side.
INLINE void add_rank(
    const float *restrict x, ptrdiff_t rows, const float *restrict w, ptrdiff_t columns, ptrdiff_t w_stride,
    float *restrict sums, const int depth) {
#pragma clang fp contract(fast)
  ptrdiff_t c = 0;
  for (; c + line <= columns; c += line) {
    vector low[4], high[4];
    for (int k = 0; k < depth; k++) {
      low[k] = load(w + k * w_stride + c);
      high[k] = load(w + k * w_stride + c + lanes);
      __builtin_prefetch(w + (depth + k) * w_stride + c);
    }
    for (ptrdiff_t r = 0; r < rows; r++) {
      float *to = sums + r * columns + c;
      vector first = load(to), second = load(to + lanes);
      for (int k = 0; k < depth; k++) {
        vector a = spread(x[k * rows + r]);
        first += a * low[k];
        second += a * high[k];
      }
      store(to, first);
      store(to + lanes, second);
    }
  }
  for (; c < columns; c++)
    for (ptrdiff_t r = 0; r < rows; r++) {
      float sum = sums[r * columns + c];
      for (int k = 0; k < depth; k++) sum += x[k * rows + r] * w[k * w_stride + c];
      sums[r * columns + c] = sum;
    }
}

// The same for one row and eight k, whose x stay in registers.
INLINE void add_rank_to_row(
    const float *restrict x, const float *restrict w, ptrdiff_t columns, ptrdiff_t w_stride,
    float *restrict sums) {
#pragma clang fp contract(fast)
  for (ptrdiff_t c = 0; c < columns; c++) {
    float sum = sums[c];
    for (int k = 0; k < 8; k++) sum += x[k] * w[k * w_stride + c];
    sums[c] = sum;
  }
}

// How many k are summed up before they are added to the result: sums of sums lose fewer digits than one long
// sum.
enum { chunk = 128 };

// `height` rows by `width` columns of the result's share of `depth` ≤ chunk k, into `sums`.
INLINE void fill_tile(
    const float *x, ptrdiff_t height, ptrdiff_t x_stride, const float *w, ptrdiff_t width, ptrdiff_t w_stride,
    ptrdiff_t depth, float *sums) {
  // x is laid out anew: rows of it a power of two apart would push each other out of the cache.
  float packed[CK_FEW_ROWS * chunk];
  for (ptrdiff_t r = 0; r < height; r++)
    for (ptrdiff_t k = 0; k < depth; k++) packed[k * height + r] = x[r * x_stride + k];
  memset(sums, 0, (size_t)(height * width) * sizeof(float));
  ptrdiff_t k = 0;
  if (height == 1)
    for (; k + 8 <= depth; k += 8) add_rank_to_row(packed + k, w + k * w_stride, width, w_stride, sums);
  for (; k + 4 <= depth; k += 4)
    add_rank(packed + k * height, height, w + k * w_stride, width, w_stride, sums, 4);
  for (; k < depth; k++) add_rank(packed + k * height, height, w + k * w_stride, width, w_stride, sums, 1);
}

KERNEL void ck_product(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t columns, ptrdiff_t w_stride,
    ptrdiff_t inner, const float *bias, float *out, ptrdiff_t out_stride) {
  // The sums of some columns of all rows stay in the first-level cache, dense for the same reason.
  enum { room = 5120 };
  float sums[room];
  for (ptrdiff_t start = 0; start < rows; start += CK_FEW_ROWS) {
    ptrdiff_t height = rows - start < CK_FEW_ROWS ? rows - start : CK_FEW_ROWS;
    ptrdiff_t tile = room / height / line * line;
    for (ptrdiff_t c = 0; c < columns; c += tile) {
      ptrdiff_t width = columns - c < tile ? columns - c : tile;
      float *to = out + start * out_stride + c;
      for (ptrdiff_t r = 0; r < height; r++) {
        if (bias) memcpy(to + r * out_stride, bias + c, (size_t)width * sizeof(float));
        else memset(to + r * out_stride, 0, (size_t)width * sizeof(float));
      }
      for (ptrdiff_t k = 0; k < inner; k += chunk) {
        ptrdiff_t depth = inner - k < chunk ? inner - k : chunk;
        fill_tile(
            x + start * x_stride + k, height, x_stride, w + k * w_stride + c, width, w_stride, depth, sums);
        for (ptrdiff_t r = 0; r < height; r++)
          for (ptrdiff_t i = 0; i < width; i++) to[r * out_stride + i] += sums[r * width + i];
      }
    }
  }
}

// out (m × 8n) += xᵀ · w for x stored as depth × m and w as depth × 8n, dense; m·n ≤ 12, every sum in a register.
INLINE void outer_block(
    const float *restrict x, ptrdiff_t x_stride, const float *restrict w, ptrdiff_t depth, float *restrict out,
    ptrdiff_t out_stride, const int m, const int n) {
#pragma clang fp contract(fast)
  vector sums[6][2];
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) sums[i][j] = spread(0);
  for (ptrdiff_t k = 0; k < depth; k++) {
    vector b[2];
    for (int j = 0; j < n; j++) b[j] = load(w + (k * n + j) * lanes);
    for (int i = 0; i < m; i++) {
      vector a = spread(x[k * x_stride + i]);
      for (int j = 0; j < n; j++) sums[i][j] += a * b[j];
    }
  }
  for (int i = 0; i < m; i++)
    for (int j = 0; j < n; j++) {
      float *to = out + i * out_stride + j * lanes;
      store(to, load(to) + sums[i][j]);
    }
}

// All rows of the result, 8n columns of it, their share of `depth` ≤ chunk k.
INLINE void outer_columns(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t w_stride, ptrdiff_t depth,
    float *out, ptrdiff_t out_stride, const int n) {
  // w is laid out anew: rows of it a power of two apart would push each other out of the cache.
  float packed[chunk * 2 * lanes];
  for (ptrdiff_t k = 0; k < depth; k++)
    memcpy(packed + k * n * lanes, w + k * w_stride, (size_t)(n * lanes) * sizeof(float));
  ptrdiff_t r = 0;
  for (; r + 6 <= rows; r += 6)
    outer_block(x + r, x_stride, packed, depth, out + r * out_stride, out_stride, 6, n);
  for (; r + 2 <= rows; r += 2)
    outer_block(x + r, x_stride, packed, depth, out + r * out_stride, out_stride, 2, n);
  if (r < rows) outer_block(x + r, x_stride, packed, depth, out + r * out_stride, out_stride, 1, n);
}

KERNEL void ck_add_product_of_transposed(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t columns, ptrdiff_t w_stride,
    ptrdiff_t inner, float *out, ptrdiff_t out_stride) {
#pragma clang fp contract(fast)
  for (ptrdiff_t k = 0; k < inner; k += chunk) {
    ptrdiff_t depth = inner - k < chunk ? inner - k : chunk;
    const float *from = x + k * x_stride, *with = w + k * w_stride;
    ptrdiff_t c = 0;
    for (; c + 2 * lanes <= columns; c += 2 * lanes)
      outer_columns(from, rows, x_stride, with + c, w_stride, depth, out + c, out_stride, 2);
    for (; c + lanes <= columns; c += lanes)
      outer_columns(from, rows, x_stride, with + c, w_stride, depth, out + c, out_stride, 1);
    for (ptrdiff_t r = 0; r < rows && c < columns; r++)
      for (ptrdiff_t i = c; i < columns; i++) {
        float sum = 0;
        for (ptrdiff_t j = 0; j < depth; j++) sum += from[j * x_stride + r] * with[j * w_stride + i];
        out[r * out_stride + i] += sum;
      }
  }
}
