#include "kernels.h"

// Numbers as Hugging Face's quantisers store them: codes in one place, scales in another. Every product is rounded by
// itself, as their libraries round it, so that nothing here may be fused.
#pragma clang fp contract(off)

INLINE uint32_t half_at(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }

// binary32 → binary16 → binary32, to the nearest, of two as near to the even one.
INLINE float rounded_to_half(float x) {
  uint32_t bits = bits_of_float(x), sign = bits & 0x80000000u, magnitude = bits ^ sign;
  uint32_t normal = (magnitude + 0xfffu + (magnitude >> 13 & 1)) & ~0x1fffu;
  // Below the least normal half all are multiples of 2⁻²⁴, as floats from ½ to 1 are.
  uint32_t denormal = bits_of_float(float_of_bits(magnitude) + 0.5f - 0.5f);
  uint32_t rounded = normal > 0x477fe000u ? 0x7f800000u : magnitude < 113u << 23 ? denormal : normal;
  return float_of_bits((magnitude > 0x7f800000u ? magnitude : rounded) | sign);
}

// binary32 → bfloat16 → binary32, the same.
INLINE float rounded_to_bfloat(float x) {
  uint32_t bits = bits_of_float(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return x;
  return float_of_bits((bits + 0x7fffu + (bits >> 16 & 1)) & 0xffff0000u);
}

INLINE float scale_at(const struct ck_codes *from, ptrdiff_t index) {
  const uint8_t *p = from->scales;
  switch (from->scale_type) {
    case CK_SCALE_F16: return float_of_half(half_at(p + 2 * index));
    case CK_SCALE_BF16: return float_of_bits(half_at(p + 2 * index) << 16);
    // A power of two, of which 0 is denormal and 255, which OCP calls NaN, infinite.
    case CK_SCALE_E8M0: return float_of_bits(p[index] == 0 ? 0x00400000u : (uint32_t)p[index] << 23);
    default: {
      float value;
      memcpy(&value, p + 4 * index, sizeof value);
      return value;
    }
  }
}

// Rounds numbers where they are.
INLINE void round_all(float *x, ptrdiff_t count, enum ck_rounding rounding) {
  if (rounding == CK_ROUND_F16)
    for (ptrdiff_t i = 0; i < count; i++) x[i] = rounded_to_half(x[i]);
  if (rounding == CK_ROUND_BF16)
    for (ptrdiff_t i = 0; i < count; i++) x[i] = rounded_to_bfloat(x[i]);
}

// Values of codes → the numbers they stand for under one scale and one zero.
INLINE void scale_all(float *x, ptrdiff_t count, float zero, float scale, float factor, enum ck_rounding rounding) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = (x[i] - zero) * scale * factor;
  round_all(x, count, rounding);
}

// `values` of the codes of some columns of a row.
INLINE void decode(
    const uint8_t *row, int bits, int first_is_high, const float *values, ptrdiff_t column, ptrdiff_t count,
    float *out) {
  if (bits == 8) {
    for (ptrdiff_t i = 0; i < count; i++) out[i] = values[row[column + i]];
    return;
  }
  int in_byte = 8 / bits, mask = (1 << bits) - 1;
  ptrdiff_t i = 0;
  if (bits == 4 && column % 2 == 0) {
    int low = first_is_high ? 4 : 0;
    const uint8_t *bytes = row + column / 2;
    for (; i + 2 <= count; i += 2, bytes++) {
      out[i] = values[*bytes >> low & 15];
      out[i + 1] = values[*bytes >> (4 - low) & 15];
    }
  }
  for (; i < count; i++) {
    int place = (int)((column + i) % in_byte);
    out[i] = values[row[(column + i) / in_byte] >> bits * (first_is_high ? in_byte - 1 - place : place) & mask];
  }
}

// Part of a row whose groups follow each other.
INLINE void widen_in_order(
    const struct ck_codes *from, const uint8_t *row, ptrdiff_t scales, ptrdiff_t column, ptrdiff_t count, float *out) {
  while (count > 0) {
    ptrdiff_t group = column / from->group_columns, run = (group + 1) * from->group_columns - column;
    if (run > count) run = count;
    float scale = scale_at(from, scales + group), zero = from->zeros ? (float)from->zeros[scales + group] : 0.0f;
    if (from->bits < 8 && run >= 64) {
      // What each of a few codes stands for is found once.
      float numbers[16];
      for (int code = 0; code < 1 << from->bits; code++) numbers[code] = from->values[code];
      scale_all(numbers, 1 << from->bits, zero, scale, from->factor, from->rounding);
      decode(row, from->bits, from->first_is_high, numbers, column, run, out);
    } else {
      decode(row, from->bits, from->first_is_high, from->values, column, run, out);
      scale_all(out, run, zero, scale, from->factor, from->rounding);
    }
    column += run;
    count -= run;
    out += run;
  }
}

// Part of a row each column of which names its group.
INLINE void widen_by_groups(
    const struct ck_codes *from, const uint8_t *row, ptrdiff_t scales, ptrdiff_t column, ptrdiff_t count, float *out) {
  enum { room = 512 };
  float known[room], zeros[room];
  ptrdiff_t kept = from->scale_columns <= room ? from->scale_columns : 0;
  const int32_t *groups = from->groups + column;
  const float factor = from->factor;
  for (ptrdiff_t group = 0; group < kept; group++) {
    known[group] = scale_at(from, scales + group);
    zeros[group] = from->zeros ? (float)from->zeros[scales + group] : 0.0f;
  }
  decode(row, from->bits, from->first_is_high, from->values, column, count, out);
  for (ptrdiff_t i = 0; i < (kept ? count : 0); i++)
    out[i] = (out[i] - zeros[groups[i]]) * known[groups[i]] * factor;
  for (ptrdiff_t i = 0; i < (kept ? 0 : count); i++) {
    ptrdiff_t group = scales + groups[i];
    out[i] = (out[i] - (from->zeros ? (float)from->zeros[group] : 0.0f)) * scale_at(from, group) * factor;
  }
  round_all(out, count, from->rounding);
}

KERNEL void ck_widen_codes(const struct ck_codes *from, ptrdiff_t first, ptrdiff_t count, float *out) {
  while (count > 0) {
    ptrdiff_t row = first / from->columns, column = first % from->columns;
    ptrdiff_t run = from->columns - column < count ? from->columns - column : count;
    if (from->rows) row = from->rows[row];
    const uint8_t *codes = from->codes + row * from->row_bytes;
    ptrdiff_t scales = row / from->group_rows * from->scale_columns;
    if (from->groups) widen_by_groups(from, codes, scales, column, run, out);
    else widen_in_order(from, codes, scales, column, run, out);
    first += run;
    count -= run;
    out += run;
  }
}
