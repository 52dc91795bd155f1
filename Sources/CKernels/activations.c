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

KERNEL void ck_relu_squared(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = x[i] < 0 ? 0 : x[i] * x[i];
}

KERNEL void ck_tanh(float *x, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = tanh_of(x[i]);
}

KERNEL void ck_softcap(float *x, float cap, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) x[i] = cap * tanh_of(x[i] / cap);
}

KERNEL void ck_softcap_backward(
    const float *restrict capped, float cap, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float y = capped[i] / cap;
    gradient[i] *= 1.0f - y * y;
  }
}

// Backward rules: the gradient of a function's values becomes that of its arguments.

// σ(x)·σ(−x), which does not cancel in the tails.
INLINE float sigmoid_slope(float x) {
  float e = exp_of_nonpositive(x < 0 ? x : -x);
  return e / ((1.0f + e) * (1.0f + e));
}

// factor · slope, 0 where the slope has vanished, though the factor may be infinite there.
INLINE float fading(float factor, float slope) { return slope == 0 ? 0 : factor * slope; }

// (x·Φ(x))′ = Φ(x) + x·φ(x).
KERNEL void ck_gelu_erf_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float density = 0.39894228040143268f * exp_of_nonpositive(-0.5f * x[i] * x[i]);
    gradient[i] *= normal_distribution(x[i]) + fading(x[i], density);
  }
}

KERNEL void ck_gelu_tanh_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float square = x[i] * x[i];
    float y = 1.5957691216057307f * (x[i] + 0.044715f * x[i] * square);
    float steepness = 1.5957691216057307f * (x[i] + 3.0f * 0.044715f * x[i] * square);
    gradient[i] *= sigmoid(y) + fading(steepness, sigmoid_slope(y));
  }
}

KERNEL void ck_gelu_quick_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) {
    float y = 1.702f * x[i];
    gradient[i] *= sigmoid(y) + fading(y, sigmoid_slope(y));
  }
}

KERNEL void ck_silu_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++)
    gradient[i] *= sigmoid(x[i]) + fading(x[i], sigmoid_slope(x[i]));
}

KERNEL void ck_sigmoid_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) gradient[i] *= sigmoid_slope(x[i]);
}

// 0 at 0, as PyTorch has it.
KERNEL void ck_relu_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) gradient[i] = x[i] <= 0 ? 0 : gradient[i];
}

KERNEL void ck_relu_squared_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) gradient[i] = x[i] <= 0 ? 0 : 2.0f * x[i] * gradient[i];
}

// 1 − tanh² x = 4·σ(2x)·σ(−2x).
KERNEL void ck_tanh_backward(const float *restrict x, ptrdiff_t count, float *restrict gradient) {
  for (ptrdiff_t i = 0; i < count; i++) gradient[i] *= 4.0f * sigmoid_slope(2.0f * x[i]);
}
