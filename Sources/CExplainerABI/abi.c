/* Header-only target: see include/explainer_abi.h. */
#include "explainer_abi.h"
