/* Answers that are none, and tensors that are none. */
#include "behaviour.h"

#define JSON(name, codes, json) BEHAVIOUR(name, codes) { ANSWER(json); }
#define FIGURE(name, codes, json) JSON(name, codes, "{\"result\": {}, \"figures\": [" json "]}")
#define SIZED(name, codes, data, size) BEHAVIOUR(name, codes) { return host->put_explanation(host, call, (xpl_str){data, size}); }

BEHAVIOUR(answers_nothing, 70) { return XPL_OK; }
JSON(empty, 70, "")
JSON(is_null, 70, "null")
JSON(has_no_result, 70, "{}")
JSON(result_is_a_number, 70, "{\"result\": 5}")
JSON(is_cut, 70, "{\"result\": {")
JSON(has_more, 70, "{\"result\": {}} {}")
JSON(not_a_number, 70, "{\"result\": {\"x\": NaN}}")
JSON(infinite, 70, "{\"result\": {\"x\": 1e999}}")
JSON(twice_the_same, 0 70, "{\"result\": {\"a\": 1, \"a\": 2}, \"result\": {}}")
JSON(not_utf8, 70, "{\"result\": {\"x\": \"caf\xE9\"}}")
JSON(half_a_pair, 70, "{\"result\": {\"x\": \"\\ud800\"}}")
JSON(large_numbers, 0 70, "{\"result\": {\"x\": [9223372036854775808, -9223372036854775809, 1e308, 1e-400, 0.1e1]}}")
JSON(escapes, 0, "{\"result\": {\"x\": \"\\u001b[2J\\u001b]0;mine\\u0007\\u009b5n\\u202e\"}}")
JSON(unknown_members, 0 70, "{\"result\": {}, \"verdict\": {}}")
JSON(tokens_are_words, 70, "{\"result\": {}, \"tokens\": [\"a\"]}")
JSON(tokens_out_of_range, 0 70, "{\"result\": {}, \"tokens\": [{\"id\": -9223372036854775808, \"token\": \"a\", \"piece\": \"a\", \"start\": 5, \"end\": -1}]}")
JSON(checks_are_words, 70, "{\"result\": {}, \"checks\": [\"a\"]}")
JSON(check_is_not_a_number, 70, "{\"result\": {}, \"checks\": [{\"name\": \"a\", \"value\": 1e999, \"passed\": true, \"meaning\": \"b\"}]}")
JSON(check_is_null, 0 70, "{\"result\": {}, \"checks\": [{\"name\": \"a\", \"value\": null, \"passed\": true, \"meaning\": \"b\"}]}")
JSON(module_by_path, 0 70, "{\"result\": {}, \"modules\": [{\"name\": \"../../x\", \"script\": \"\"}]}")
FIGURE(figure_is_null, 70, "null")
FIGURE(figure_of_no_kind, 70, "{\"title\": \"x\"}")
FIGURE(figure_of_other_kind, 70, "{\"type\": \"film\", \"title\": \"x\"}")
FIGURE(figure_in_itself, 70, "{\"type\": \"view\", \"title\": \"x\", \"module\": \"m\", \"data\": {}, \"fallback\": [{\"type\": \"view\", \"title\": \"y\"}]}")
FIGURE(view_without_module, 0 70, "{\"type\": \"view\", \"title\": \"x\", \"module\": \"m\", \"data\": {}, \"fallback\": [{\"type\": \"text\", \"title\": \"y\", \"text\": \"z\"}]}")
FIGURE(text_that_steers, 0, "{\"type\": \"text\", \"title\": \"\\u001b]0;x\\u0007\", \"text\": \"\\u001b[2J</script><script>\\u2028\"}")
FIGURE(text_that_is_none, 70, "{\"type\": \"text\", \"title\": 5, \"text\": []}")
FIGURE(table_of_uneven_rows, 70, "{\"type\": \"table\", \"title\": \"x\", \"columns\": [{\"title\": \"a\"}], \"rows\": [[1], [1, 2], []]}")
FIGURE(matrix_of_uneven_rows, 70, "{\"type\": \"matrix\", \"title\": \"x\", \"rows\": [\"a\"], \"columns\": [\"b\", \"c\"], \"values\": [[1], [2]]}")
FIGURE(bars_without_end, 70, "{\"type\": \"bars\", \"title\": \"x\", \"labels\": [\"a\"], \"values\": [1e999]}")
FIGURE(lines_of_nothing, 70, "{\"type\": \"lines\", \"title\": \"x\", \"series\": [{\"values\": [null]}], \"x\": []}")
FIGURE(tokens_of_great_kinds, 70, "{\"type\": \"tokens\", \"title\": \"x\", \"tokens\": [\"a\"], \"kinds\": [9223372036854775807], \"values\": [1e308]}")

SIZED(nowhere, 70, NULL, 100)
SIZED(without_end, 70 75, "{}", SIZE_MAX)
SIZED(half_without_end, 70 75, "{}", SIZE_MAX / 2)
SIZED(gone, 70, (char *)8, 4096)
SIZED(of_zeros, 70 75, mmap(NULL, 64 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), 64 << 20)
BEHAVIOUR(deep, 70) { ANSWER(copies("[", 2000000, "{\"result\": {\"x\": ", "")); }
BEHAVIOUR(many_values, 0 70 75) { ANSWER(copies("0,", 10000000, "{\"result\": {\"x\": [", "0]}}")); }
BEHAVIOUR(many_members, 0 70 75) { ANSWER(copies("\"a\": 1,", 2000000, "{\"result\": {", "\"b\": 1}}")); }
BEHAVIOUR(many_figures, 75) {
  ANSWER(copies("{\"type\": \"text\", \"title\": \"x\", \"text\": \"y\"},", 100000, "{\"result\": {}, \"figures\": [",
                "{\"type\": \"text\", \"title\": \"x\", \"text\": \"y\"}]}"));
}
BEHAVIOUR(many_fallbacks, 75) {
  ANSWER(copies("{\"type\": \"text\", \"title\": \"x\", \"text\": \"y\"},", 100000,
                "{\"result\": {}, \"figures\": [{\"type\": \"view\", \"title\": \"x\", \"module\": \"m\", \"data\": {}, \"fallback\": [",
                "{\"type\": \"text\", \"title\": \"x\", \"text\": \"y\"}]}]}"));
}
BEHAVIOUR(many_checks, 70 75) {
  char *checks = malloc(20000000), *end = checks + sprintf(checks, "{\"result\": {}, \"checks\": [");
  for (int i = 0; i < 200000; i++)
    end += sprintf(end, "%s{\"name\": \"c%d\", \"value\": 1, \"passed\": true, \"meaning\": \"m\"}", i ? "," : "", i % 199999);
  strcpy(end, "]}");
  ANSWER(checks);
}
BEHAVIOUR(many_tokens, 0 70 75) {
  ANSWER(copies("{\"id\": 5, \"token\": \"a\", \"piece\": \"a\"},", 300000, "{\"result\": {}, \"tokens\": [",
                "{\"id\": 5, \"token\": \"a\", \"piece\": \"a\"}]}"));
}
BEHAVIOUR(long_text, 0 70 75) { ANSWER(copies("a word ", 1500000, "{\"result\": {}, \"figures\": [{\"type\": \"text\", \"title\": \"x\", \"text\": \"", "\"}]}")); }
BEHAVIOUR(long_title, 0 70 75) { ANSWER(copies("a word ", 300000, "{\"result\": {}, \"figures\": [{\"type\": \"text\", \"text\": \"x\", \"title\": \"", "\"}]}")); }
BEHAVIOUR(long_word, 0 70 75) { ANSWER(copies("x", 30000000, "{\"result\": {\"x\": \"", "\"}}")); }
BEHAVIOUR(twice, 70) {
  host->put_explanation(host, call, xpl_text("{\"result\": {}}"));
  WELL;
}
BEHAVIOUR(a_thousand_times, 70) {
  for (int i = 0; i < 1000; i++) host->put_explanation(host, call, xpl_text("{\"result\": {}}"));
  WELL;
}
BEHAVIOUR(answers_and_fails, 65 70) {
  host->put_explanation(host, call, xpl_text("{\"result\": {}}"));
  return host->fail(host, call, XPL_BAD_TEXT, xpl_text("no"), xpl_text(""));
}

/* What is returned, and said of it. */
#define RETURNS(name, codes, status) BEHAVIOUR(name, codes) { return status; }
RETURNS(returns_cancelled, 70, XPL_CANCELLED)
RETURNS(returns_bad_text, 65 70, XPL_BAD_TEXT)
RETURNS(returns_unknown, 70, 0x99)
RETURNS(returns_less, 70, -1)
RETURNS(returns_least, 70, INT32_MIN)
#define FAILS(name, codes, status, message, details)                                                                   \
  BEHAVIOUR(name, codes) { return host->fail(host, call, status, xpl_text(message), xpl_text(details)); }
FAILS(fails_without_words, 65 70, XPL_BAD_TEXT, "", "")
FAILS(fails_with_success, 0 70, XPL_OK, "well", "")
FAILS(fails_with_lines, 65, XPL_BAD_TEXT, "a\nerror: forged\r\nerror: b\033[2J", "{\"remedy\": \"c\\nerror: d\"}")
FAILS(fails_without_utf8, 65 70, XPL_BAD_TEXT, "caf\xE9", "{\"found\": \"\xE9\"}")
FAILS(fails_with_no_details, 65 70, XPL_BAD_TEXT, "a", "{\"place\": 5, \"expected\": [], \"found\": {\"a\": 1e999}")
FAILS(fails_at_length, 65 70 75, XPL_BAD_TEXT, copies("x", 5000000, "", ""), "")
FAILS(fails_deeply, 65 70, XPL_BAD_TEXT, "a", copies("[", 1000000, "{\"place\": ", ""))
BEHAVIOUR(fails_nowhere, 65 70) { return host->fail(host, call, XPL_BAD_TEXT, (xpl_str){NULL, 1000}, (xpl_str){NULL, SIZE_MAX}); }
