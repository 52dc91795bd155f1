#include "kernels.h"

#pragma clang fp contract(fast)

// Φ(x) by erfc in the form t·(a₁ + t·(…))·e^−z² (Abramowitz & Stegun 7.1.26, absolute error 1.5e-7): the
// error shrinks with e^−z², so that multiplying with x does not make it large in the tails.
INLINE float normal_distribution(float x) {
  float t = 1.0f / (1.0f + 0.3275911f * 0.70710678118654752f * fabsf(x));
  float p = 1.061405429f;
  p = p * t + -1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t + -0.284496736f;
  p = p * t + 0.254829592f;
  float tail = 0.5f * p * t * exp_of_nonpositive(-0.5f * x * x);
  return x < 0 ? tail : 1.0f - tail;
}

// tanh: an odd polynomial near 0, where 1 − e^−2x would cancel, else by exp.
INLINE float tanh_of(float x) {
  float a = fabsf(x);
  float s = x * x;
  float p = -5.70498872745e-3f;
  p = p * s + 2.06390887954e-2f;
  p = p * s + -5.37397155531e-2f;
  p = p * s + 1.33314422036e-1f;
  p = p * s + -3.33332819422e-1f;
  float near = p * s * x + x;
  float e = exp_of_nonpositive(-2.0f * a);
  float far = copysignf((1.0f - e) / (1.0f + e), x);
  return a < 0.625f ? near : far;
}

KERNEL void ck_gelu_erf(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] * normal_distribution(x[i]);
}

// ½(1 + tanh y) = σ(2y), which does not cancel for negative y.
KERNEL void ck_gelu_tanh(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float y = 0.79788456080286536f * (x[i] + 0.044715f * x[i] * x[i] * x[i]);
    x[i] = x[i] * sigmoid(2.0f * y);
  }
}

KERNEL void ck_gelu_quick(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] * sigmoid(1.702f * x[i]);
}

KERNEL void ck_silu(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] * sigmoid(x[i]);
}

KERNEL void ck_sigmoid(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = sigmoid(x[i]);
}

KERNEL void ck_relu(float *x, ptrdiff_t count) {
  // Written so that NaN stays NaN.
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] < 0 ? 0 : x[i];
}

KERNEL void ck_tanh(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = tanh_of(x[i]);
}
