/* The entry of libFuzzer (compiler-rt), for programs that have a main function of their own. */
#include <stddef.h>
#include <stdint.h>

/* Runs `body` on the inputs that the arguments ask for; 0 where nothing was found. */
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*body)(const uint8_t *bytes, size_t size));
