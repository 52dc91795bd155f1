#include "kernels.h"

#pragma clang fp contract(fast)

// erf by the rational approximation of Eigen and XLA (x·P(x²)/Q(x²) on [−4, 4]), absolute error below 3e-7.
INLINE float erf_of(float x) {
  float c = x > 4.0f ? 4.0f : (x < -4.0f ? -4.0f : x);
  float s = c * c;
  float p = -2.72614225801306e-10f;
  p = p * s + 2.77068142495902e-08f;
  p = p * s + -2.10102402082508e-06f;
  p = p * s + -5.69250639462346e-05f;
  p = p * s + -7.34990630326855e-04f;
  p = p * s + -2.95459980854025e-03f;
  p = p * s + -1.60960333262415e-02f;
  float q = -1.45660718464996e-05f;
  q = q * s + -2.13374055278905e-04f;
  q = q * s + -1.68282697438203e-03f;
  q = q * s + -7.37332916720468e-03f;
  q = q * s + -1.42647390514189e-02f;
  float y = c * p / q;
  return x >= 4.0f ? 1.0f : (x <= -4.0f ? -1.0f : y);
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
  for (ptrdiff_t i = 0; i < count; i++) x[i] = 0.5f * x[i] * (1.0f + erf_of(x[i] * 0.70710678118654752f));
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
