/* A plugin that misbehaves on purpose, for the tests of the host: each entry point is one way to fail. The host must
 * answer every one of them with one clear error and the documented exit code.                                     */
#ifndef ROGUE_H
#define ROGUE_H
#pragma GCC visibility push(hidden)
#include "explainer_abi.h"
#ifdef __cplusplus
extern "C" {
#endif

/* Every entry point but `fine`; `rogue_NAME` is what it does. */
#define ROGUE_ENTRIES(X)                                                                                               \
  X(crash) X(abort) X(overflow) X(exit) X(hang) X(spin) X(hog) X(exception) X(stop)                            \
  X(rubbish) X(close_channel) X(close_all) X(forged_frame)                                                             \
  X(not_json) X(not_explanation) X(bad_figure) X(silent) X(twice) X(invalid_utf8) X(huge_explanation)                  \
  X(bad_tensor) X(bad_rank) X(bad_type) X(huge_tensor) X(claimed_tensor) X(mapped_tensor) X(not_a_number)              \
  X(infinite) X(strided) X(bad_name) X(null_pointers) X(bad_site) X(bad_id) X(bad_width) X(bad_text) X(fails)          \
  X(log_flood) X(log_line) X(progress_flood) X(print_flood) X(print_line) X(escapes)                                   \
  X(other_thread) X(late_thread) X(unreleased) X(attempts) X(calls) X(foreign_call) X(bounds) X(large_file)       \
  X(leave_behind) X(read_only_hog) X(tables_hog) X(many_threads) X(deep_scratch)                                       \
  X(moody) X(deaf) X(careless) X(rounding)                                                                             \
  X(open_files) X(one_open_file) X(signal_handler) X(blocked_signal) X(timer) X(new_rights) X(other_locale)            \
  X(early_answer) X(endless) X(endless_text) X(endless_ids) X(cancels) X(wide_empty) X(reserved_name) X(long_name) X(many_figures) X(many_checks)                                                                        \
  X(pass_fine) X(pass_shape) X(pass_freed) X(pass_elsewhere) X(pass_unreleased) X(pass_nowhere) X(pass_endless) \
  X(document_misuse) X(document_made_up) X(document_elsewhere) X(document_unreleased) \
  X(files_none) X(files_elsewhere) X(files_nowhere)

#define ROGUE_DECLARE(name)                                                                                            \
  xpl_status rogue_##name(const xpl_host_v1 *host, xpl_call *call, xpl_str request);
ROGUE_DECLARE(fine)
ROGUE_ENTRIES(ROGUE_DECLARE)

/* Hands over an explanation. */
xpl_status rogue_answer(const xpl_host_v1 *host, xpl_call *call, const char *json);

/* A dense tensor of one extent. */
xpl_tensor rogue_row(const void *data, int64_t count);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop
#endif
