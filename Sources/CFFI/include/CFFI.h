#ifndef CFFI_H
#define CFFI_H

#include <stdbool.h>
#include <stddef.h>

// Calls of C functions whose signature is known only at run time, by libffi, which is bound with dlopen when the first
// such function is called: building needs no header of it, and a process that calls none pays nothing for it. Nothing
// of this is visible outside the image.
#pragma GCC visibility push(hidden)

/// The C types a function may take (but `cffi_void`) and return (but `cffi_pointer`).
enum cffi_type {
  cffi_void,
  cffi_bool,
  cffi_i32,
  cffi_u32,
  cffi_i64,
  cffi_u64,
  cffi_f32,
  cffi_f64,
  cffi_pointer,
};

/// The most arguments a function may take.
enum { cffi_maximum_arguments = 16 };

/// Binds the library; later calls only repeat the first answer. Null when it is ready, else why it is not, valid for
/// ever. [any thread]
const char *cffi_bind(void);

/// A prepared signature.
typedef struct cffi_signature cffi_signature;

/// Prepares calls of functions that take `count` arguments of these types; null where there are too many, a type
/// is none of the above, the library refuses, or memory ran out. Requires a successful `cffi_bind`. [any thread]
cffi_signature *cffi_prepare(const int types[], size_t count, int result);

/// Frees a signature.
void cffi_free(cffi_signature *signature);

/// Memory a function may not reach into: a page fault there ends the call and not the process.
typedef struct {
  const void *start;
  const void *end;
} cffi_region;

/// How a call ended.
typedef struct {
  /// Whether the function reached into one of the regions and was stopped there. Locks it held stay locked and memory
  /// it had allocated stays allocated.
  bool faulted;
  /// The region, where it did.
  size_t region;
  /// The address it touched.
  const void *address;
  /// Whether it was about to write there; false where it read or the processor does not tell.
  bool wrote;
} cffi_outcome;

/// Calls `function`. Each of `values` points to an argument in its own type; `result` has room for 8 bytes, of which
/// integers narrower than that fill the first. Faults outside the regions go to whoever handled them before.
/// [any thread]
cffi_outcome cffi_call(
    const cffi_signature *signature, void *function, void *const values[], void *result,
    const cffi_region regions[], size_t region_count);

/// Whether `address`, which dlsym gave, is that of a variable.
bool cffi_is_variable(void *address);

#pragma GCC visibility pop

#endif
