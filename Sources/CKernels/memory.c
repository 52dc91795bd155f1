#include <limits.h>
#include <malloc.h>

#include "CKernels.h"

void ck_keep_freed(size_t most) {
#ifdef __GLIBC__
  // Blocks that are mapped by themselves are never kept; glibc takes no greater bound for these than this one.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, most < INT_MAX ? (int)most : INT_MAX);
#endif
}
