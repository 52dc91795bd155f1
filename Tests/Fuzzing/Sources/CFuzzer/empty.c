/* The functions are the compiler's own. */
#include "CFuzzer.h"
