#include "kernels.h"

KERNEL void ck_widen_f16(const uint16_t *restrict x, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = float_of_half(x[i]);
}

KERNEL void ck_widen_bf16(const uint16_t *restrict x, ptrdiff_t count, float *restrict out) {
  for (ptrdiff_t i = 0; i < count; i++) out[i] = float_of_bits((uint32_t)x[i] << 16);
}
