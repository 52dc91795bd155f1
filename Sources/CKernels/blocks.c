#include "kernels.h"

// Numbers as ggml stores them in blocks, widened to 32-bit floats: every product and sum rounded as the Python package
// `gguf` rounds them, so that nothing here may be fused.
#pragma clang fp contract(off)

INLINE float half_at(const uint8_t *p) { return float_of_half((uint32_t)p[0] | (uint32_t)p[1] << 8); }

// The numbers that four bits stand for, where they are no whole numbers in order.
static const int8_t nonlinear_4[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
static const int8_t doubled_f4[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

INLINE void q4_0(const uint8_t *b, float *out) {
  float d = half_at(b);
  for (int i = 0; i < 16; i++) {
    out[i] = (float)((b[2 + i] & 15) - 8) * d;
    out[i + 16] = (float)((b[2 + i] >> 4) - 8) * d;
  }
}

INLINE void q4_1(const uint8_t *b, float *out) {
  float d = half_at(b), m = half_at(b + 2);
  for (int i = 0; i < 16; i++) {
    out[i] = (float)(b[4 + i] & 15) * d + m;
    out[i + 16] = (float)(b[4 + i] >> 4) * d + m;
  }
}

INLINE uint32_t word_at(const uint8_t *p) {
  return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

INLINE void q5_0(const uint8_t *b, float *out) {
  float d = half_at(b);
  uint32_t high = word_at(b + 2);
  for (int i = 0; i < 16; i++) {
    int low = b[6 + i];
    out[i] = (float)(((low & 15) | (int)(high >> i & 1) << 4) - 16) * d;
    out[i + 16] = (float)((low >> 4 | (int)(high >> (i + 16) & 1) << 4) - 16) * d;
  }
}

INLINE void q5_1(const uint8_t *b, float *out) {
  float d = half_at(b), m = half_at(b + 2);
  uint32_t high = word_at(b + 4);
  for (int i = 0; i < 16; i++) {
    int low = b[8 + i];
    out[i] = (float)((low & 15) | (int)(high >> i & 1) << 4) * d + m;
    out[i + 16] = (float)(low >> 4 | (int)(high >> (i + 16) & 1) << 4) * d + m;
  }
}

INLINE void q8_0(const uint8_t *b, float *out) {
  float d = half_at(b);
  for (int i = 0; i < 32; i++) out[i] = (float)(int8_t)b[2 + i] * d;
}

INLINE void q2_k(const uint8_t *b, float *out) {
  const uint8_t *scales = b, *q = b + 16;
  float d = half_at(b + 80), least = half_at(b + 82);
  for (int part = 0; part < 16; part++) {
    float scale = d * (float)(scales[part] & 15), shift = least * (float)(scales[part] >> 4);
    const uint8_t *from = q + part / 8 * 32 + part % 2 * 16;
    for (int i = 0; i < 16; i++) out[part * 16 + i] = scale * (float)(from[i] >> part % 8 / 2 * 2 & 3) - shift;
  }
}

INLINE void q3_k(const uint8_t *b, float *out) {
  const uint8_t *high = b, *q = b + 32, *packed = b + 96;
  float d = half_at(b + 108);
  for (int part = 0; part < 16; part++) {
    int low = part < 8 ? packed[part] & 15 : packed[part - 8] >> 4;
    int scale = (low | (packed[8 + part % 4] >> part / 4 * 2 & 3) << 4) - 32;
    float by = d * (float)scale;
    const uint8_t *from = q + part / 8 * 32 + part % 2 * 16, *bits = high + part % 2 * 16;
    for (int i = 0; i < 16; i++) {
      int value = (from[i] >> part % 8 / 2 * 2 & 3) - (bits[i] >> part / 2 & 1 ? 0 : 4);
      out[part * 16 + i] = by * (float)value;
    }
  }
}

// The scale and the shift of part `part` of 8, six bits each, packed in 12 bytes.
INLINE void scale_and_shift(const uint8_t *p, int part, int *scale, int *shift) {
  if (part < 4) {
    *scale = p[part] & 63;
    *shift = p[part + 4] & 63;
  } else {
    *scale = (p[part + 4] & 15) | p[part - 4] >> 6 << 4;
    *shift = p[part + 4] >> 4 | p[part] >> 6 << 4;
  }
}

INLINE void q4_k(const uint8_t *b, float *out) {
  float d = half_at(b), least = half_at(b + 2);
  for (int part = 0; part < 8; part++) {
    int scale, shift;
    scale_and_shift(b + 4, part, &scale, &shift);
    float by = d * (float)scale, less = least * (float)shift;
    const uint8_t *from = b + 16 + part / 2 * 32;
    for (int i = 0; i < 32; i++) out[part * 32 + i] = by * (float)(from[i] >> part % 2 * 4 & 15) - less;
  }
}

INLINE void q5_k(const uint8_t *b, float *out) {
  float d = half_at(b), least = half_at(b + 2);
  for (int part = 0; part < 8; part++) {
    int scale, shift;
    scale_and_shift(b + 4, part, &scale, &shift);
    float by = d * (float)scale, less = least * (float)shift;
    const uint8_t *from = b + 48 + part / 2 * 32, *high = b + 16;
    for (int i = 0; i < 32; i++) {
      int value = (from[i] >> part % 2 * 4 & 15) | (high[i] >> part & 1) << 4;
      out[part * 32 + i] = by * (float)value - less;
    }
  }
}

INLINE void q6_k(const uint8_t *b, float *out) {
  float d = half_at(b + 208);
  for (int part = 0; part < 16; part++) {
    float by = d * (float)(int8_t)b[192 + part];
    int quarter = part % 8 / 2, place = part % 2 * 16;
    const uint8_t *low = b + part / 8 * 64 + quarter % 2 * 32 + place, *high = b + 128 + part / 8 * 32 + place;
    for (int i = 0; i < 16; i++) {
      int value = (low[i] >> quarter / 2 * 4 & 15) | (high[i] >> quarter * 2 & 3) << 4;
      out[part * 16 + i] = by * (float)(value - 32);
    }
  }
}

INLINE void iq4_nl(const uint8_t *b, float *out) {
  float d = half_at(b);
  for (int i = 0; i < 16; i++) {
    out[i] = d * (float)nonlinear_4[b[2 + i] & 15];
    out[i + 16] = d * (float)nonlinear_4[b[2 + i] >> 4];
  }
}

INLINE void iq4_xs(const uint8_t *b, float *out) {
  float d = half_at(b);
  int high = b[2] | b[3] << 8;
  for (int part = 0; part < 8; part++) {
    int scale = (b[4 + part / 2] >> part % 2 * 4 & 15) | (high >> part * 2 & 3) << 4;
    float by = d * (float)(scale - 32);
    const uint8_t *from = b + 8 + part * 16;
    for (int i = 0; i < 16; i++) {
      out[part * 32 + i] = by * (float)nonlinear_4[from[i] & 15];
      out[part * 32 + i + 16] = by * (float)nonlinear_4[from[i] >> 4];
    }
  }
}

// The digit of a number of base 3 that was packed as a fraction of 256, once what comes before it is multiplied away.
INLINE float ternary(uint8_t packed, uint8_t power) { return (float)(((uint8_t)(packed * power) * 3 >> 8) - 1); }

INLINE void tq1_0(const uint8_t *b, float *out) {
  static const uint8_t powers[5] = {1, 3, 9, 27, 81};
  float d = half_at(b + 52);
  for (int digit = 0; digit < 5; digit++) {
    for (int i = 0; i < 32; i++) out[digit * 32 + i] = ternary(b[i], powers[digit]) * d;
    for (int i = 0; i < 16; i++) out[160 + digit * 16 + i] = ternary(b[32 + i], powers[digit]) * d;
    for (int i = 0; i < 4 && digit < 4; i++) out[240 + digit * 4 + i] = ternary(b[48 + i], powers[digit]) * d;
  }
}

INLINE void tq2_0(const uint8_t *b, float *out) {
  float d = half_at(b + 64);
  for (int part = 0; part < 8; part++)
    for (int i = 0; i < 32; i++)
      out[part * 32 + i] = (float)((b[part / 4 * 32 + i] >> part % 4 * 2 & 3) - 1) * d;
}

INLINE void mxfp4(const uint8_t *b, float *out) {
  // Half the power of two, for the table holds twice what the bits mean.
  float d = float_of_bits(b[0] < 2 ? 0x00200000u << b[0] : (uint32_t)(b[0] - 1) << 23);
  for (int i = 0; i < 16; i++) {
    out[i] = d * (float)doubled_f4[b[1 + i] & 15];
    out[i + 16] = d * (float)doubled_f4[b[1 + i] >> 4];
  }
}

// Name, bytes and numbers of each type's block, and what widens one.
#define EVERY_BLOCK(DO) \
  DO(Q4_0, 18, 32, q4_0) \
  DO(Q4_1, 20, 32, q4_1) \
  DO(Q5_0, 22, 32, q5_0) \
  DO(Q5_1, 24, 32, q5_1) \
  DO(Q8_0, 34, 32, q8_0) \
  DO(Q2_K, 84, 256, q2_k) \
  DO(Q3_K, 110, 256, q3_k) \
  DO(Q4_K, 144, 256, q4_k) \
  DO(Q5_K, 176, 256, q5_k) \
  DO(Q6_K, 210, 256, q6_k) \
  DO(IQ4_NL, 18, 32, iq4_nl) \
  DO(IQ4_XS, 136, 256, iq4_xs) \
  DO(TQ1_0, 54, 256, tq1_0) \
  DO(TQ2_0, 66, 256, tq2_0) \
  DO(MXFP4, 17, 32, mxfp4)

INLINE void each(
    const uint8_t *blocks, ptrdiff_t count, float *out, ptrdiff_t size, ptrdiff_t numbers,
    void (*widen)(const uint8_t *, float *)) {
  for (ptrdiff_t done = 0; done < count; done += numbers, blocks += size) widen(blocks, out + done);
}

KERNEL void ck_widen(enum ck_format format, const void *from, ptrdiff_t count, float *out) {
#define DO(name, bytes, numbers, widen) \
  case CK_##name: each(from, count, out, bytes, numbers, widen); break;
  switch (format) {
    case CK_F32: memcpy(out, from, (size_t)count * sizeof *out); break;
    case CK_F16: ck_widen_f16(from, count, out); break;
    case CK_BF16: ck_widen_bf16(from, count, out); break;
    EVERY_BLOCK(DO)
  }
#undef DO
}

ptrdiff_t ck_block_numbers(enum ck_format format) {
#define DO(name, bytes, numbers, widen) \
  case CK_##name: return numbers;
  switch (format) {
    EVERY_BLOCK(DO)
    default: return 1;
  }
#undef DO
}

ptrdiff_t ck_block_bytes(enum ck_format format) {
#define DO(name, bytes, numbers, widen) \
  case CK_##name: return bytes;
  switch (format) {
    EVERY_BLOCK(DO)
    default: return 2;
  }
#undef DO
}
