#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// The element-wise and row-wise arithmetic around matrix products. Matrices are row-major and dense unless a
// stride is named; counts may be 0. Each function is compiled twice on x86-64 (with and without AVX2, FMA and
// F16C) and the better one is taken at load. Nothing of this is visible outside the image. Every function:
// [any thread].
#pragma GCC visibility push(hidden)

/// out[t,:] = (x[t,:] − mean) / sqrt(variance + epsilon) · weight + bias, rows × columns; `out` may not
/// overlap `x`, `bias` may be null. A row whose squares overflow becomes NaN.
void ck_layer_norm(
    const float *x, const float *weight, const float *bias, float epsilon, ptrdiff_t rows, ptrdiff_t columns,
    float *out);

/// out[t,:] = x[t,:] / sqrt(mean of x² + epsilon) · (weight + offset), rows × columns; `out` may not overlap
/// `x`. A row whose squares overflow becomes NaN.
void ck_rms_norm(
    const float *x, const float *weight, float offset, float epsilon, ptrdiff_t rows, ptrdiff_t columns,
    float *out);

/// The gradient of `ck_layer_norm` with respect to x, into `out`, which may overlap nothing; `1 / sqrt(variance +
/// epsilon)` is taken for a constant where `is_scale_frozen`.
void ck_layer_norm_backward(
    const float *x, const float *weight, float epsilon, int is_scale_frozen, ptrdiff_t rows, ptrdiff_t columns,
    const float *gradient, float *out);
/// The same for `ck_rms_norm`.
void ck_rms_norm_backward(
    const float *x, const float *weight, float offset, float epsilon, int is_scale_frozen, ptrdiff_t rows,
    ptrdiff_t columns, const float *gradient, float *out);

/// Turns the pairs of each of `heads` heads of one row, `width` elements apart, by angles whose cosines and
/// sines are given one a pair: elements i and pairs + i, or 2i and 2i + 1 where interleaved; in place.
void ck_rotate_row(
    float *x, ptrdiff_t heads, ptrdiff_t width, const float *cosines, const float *sines, ptrdiff_t pairs,
    int is_interleaved);

/// Softmax of each row in place; of row `t` the entries from `max(0, first + t)` up to `min(columns, visible + t)`
/// are live, the rest become exactly 0 (no mask: `first = -rows`, `visible = columns`). `sink` is one more entry of
/// every row, whose share is taken off and not kept; −∞ for none. A row with a NaN or a +∞, or with −∞ alone, becomes
/// NaN.
void ck_softmax_rows(
    float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first, ptrdiff_t visible, float sink);

/// gradient = pattern · (gradient − Σ pattern · gradient) for the live entries of each row, 0 for the rest (see
/// `ck_softmax_rows`): from the gradient of a softmax to that of what went into it. The two may not overlap.
void ck_softmax_backward_rows(
    const float *pattern, float *gradient, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first,
    ptrdiff_t visible);

/// log Σ exp(x), without overflow; −∞ for no elements.
double ck_log_sum_exp(const float *x, ptrdiff_t count);

/// Puts `value` wherever a row of rows × columns is not live (see `ck_softmax_rows`).
void ck_mask_rows(
    float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t first, ptrdiff_t visible, float value);

/// x[t,s] += terms[t · per_row + s · per_column + places[t − s] · per_place], rows × columns, rows `stride` apart:
/// `places`, which begins before where it points, says where the terms of each distance stand. The two may not overlap.
void ck_add_of_distances(
    float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, const int32_t *places, const float *terms,
    ptrdiff_t per_row, ptrdiff_t per_column, ptrdiff_t per_place);
/// The other way: adds x[t,s] to the term that `ck_add_of_distances` reads for it.
void ck_add_to_distances(
    const float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, const int32_t *places, float *terms,
    ptrdiff_t per_row, ptrdiff_t per_column, ptrdiff_t per_place);

/// What one head of the gated delta rule reads of each row: rows of queries, keys and values `…_stride` apart, and of what the
/// state is multiplied with and how much of a value is written, `gate_stride` apart.
struct ck_delta_head {
  const float *query, *key, *value, *decay, *strength;
  ptrdiff_t query_stride, key_stride, value_stride, gate_stride;
  ptrdiff_t key_size, value_size;
};
/// Where the gradients of one head go, laid out as what they are of; those of queries and keys are added.
struct ck_delta_gradients {
  float *query, *key, *value, *decay, *strength;
  ptrdiff_t key_stride, value_stride, gate_stride;
};
/// For each row: state *= decay; state += key · (strength · (value − stateᵀ · key))ᵀ; out = stateᵀ · query. `state` is
/// key_size × value_size, `room` has value_size elements, `trail` takes the state before each row; it and `out` may be null.
void ck_delta_rule(
    const struct ck_delta_head *head, ptrdiff_t rows, float *state, float *room, float *trail, float *out,
    ptrdiff_t out_stride);
/// Goes back over the rows whose states are in `trail`, given the gradient with respect to `out`. `after` is that with respect
/// to the state behind the last row, and becomes that with respect to the state before the first; `room` has 4 · value_size
/// elements.
void ck_delta_rule_backward(
    const struct ck_delta_head *head, ptrdiff_t rows, const float *trail, const float *gradient,
    ptrdiff_t gradient_stride, float *after, float *room, const struct ck_delta_gradients *to);

// Activation functions, in place.

/// x·Φ(x), Φ by erf.
void ck_gelu_erf(float *x, ptrdiff_t count);
/// ½x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
void ck_gelu_tanh(float *x, ptrdiff_t count);
/// x·σ(1.702·x).
void ck_gelu_quick(float *x, ptrdiff_t count);
/// x·σ(x).
void ck_silu(float *x, ptrdiff_t count);
/// max(x, 0).
void ck_relu(float *x, ptrdiff_t count);
/// max(x, 0)².
void ck_relu_squared(float *x, ptrdiff_t count);
/// tanh x.
void ck_tanh(float *x, ptrdiff_t count);
/// 1 / (1 + e^−x).
void ck_sigmoid(float *x, ptrdiff_t count);
/// cap · tanh(x / cap), in place.
void ck_softcap(float *x, float cap, ptrdiff_t count);

// Their backward rules, gradient *= f′(x), in place; `x` is what went into the function and may not overlap.

/// For `ck_gelu_erf`.
void ck_gelu_erf_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_gelu_tanh`.
void ck_gelu_tanh_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_gelu_quick`.
void ck_gelu_quick_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_silu`.
void ck_silu_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_relu`; 0 at 0.
void ck_relu_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_relu_squared`.
void ck_relu_squared_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_tanh`.
void ck_tanh_backward(const float *x, ptrdiff_t count, float *gradient);
/// For `ck_sigmoid`.
void ck_sigmoid_backward(const float *x, ptrdiff_t count, float *gradient);
/// gradient *= 1 − (capped / cap)²: from the gradient of `ck_softcap`, which made `capped`, to that of what went
/// into it. The two may not overlap.
void ck_softcap_backward(const float *capped, float cap, ptrdiff_t count, float *gradient);

/// x += y; the two may not overlap.
void ck_add_in_place(float *x, const float *y, ptrdiff_t count);
/// out = x + y; `out` may not overlap either.
void ck_add(const float *x, const float *y, ptrdiff_t count, float *out);
/// x *= y; the two may not overlap.
void ck_multiply_in_place(float *x, const float *y, ptrdiff_t count);
/// out = x · y, element by element; `out` may not overlap either.
void ck_multiply(const float *x, const float *y, ptrdiff_t count, float *out);
/// x *= factor.
void ck_scale(float *x, float factor, ptrdiff_t count);
/// x += factor · y; the two may not overlap.
void ck_add_multiple(float *x, const float *y, float factor, ptrdiff_t count);
/// out[t,c] += x[t,c] · row[c], rows × columns; `out` may not overlap the others.
void ck_add_row_products(
    const float *x, const float *row, ptrdiff_t rows, ptrdiff_t columns, float *out);
/// Copies `row` into every row of rows × columns, rows `stride` apart.
void ck_fill_rows(const float *row, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float *out);

/// IEEE binary16 → binary32, exact, denormals, infinities and NaN included.
void ck_widen_f16(const uint16_t *x, ptrdiff_t count, float *out);
/// bfloat16 → binary32, exact.
void ck_widen_bf16(const uint16_t *x, ptrdiff_t count, float *out);

/// Numbers that take fewer than 32 bits, by the numbers ggml gives these types in a file: halves, and blocks of 32 or 256.
enum ck_format {
  CK_F32 = 0,
  CK_F16 = 1,
  CK_Q4_0 = 2,
  CK_Q4_1 = 3,
  CK_Q5_0 = 6,
  CK_Q5_1 = 7,
  CK_Q8_0 = 8,
  CK_Q2_K = 10,
  CK_Q3_K = 11,
  CK_Q4_K = 12,
  CK_Q5_K = 13,
  CK_Q6_K = 14,
  CK_IQ4_NL = 20,
  CK_IQ4_XS = 23,
  CK_BF16 = 30,
  CK_TQ1_0 = 34,
  CK_TQ2_0 = 35,
  CK_MXFP4 = 39,
};
/// Any of them → binary32, with the bits of the Python package gguf 0.19.0; `count` numbers, in whole blocks.
void ck_widen(enum ck_format format, const void *from, ptrdiff_t count, float *out);
/// The numbers in a block of such a type, 1 for halves, and the bytes of one.
ptrdiff_t ck_block_numbers(enum ck_format format);
ptrdiff_t ck_block_bytes(enum ck_format format);

/// How scales are stored: as floats, or as a byte that is the exponent of a power of two.
enum ck_scale_type { CK_SCALE_F32, CK_SCALE_F16, CK_SCALE_BF16, CK_SCALE_E8M0 };
/// What each number is rounded to, to the nearest, of two as near to the even one.
enum ck_rounding { CK_ROUND_NONE, CK_ROUND_F16, CK_ROUND_BF16 };
/// Rows of codes, and scales that lie elsewhere. What a code stands for is (value of the code − zero) · scale · factor, every
/// step rounded to 32 bits.
struct ck_codes {
  /// Rows of codes of 2, 4 or 8 bits, `row_bytes` apart; the first of a byte in its low bits unless `first_is_high`.
  const uint8_t *codes;
  ptrdiff_t columns, row_bytes;
  int bits, first_is_high;
  /// The value of each code.
  const float *values;
  /// One scale for each `group_rows` rows and `group_columns` columns, `scale_columns` in a row of them, not aligned.
  const void *scales;
  enum ck_scale_type scale_type;
  ptrdiff_t group_rows, group_columns, scale_columns;
  /// One zero for each scale; null for none.
  const uint8_t *zeros;
  /// The group of each column, where they are not in order; null where they are.
  const int32_t *groups;
  /// Where each row lies among the rows of codes, where they are not in order; null where they are.
  const int32_t *rows;
  float factor;
  enum ck_rounding rounding;
};
/// Codes → binary32: `count` numbers from one on, row after row.
void ck_widen_codes(const struct ck_codes *from, ptrdiff_t first, ptrdiff_t count, float *out);

/// The index of the greatest element, the lowest of equals, passing over NaN; −1 where there is none.
ptrdiff_t ck_argmax(const float *x, ptrdiff_t count);
/// How many elements are greater than `value`.
ptrdiff_t ck_count_greater(const float *x, ptrdiff_t count, float value);
/// Whether no element is NaN or infinite.
int ck_all_finite(const float *x, ptrdiff_t count);
/// Whether any element is NaN.
int ck_any_nan(const float *x, ptrdiff_t count);
/// How many elements equal `value`.
ptrdiff_t ck_count_equal(const float *x, ptrdiff_t count, float value);

/// The most rows of the products below that read all weights once, as they lie; more rows are for `ck_multiply_matrices`.
enum { CK_FEW_ROWS = 16 };

/// out (rows × columns) = x (rows × inner) · w (inner × columns) + bias, strides in elements; `bias` may be
/// null.
void ck_product(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t columns, ptrdiff_t w_stride,
    ptrdiff_t inner, const float *bias, float *out, ptrdiff_t out_stride);
/// out (rows × columns) += xᵀ · w, x stored as inner × rows, w as inner × columns.
void ck_add_product_of_transposed(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t columns, ptrdiff_t w_stride,
    ptrdiff_t inner, float *out, ptrdiff_t out_stride);
/// out (rows × columns) = scale · x (rows × inner) · wᵀ + bias, w stored as columns × inner; `bias` may be
/// null.
void ck_product_transposed(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, const float *w, ptrdiff_t columns, ptrdiff_t w_stride,
    ptrdiff_t inner, float scale, const float *bias, float *out, ptrdiff_t out_stride);

/// The rows of a weight that `ck_product_transposed_packed` widens at a time.
enum { CK_PANEL_ROWS = 3 };

/// out (rows × columns) = x (rows × inner) · wᵀ + bias, w dense numbers of a packed type, columns × inner, each row in whole
/// blocks; `bias` may be null. `panel` has room for CK_PANEL_ROWS rows of w. The bits are those of `ck_product_transposed`
/// with w widened.
void ck_product_transposed_packed(
    const float *x, ptrdiff_t rows, ptrdiff_t x_stride, enum ck_format format, const void *w, ptrdiff_t columns,
    ptrdiff_t inner, const float *bias, float *panel, float *out, ptrdiff_t out_stride);
/// Which kernel multiplies: the best for this processor, or one that others have, for comparison.
enum ck_tiling { CK_BEST, CK_FUSED, CK_ANY };

/// A product with many rows: out (rows × columns) = scale · x (rows × inner) · w + bias, w inner × columns or, `transposed`,
/// columns × inner; strides in elements, `bias` may be null. With `adds` it is added to what is there, without a bias.
struct ck_matrix_product {
  const float *x;
  ptrdiff_t rows, x_stride;
  /// Of a packed type with rows in whole blocks, or CK_F32.
  const void *w;
  enum ck_format format;
  int transposed;
  ptrdiff_t columns, w_stride, inner;
  float scale;
  const float *bias;
  int adds;
  float *out;
  ptrdiff_t out_stride;
  enum ck_tiling tiling;
};
/// The numbers of memory that `ck_multiply_matrices` needs beside the product's own.
ptrdiff_t ck_matrix_scratch(const struct ck_matrix_product *product, ptrdiff_t threads);
/// Multiplies on up to `threads` threads.
///
/// Every element is the sum of fused products in the order of k, 768 of them at a time, whatever the extents and the number
/// of threads: the bits are the same, also on all processors that fuse products.
void ck_multiply_matrices(const struct ck_matrix_product *product, float *scratch, ptrdiff_t threads);
/// out[c · out_stride + r] = x[r · stride + c].
void ck_turn(
    const float *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t stride, float *out, ptrdiff_t out_stride);

/// The processors the calling thread may run on; at least 1.
ptrdiff_t ck_processors(void);

/// Calls `body` once for each index below `count`, on up to `threads` threads at once (65 at most), of which the calling
/// one is the first to be counted on: fewer where the system gives none, and no other while it is called by `body`, or by
/// another thread. `thread` is below `threads`, and at any time another for each call that is running.
void ck_deal_out(
    ptrdiff_t count, ptrdiff_t threads, void (*body)(void *context, ptrdiff_t thread, ptrdiff_t index),
    void *context);

/// Lets `malloc` keep up to `most` bytes of what was freed rather than give it back to the system.
void ck_keep_freed(size_t most);

#pragma GCC visibility pop

#endif
