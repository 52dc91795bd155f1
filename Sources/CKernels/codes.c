#include "kernels.h"

// Numbers as Hugging Face's quantisers store them: codes in one place, scales in another. Every product is rounded by
// itself, as their libraries round it, so that nothing here may be fused.
#pragma clang fp contract(off)

INLINE uint32_t half_at(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8; }

// binary32 → binary16 → binary32, to the nearest, of two as near to the even one.
INLINE float rounded_to_half(float x) {
  uint32_t bits = bits_of_float(x), sign = bits & 0x80000000u, magnitude = bits ^ sign;
  if (magnitude > 0x7f800000u) return x;
  if (magnitude < 113u << 23) {
    // Below the least normal half all are multiples of 2⁻²⁴, as floats from ½ to 1 are.
    float shifted = float_of_bits(magnitude) + 0.5f;
    return float_of_bits(bits_of_float(shifted - 0.5f) | sign);
  }
  magnitude += 0xfffu + (magnitude >> 13 & 1);
  magnitude &= ~0x1fffu;
  return float_of_bits((magnitude > 0x477fe000u ? 0x7f800000u : magnitude) | sign);
}

// binary32 → bfloat16 → binary32, the same.
INLINE float rounded_to_bfloat(float x) {
  uint32_t bits = bits_of_float(x);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return x;
  return float_of_bits((bits + 0x7fffu + (bits >> 16 & 1)) & 0xffff0000u);
}

INLINE float rounded(float x, enum ck_rounding rounding) {
  switch (rounding) {
    case CK_ROUND_F16: return rounded_to_half(x);
    case CK_ROUND_BF16: return rounded_to_bfloat(x);
    default: return x;
  }
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

// The number that a code stands for, under a scale and a zero.
INLINE float number_of(const struct ck_codes *from, float value, float zero, float scale) {
  return rounded((value - zero) * scale * from->factor, from->rounding);
}

INLINE uint32_t code_at(const uint8_t *row, ptrdiff_t column, int bits, int first_is_high) {
  if (bits == 8) return row[column];
  int in_byte = 8 / bits, place = (int)(column % in_byte);
  return (uint32_t)row[column / in_byte] >> bits * (first_is_high ? in_byte - 1 - place : place) & ((1u << bits) - 1);
}

// Codes of fewer than 8 bits that share a scale: what each stands for is found once.
INLINE void widen_few(
    const struct ck_codes *from, const uint8_t *row, ptrdiff_t column, ptrdiff_t count, float zero, float scale,
    float *out) {
  float numbers[16];
  int bits = from->bits, first_is_high = from->first_is_high;
  for (int code = 0; code < 1 << bits; code++) numbers[code] = number_of(from, from->values[code], zero, scale);
  ptrdiff_t i = 0;
  if (bits == 4) {
    int low = first_is_high ? 4 : 0;
    for (; i < count && (column + i) % 2; i++) out[i] = numbers[code_at(row, column + i, 4, first_is_high)];
    const uint8_t *bytes = row + (column + i) / 2;
    for (; i + 2 <= count; i += 2, bytes++) {
      out[i] = numbers[*bytes >> low & 15];
      out[i + 1] = numbers[*bytes >> (4 - low) & 15];
    }
  }
  for (; i < count; i++) out[i] = numbers[code_at(row, column + i, bits, first_is_high)];
}

// Part of a row.
INLINE void widen_row(
    const struct ck_codes *from, const uint8_t *row, ptrdiff_t scales, ptrdiff_t column, ptrdiff_t count, float *out) {
  while (count > 0) {
    ptrdiff_t group = from->groups ? from->groups[column] : column / from->group_columns;
    ptrdiff_t end = from->groups ? column + 1 : (group + 1) * from->group_columns, run = end - column;
    if (run > count) run = count;
    float scale = scale_at(from, scales + group);
    float zero = from->zeros ? (float)from->zeros[scales + group] : 0.0f;
    if (from->bits < 8 && run >= 8) {
      widen_few(from, row, column, run, zero, scale, out);
    } else {
      for (ptrdiff_t i = 0; i < run; i++) {
        uint32_t code = code_at(row, column + i, from->bits, from->first_is_high);
        out[i] = number_of(from, from->values[code], zero, scale);
      }
    }
    column += run;
    count -= run;
    out += run;
  }
}

KERNEL void ck_widen_codes(const struct ck_codes *from, ptrdiff_t first, ptrdiff_t count, float *out) {
  while (count > 0) {
    ptrdiff_t row = first / from->columns, column = first % from->columns;
    ptrdiff_t run = from->columns - column < count ? from->columns - column : count;
    if (from->rows) row = from->rows[row];
    widen_row(
        from, from->codes + row * from->row_bytes, row / from->group_rows * from->scale_columns, column, run, out);
    first += run;
    count -= run;
    out += run;
  }
}
