#include "kernels.h"

// The exponent is rebased by adding 112; denormals are built one exponent higher and the implicit bit taken
// off again by a float subtraction, infinities and NaN get the rest of the exponent.
KERNEL void ck_widen_f16(const uint16_t *restrict x, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t half = x[i];
    uint32_t magnitude = (half & 0x7fffu) << 13;
    uint32_t exponent = magnitude & 0x0f800000u;
    uint32_t normal = magnitude + (112u << 23);
    uint32_t special = normal + (112u << 23);
    uint32_t denormal = bits_of_float(float_of_bits(magnitude + (113u << 23)) - float_of_bits(113u << 23));
    uint32_t bits = exponent == 0x0f800000u ? special : (exponent == 0 ? denormal : normal);
    out[i] = float_of_bits(bits | (half & 0x8000u) << 16);
  }
}

KERNEL void ck_widen_bf16(const uint16_t *restrict x, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = float_of_bits((uint32_t)x[i] << 16);
}
