#ifndef COPENBLAS_H
#define COPENBLAS_H

#include <stdbool.h>
#include <stddef.h>

// OpenBLAS, bound with dlopen when it is first needed: a process that never multiplies pays nothing for it,
// and building needs no header of it. Matrices are row-major. Nothing of this is visible outside the image.
#pragma GCC visibility push(hidden)

/// Binds the library; later calls only repeat the first answer. Null when it is ready, else why it is not
/// (the text of dlerror), valid for ever. [any thread]
const char *copenblas_bind(void);

/// What OpenBLAS calls the processor whose kernels it uses; null where it cannot say or is not there. [any thread]
const char *copenblas_kernels(void);

/// What it calls the newest one that can do no more than this one can; null where its own choice stands. [any thread]
const char *copenblas_wanted_kernels(void);

/// The threads OpenBLAS chose by itself (its environment or the number of cores); 1 where it cannot say.
int copenblas_thread_limit(void);

/// Whether this process has the library loaded, by us or by somebody else.
bool copenblas_is_loaded(void);

/// Leaves `size` bytes of memory for others: the library, if it is not bound yet, has buffers for as many threads as
/// there is room for beside that, or is not used.
void copenblas_leave(size_t size);

/// Uses the library on the calling thread alone from now on.
void copenblas_restrict(void);

/// C (m×n, rows `ldc` apart) = alpha·op(A)·op(B) + beta·C, where op(A) is m×k and op(B) is k×n and op
/// transposes what is stored where asked to. Uses at most `threads` threads. Requires a successful
/// `copenblas_bind`.
void copenblas_sgemm(
    bool transposes_a, bool transposes_b, int m, int n, int k, float alpha, const float *a, int lda,
    const float *b, int ldb, float beta, float *c, int ldc, int threads);

#pragma GCC visibility pop

#endif
