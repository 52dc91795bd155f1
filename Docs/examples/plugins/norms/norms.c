/* A small library of vector norms. It knows nothing of explainer: norms.json says how to call it. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* The p-norm of each row of x [rows, columns]: out[r] = (Σ |x[r][c]|^p)^(1/p). Returns 1 for a p that is not above 0. */
int norms_of_rows(const float *x, size_t rows, size_t columns, double p, float *out) {
  if (!(p > 0)) return 1;
  for (size_t r = 0; r < rows; r++) {
    double sum = 0;
    for (size_t c = 0; c < columns; c++) {
      double size = fabs((double)x[r * columns + c]);
      sum += p == 2 ? size * size : p == 1 ? size : pow(size, p);
    }
    out[r] = (float)(p == 2 ? sqrt(sum) : pow(sum, 1 / p));
  }
  return 0;
}

/* The angle between each row of x and the same row of y, in degrees; 0 where one of them is zero. Returns the greatest. */
double angles_of_rows(float *out, const double *x, const double *y, int64_t rows, int64_t columns) {
  const double degrees = 180 / acos(-1.0);
  double greatest = 0;
  for (int64_t r = 0; r < rows; r++) {
    double xy = 0, xx = 0, yy = 0;
    for (int64_t c = 0; c < columns; c++) {
      double a = x[r * columns + c], b = y[r * columns + c];
      xy += a * b;
      xx += a * a;
      yy += b * b;
    }
    double cosine = xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : 1;
    double angle = degrees * acos(cosine > 1 ? 1 : cosine < -1 ? -1 : cosine);
    out[r] = (float)angle;
    if (angle > greatest) greatest = angle;
  }
  return greatest;
}
