/* Which system calls a worker may not make: tables, for the filter and for the test that holds the documents to them. */
#ifndef SYSTEM_CALL_LISTS_H
#define SYSTEM_CALL_LISTS_H
#pragma GCC visibility push(hidden)
#include <stddef.h>
#include <stdint.h>

/* Refused whatever the arguments. */
struct refused_call {
  const char *name;
  int number;
};
extern const struct refused_call refused_calls[];
extern const size_t refused_call_count;

/* Calls for which the value of one argument decides: those in the list are refused, or with `are_allowed` all others. */
struct value_rule {
  const char *name;
  int number, argument, are_allowed;
  const uint32_t *values;
  size_t count;
};
extern const struct value_rule value_rules[];
extern const size_t value_rule_count;

#pragma GCC visibility pop
#endif
