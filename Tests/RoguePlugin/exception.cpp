/* What no plugin may do: let an exception out of its library. */
#include "rogue.h"

#include <stdexcept>

extern "C" xpl_status rogue_exception(const xpl_host_v1 *, xpl_call *, xpl_str) {
  throw std::runtime_error("out of biscuits");
}
