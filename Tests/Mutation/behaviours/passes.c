/* Passes with edits and gradients that no plugin should ask for. */
#include "behaviour.h"

static float numbers[1 << 16];

struct asked {
  xpl_trace *traces[4], *gradients[4];
  xpl_str result;
};

static xpl_status ask(const xpl_host_v1 *host, xpl_call *call, const char *request, const xpl_named_tensor *tensors,
                      size_t count, struct asked *asked) {
  const xpl_pass_v1 *table = host->extension(host, xpl_text("explainer.pass/1"));
  *asked = (struct asked){{NULL}, {NULL}, {NULL, 0}};
  return table ? table->run(host, call, xpl_text(request), tensors, count, asked->traces, asked->gradients, &asked->result)
               : XPL_INCOMPATIBLE_PLUGIN;
}

/* PASSES(name, codes, request, changes of the tensor "t", how many): its status is passed on, and success answered. */
#define PASSES(behaviour, codes, request, changes, count)                                                              \
  BEHAVIOUR(behaviour, codes) {                                                                                        \
    struct asked asked;                                                                                                \
    xpl_named_tensor named = {xpl_text("t"), tensor_of(numbers, 2)};                                                   \
    changes;                                                                                                           \
    xpl_status status = ask(host, call, request, &named, count, &asked);                                               \
    if (status != XPL_OK) return status;                                                                               \
    for (int i = 0; i < 4; i++) host->trace_release(asked.traces[i]), host->trace_release(asked.gradients[i]);         \
    WELL;                                                                                                              \
  }
#define PLAIN(rest) "{\"inputs\": [{\"ids\": [5, 6]}, {\"ids\": [7]}]" rest "}"
#define EDIT(edit) PLAIN(", \"capture\": \"logits\", \"edits\": [" edit "]")
#define BACK(back) PLAIN(", \"backward\": {" back "}")

PASSES(pass_of_nothing, 70, "", (void)0, 0)
PASSES(pass_without_inputs, 70, "{}", (void)0, 0)
PASSES(pass_of_no_input, 70, "{\"inputs\": []}", (void)0, 0)
PASSES(pass_of_inputs_twice, 0 70, PLAIN(", \"inputs\": [{\"ids\": [5]}]"), (void)0, 0)
PASSES(pass_for_nothing, 0 64 70, PLAIN(""), (void)0, 0)
PASSES(pass_with_more, 70, PLAIN(", \"more\": 1"), (void)0, 0)
PASSES(pass_of_great_ids, 64 70, "{\"inputs\": [{\"ids\": [9223372036854775807]}], \"capture\": \"logits\"}", (void)0, 0)
PASSES(pass_of_many_texts, 64 65 70 75, copies("{\"ids\": [5]}, ", 200000, "{\"inputs\": [", "{\"ids\": [5]}]}"), (void)0, 0)
PASSES(pass_that_edits_nothing, 64 70, EDIT("{\"site\": \"nothing\", \"set\": 1}"), (void)0, 0)
PASSES(pass_that_edits_what_is_read, 64 65 70, EDIT("{\"site\": \"layers.0.attention.value_norms\", \"set\": 1}"), (void)0, 0)
PASSES(pass_that_edits_afar, 64 70, EDIT("{\"site\": \"embeddings\", \"positions\": [9223372036854775807], \"set\": 1}"), (void)0, 0)
PASSES(pass_that_edits_backwards, 64 70, EDIT("{\"site\": \"embeddings\", \"dimensions\": [\"5-2\"], \"set\": 1}"), (void)0, 0)
PASSES(pass_that_sets_much, 0 64 65 70, EDIT("{\"site\": \"layers.*.residual.pre\", \"set\": 3e38}"), (void)0, 0)
PASSES(pass_that_scales_much, 0 64 65 70, EDIT("{\"site\": \"layers.*.mlp.output\", \"scale\": -3e38}"), (void)0, 0)
PASSES(pass_of_itself, 0 64 70, EDIT("{\"site\": \"embeddings\", \"texts\": [0], \"set\": {\"text\": 0}}"), (void)0, 0)
PASSES(pass_of_another_text, 0 64 65 70, EDIT("{\"site\": \"embeddings\", \"set\": {\"of\": \"\"}}"), (void)0, 0)
PASSES(pass_along_nothing, 64 65 70, EDIT("{\"site\": \"embeddings\", \"remove\": {\"tensor\": \"t\"}}"), (void)0, 1)
PASSES(pass_of_no_tensor, 64 66 70, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), (void)0, 0)
PASSES(pass_of_narrow_tensor, 64 65 70, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), (void)0, 1)
PASSES(pass_of_tensor_nowhere, 70, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), named.tensor.data = NULL, 1)
PASSES(pass_of_tensor_elsewhere, 70, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), named.tensor.data = (void *)8, 1)
PASSES(pass_of_tensor_beyond, 70 75, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), named.tensor.shape[0] = 1 << 29, 1)
PASSES(pass_of_tensor_of_most, 70 75, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), named.tensor.shape[0] = INT64_MAX, 1)
PASSES(pass_of_great_stride, 70, EDIT("{\"site\": \"embeddings\", \"set\": {\"tensor\": \"t\"}}"), named.tensor.strides[0] = INT64_MAX, 1)
PASSES(pass_of_tensor_of_no_name, 70, EDIT("{\"site\": \"embeddings\", \"set\": 1}"), named.name.size = SIZE_MAX, 1)
PASSES(pass_of_tensors_without_end, 70, EDIT("{\"site\": \"embeddings\", \"set\": 1}"), (void)0, SIZE_MAX)
PASSES(pass_back_from_nothing, 70, BACK("\"of\": [], \"at\": \"embeddings\""), (void)0, 0)
PASSES(pass_back_to_nothing, 64 70, BACK("\"of\": [{\"id\": 5}], \"at\": \"\""), (void)0, 0)
PASSES(pass_back_from_great_id, 64 70, BACK("\"of\": [{\"id\": 9223372036854775807}], \"at\": \"embeddings\""), (void)0, 0)
PASSES(pass_back_from_afar, 64 70, BACK("\"of\": [{\"id\": 5, \"position\": -9223372036854775808}], \"at\": \"embeddings\""), (void)0, 0)
PASSES(pass_back_with_much, 0 64 65 70, BACK("\"of\": [{\"id\": 5, \"weight\": 3e38}], \"at\": \"*\""), (void)0, 0)
PASSES(pass_back_from_class, 64 65 70, BACK("\"of\": [{\"class\": \"x\"}], \"at\": \"embeddings\""), (void)0, 0)
BEHAVIOUR(pass_nowhere, 70) {
  const xpl_pass_v1 *table = host->extension(host, xpl_text("explainer.pass/1"));
  return table->run(host, call, xpl_text(PLAIN(", \"capture\": \"logits\"")), NULL, 0, NULL, NULL, NULL);
}
