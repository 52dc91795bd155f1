/* Functions that know nothing of us, as any C library has them, and some that lie or misbehave. Tests describe them in
 * JSON and call them through libffi.                                                                               */
#include <fenv.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPEN __attribute__((visibility("default")))

OPEN int plain_variable = 3;

/* ‖x‖ₚ of each row; an odd status for a p it does not take. */
OPEN int32_t plain_norms(const float *x, int64_t rows, int64_t columns, double p, float *out) {
  if (!(p > 0)) return 3;
  for (int64_t row = 0; row < rows; row++) {
    double sum = 0;
    for (int64_t column = 0; column < columns; column++) sum += pow(fabs(x[row * columns + column]), p);
    out[row] = (float)pow(sum, 1 / p);
  }
  return 0;
}

/* The result first and sizes of another type, as many libraries have it. */
OPEN void plain_means(double *out, const double *x, uint64_t rows, int32_t columns) {
  for (uint64_t row = 0; row < rows; row++) {
    out[row] = 0;
    for (int32_t column = 0; column < columns; column++) out[row] += x[row * (uint64_t)columns + (uint64_t)column];
    out[row] /= columns;
  }
}

/* Σ x·y of each row. */
OPEN void plain_products(const float *x, const float *y, size_t rows, size_t columns, float *out) {
  for (size_t row = 0; row < rows; row++)
    for (size_t column = 0; column < columns; column++) out[row] += x[row * columns + column] * y[row * columns + column];
}

OPEN double plain_sum(const float *x, size_t count) {
  double sum = 0;
  for (size_t place = 0; place < count; place++) sum += x[place];
  return sum;
}

OPEN float plain_first(const float *x) { return x[0]; }

/* Every type of argument, told apart by its weight. */
OPEN double plain_every_scalar(bool b, int32_t i32, uint32_t u32, int64_t i64, uint64_t u64, float f32, double f64) {
  return (b ? 1 : 0) + 10.0 * i32 + 100.0 * u32 + 1e3 * (double)i64 + 1e4 * (double)u64 + 1e5 * (double)f32 + 1e6 * f64;
}

OPEN void plain_every_output(int32_t *i32, uint32_t *u32, int64_t *i64, uint64_t *u64, float *f32, double *f64) {
  i32[0] = -7;
  i32[1] = INT32_MIN;
  *u32 = UINT32_MAX;
  *i64 = INT64_MIN;
  *u64 = UINT64_MAX;
  *f32 = 0.1f;
  *f64 = 0.1;
}

OPEN int32_t plain_answer(void) { return -42; }
OPEN bool plain_yes(void) { return true; }
OPEN uint32_t plain_many(void) { return UINT32_MAX; }
OPEN int64_t plain_least(void) { return INT64_MIN; }
OPEN uint64_t plain_most(void) { return UINT64_MAX; }

OPEN int64_t plain_id_sum(const int32_t *narrow, const int64_t *wide, int64_t count, int64_t *differences) {
  int64_t sum = 0;
  for (int64_t place = 0; place < count; place++) {
    sum += wide[place];
    *differences += wide[place] - narrow[place];
  }
  return sum;
}

/* Writes what it was given, so that a test can read it. */
OPEN int32_t plain_describe(const char *text, const char *site, const char *word, const char *nothing, int32_t layer,
                            char *note) {
  int length = snprintf(note, 200, "%s|%s|%s|%s|%d", text, site, word ? word : "(null)", nothing ? "?" : "(null)",
                        (int)layer);
  return length < 0 || length >= 200;
}

/* [rows, rows] dot products of the rows. */
OPEN void plain_gram(const float *x, int64_t rows, int64_t columns, float *out) {
  for (int64_t first = 0; first < rows; first++)
    for (int64_t second = 0; second < rows; second++)
      for (int64_t column = 0; column < columns; column++)
        out[first * rows + second] += x[first * columns + column] * x[second * columns + column];
}

/* Fails with a reason. */
OPEN int32_t plain_fails(char *note) {
  strcpy(note, "the moon is full");
  return 7;
}

OPEN void plain_fill(float *out, int64_t from, int64_t to, double value) {
  for (int64_t place = from; place < to; place++) out[place] = (float)value;
}

OPEN void plain_touch(const float *x, int64_t place, float *out) { *out = x[place]; }
OPEN void plain_spoil(float *x, float *out) { *out = x[0] = 1; }

OPEN void plain_put(float *out, int64_t place, double value) { out[place] = (float)value; }
OPEN void plain_nan(float *out) { out[4] = NAN; }
OPEN void plain_infinite(float *out) { out[0] = -INFINITY; }
OPEN double plain_nan_value(void) { return NAN; }
OPEN void plain_unterminated(char *note, int64_t size) { memset(note, 'x', (size_t)size); }
OPEN void plain_garbled(char *note) { strcpy(note, "caf\xE9"); }
OPEN void plain_nothing(float *out) { (void)out; }

OPEN void plain_crash(float *out) {
  (void)out;
  volatile int *nowhere = (volatile int *)(uintptr_t)8;
  *nowhere = 1;
}
OPEN void plain_wild(float *out) { out[INT64_C(1) << 40] = 1; }
OPEN void plain_abort(float *out) {
  (void)out;
  fputs("plain: out of cheese\n", stderr);
  abort();
}
OPEN void plain_exit(float *out) {
  (void)out;
  exit(5);
}

/* What a library linked with -ffast-math does when it is loaded: denormals become 0, in the thread that loads it. */
__attribute__((constructor)) static void flush_denormals(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);
#endif
}

/* How the code finds the processor, [rounding mode, whether denormals live], and leaves it rounding upwards. */
OPEN void plain_settings(double *out) {
  volatile float least = 1e-38f;
  out[0] = fegetround() == FE_TONEAREST;
  out[1] = least / 8 > 0;
  fesetround(FE_UPWARD);
}
