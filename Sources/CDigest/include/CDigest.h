/* SHA-256 and SHA-1 (FIPS 180-4) of blocks. */
#ifndef CDIGEST_H
#define CDIGEST_H
#pragma GCC visibility push(hidden)
#include <stddef.h>
#include <stdint.h>

/* Takes `count` blocks of 64 bytes into `state` (8 words, in the order of the standard), with the processor's own
   instructions where it has them. */
void sha256_absorb(uint32_t state[8], const uint8_t *blocks, size_t count);

/* The same without special instructions; what the other is tested against. */
void sha256_absorb_portable(uint32_t state[8], const uint8_t *blocks, size_t count);

/* SHA-1: takes `count` blocks of 64 bytes into `state` (5 words). It names git's objects and protects nothing. */
void sha1_absorb(uint32_t state[5], const uint8_t *blocks, size_t count);

#pragma GCC visibility pop
#endif
