// What the kernels share. Not part of the module.
#ifndef KERNELS_H
#define KERNELS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "CKernels.h"

// One version for machines with AVX2, FMA and F16C, one for all others, chosen by the dynamic linker: before the thread
// sanitizer is ready, which watches those who choose too.
#if defined(__x86_64__) && !(defined(__has_feature) && __has_feature(thread_sanitizer))
#define KERNEL __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define KERNEL
#endif

#define INLINE static inline __attribute__((always_inline))

// Sums may be split over vector lanes and products fused into sums; without this no float reduction
// vectorises.
#define RELAXED_SUMS _Pragma("clang fp reassociate(on) contract(fast)")

INLINE float float_of_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

INLINE uint32_t bits_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// IEEE binary16 → binary32. The exponent is rebased by adding 112; denormals are built one exponent higher and the implicit
// bit taken off again by a float subtraction, infinities and NaN get the rest of the exponent.
INLINE float float_of_half(uint32_t half) {
  uint32_t magnitude = (half & 0x7fffu) << 13;
  uint32_t exponent = magnitude & 0x0f800000u;
  uint32_t normal = magnitude + (112u << 23);
  uint32_t special = normal + (112u << 23);
  uint32_t denormal = bits_of_float(float_of_bits(magnitude + (113u << 23)) - float_of_bits(113u << 23));
  uint32_t bits = exponent == 0x0f800000u ? special : (exponent == 0 ? denormal : normal);
  return float_of_bits(bits | (half & 0x8000u) << 16);
}

// e^x for x ≤ 0, relative error below 2e-7; exactly 0 where the result would be denormal, NaN for NaN.
//
// Cody–Waite reduction x = n·ln 2 + r with the polynomial of Cephes' expf. Rounding is done by adding and
// taking away 1.5·2²³, so this must not be compiled with RELAXED_SUMS (each function keeps its own setting
// when inlined).
INLINE float exp_of_nonpositive(float x) {
  const float shift = 12582912.0f;
  float shifted = x * 1.44269504088896341f + shift;
  float n = shifted - shift;
  float r = x - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  float power = float_of_bits((bits_of_float(shifted) + 127u) << 23);
  return x < -87.3365f ? 0.0f : p * power;
}

// 1 / (1 + e^−x), without overflow and accurate in both tails.
INLINE float sigmoid(float x) {
  float e = exp_of_nonpositive(x < 0 ? x : -x);
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

// The greatest of `count` elements, NaN passed over; −∞ for none.
INLINE float greatest(const float *x, ptrdiff_t count) {
  enum { lanes = 32 };
  float best[lanes];
  for (int lane = 0; lane < lanes; lane++) best[lane] = -INFINITY;
  ptrdiff_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (int lane = 0; lane < lanes; lane++) best[lane] = x[i + lane] > best[lane] ? x[i + lane] : best[lane];
  float all = -INFINITY;
  for (int lane = 0; lane < lanes; lane++) all = best[lane] > all ? best[lane] : all;
  for (; i < count; i++) all = x[i] > all ? x[i] : all;
  return all;
}

#endif
