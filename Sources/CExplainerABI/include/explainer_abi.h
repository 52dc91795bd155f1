/* explainer_abi.h - the whole contract between the host and a plugin. C11 and C++17, no libc calls.
 *
 * A plugin is a shared library with one exported function that returns a static `xpl_plugin_v1`. The host reads its
 * descriptor, and for every call runs `run` on one thread of a worker process.
 *
 * Rules
 *  1. A struct never changes its layout; what is new gets a new name and is reached through `extension`. (Swift
 *     identifies imported C structs by name across a whole process, so two layouts of one name crash.)
 *  2. Whoever allocates frees. Results are pushed to the host, which copies them before the function returns.
 *  3. No C++ exception, longjmp or Swift error crosses the boundary.
 *  4. Strings are UTF-8 with an explicit size and need not end in NUL. What a plugin gets stays valid until `run`
 *     returns, unless its comment says otherwise.
 *  5. Every function of the host's table may be called from the thread that runs `run` only, and until it returns,
 *     except those marked [any]; a call from elsewhere or too late is refused with XPL_PLUGIN_FAULT.               */
#ifndef EXPLAINER_ABI_H
#define EXPLAINER_ABI_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define XPL_ABI_MAJOR 1u /* differs: the plugin is refused */
#define XPL_ABI_MINOR 0u /* the host's must not be lower than the plugin's */
#define XPL_MAX_RANK 8
#define XPL_DEFAULT_SYMBOL "explainer_plugin_entry" /* registry.json may name another */

#if defined(__GNUC__) || defined(__clang__)
#define XPL_EXPORT __attribute__((visibility("default")))
#else
#define XPL_EXPORT
#endif

typedef int32_t xpl_status;
enum { /* 0x0_ control, 0x1_ the caller's fault, 0x2_ resources, 0x3_ compatibility, 0x4_ faults */
  XPL_OK = 0x00, XPL_CANCELLED = 0x01,
  XPL_BAD_PARAMETER = 0x10, XPL_NOT_FOUND = 0x11, XPL_BAD_SHAPE = 0x12, XPL_BAD_TEXT = 0x13, XPL_BAD_DATA = 0x14,
  XPL_OUT_OF_MEMORY = 0x20, XPL_INPUT_OUTPUT = 0x21, XPL_LIMIT_REACHED = 0x22,
  XPL_UNSUPPORTED = 0x30, XPL_INCOMPATIBLE_PLUGIN = 0x31, XPL_PLUGIN_UNAVAILABLE = 0x32,
  XPL_INTERNAL_FAULT = 0x40, XPL_PLUGIN_FAULT = 0x41
};
typedef int32_t xpl_dtype;
enum { XPL_F32 = 1, XPL_F64 = 2, XPL_F16 = 3, XPL_BF16 = 4, XPL_I32 = 5, XPL_I64 = 6, XPL_U8 = 7 };
enum { XPL_LOG_DEBUG = 0, XPL_LOG_INFO = 1, XPL_LOG_WARNING = 2, XPL_LOG_ERROR = 3 };

typedef struct xpl_str {
  const char *data;
  size_t size; /* bytes */
} xpl_str;

/* A read-only view; never owns. Strides count elements. */
typedef struct xpl_tensor {
  const void *data;
  xpl_dtype dtype; /* the host gives and takes XPL_F32 */
  int32_t rank;    /* 0...XPL_MAX_RANK */
  int64_t shape[XPL_MAX_RANK];
  int64_t strides[XPL_MAX_RANK];
} xpl_tensor;

typedef struct xpl_call xpl_call;   /* one invocation with its model; dies when run() returns */
typedef struct xpl_trace xpl_trace; /* what one forward pass left behind; release it */

/* The functions the host gives to a plugin. JSON forms are documented in Docs/abi.md. */
typedef struct xpl_host_v1 xpl_host_v1;
struct xpl_host_v1 {
  uint32_t abi_major, abi_minor;
  void *host_data; /* the host's own */

  /* [any] A table of functions by id, e.g. "explainer.gradient/1"; NULL where this host does not have it. */
  const void *(*extension)(const xpl_host_v1 *, xpl_str id);

  /* [any] Talking to the user. fraction is a share of 1, or negative where unknown; poll cancelled in long loops. */
  void (*log)(const xpl_host_v1 *, xpl_call *, int32_t level, xpl_str message);
  void (*progress)(const xpl_host_v1 *, xpl_call *, double fraction, xpl_str note);
  int32_t (*cancelled)(const xpl_host_v1 *, xpl_call *);

  /* Records what the user is told and returns `status`, so: return host->fail(host, call, XPL_BAD_TEXT, ...).
   * details: {"place": [...], "expected": "...", "found": "...", "remedy": "..."}, or empty. A function of
   * this table that fails has recorded its own; last_error gives it as JSON {"code", "message", "place", ...}, and
   * returning its status passes it on. The last failure recorded stays; it counts only if run() fails.            */
  xpl_status (*fail)(const xpl_host_v1 *, xpl_call *, xpl_status status, xpl_str message, xpl_str details);
  xpl_status (*last_error)(const xpl_host_v1 *, xpl_call *, xpl_str *json);

  /* The model of this call. */
  xpl_status (*model_info)(const xpl_host_v1 *, xpl_call *, xpl_str *json);
  xpl_status (*tokenize)(const xpl_host_v1 *, xpl_call *, xpl_str text, xpl_str *tokens_json);
  xpl_status (*tokens)(const xpl_host_v1 *, xpl_call *, const int64_t *ids, size_t count, xpl_str *tokens_json);
  /* One forward pass; keeps only the sites named, a comma-separated list of globs ("layers.*.residual.post,logits").
   * input: {"ids": [...], "segments": [...], "decoder_ids": [...]}, the last two only where the family has them; in
   * place of "ids" also "tokens": [...] as tokenize gives them.                                                    */
  xpl_status (*forward)(const xpl_host_v1 *, xpl_call *, xpl_str input_json, xpl_str sites, xpl_trace **trace);
  /* Continues the input. result: {"steps": [{"id", "probability"}], "ended": bool}; the trace covers the input and
   * all added tokens but the last.                                                                               */
  xpl_status (*generate)(const xpl_host_v1 *, xpl_call *, xpl_str input_json, xpl_str options_json, xpl_str sites,
                         xpl_str *result_json, xpl_trace **trace);
  /* Scores of every token for hidden states [N, D]; writes count = N * vocabulary_size floats to logits. */
  xpl_status (*unembed)(const xpl_host_v1 *, xpl_call *, const xpl_tensor *hidden, int32_t normed, float *logits,
                        size_t count);

  /* [any] Traces. Tensors are borrowed, without a copy, until the trace is released. */
  size_t (*trace_count)(const xpl_trace *);
  xpl_status (*trace_get)(const xpl_trace *, size_t index, xpl_str *site, xpl_tensor *tensor);
  xpl_status (*trace_find)(const xpl_trace *, xpl_str site, xpl_tensor *tensor);
  void (*trace_release)(xpl_trace *);

  /* Results; copied before return. One explanation a call: {"result": {...}, "tokens": [...], "figures": [...],
   * "checks": [...]}; tensors are optional, dense or strided XPL_F32, infinities allowed, NaN not.                */
  xpl_status (*put_explanation)(const xpl_host_v1 *, xpl_call *, xpl_str json);
  xpl_status (*put_tensor)(const xpl_host_v1 *, xpl_call *, xpl_str name, const xpl_tensor *tensor);
};

/* Extension "explainer.pairs/1": two texts that the model reads together, sentence A and sentence B.
 * result: {"tokens": [...], "segments"?: [...], "second_start": n}, which is also the input of a forward pass.   */
typedef struct xpl_pairs_v1 {
  xpl_status (*tokenize)(const xpl_host_v1 *, xpl_call *, xpl_str first, xpl_str second, xpl_str *result_json);
} xpl_pairs_v1;

/* Extension "explainer.json/1": JSON without a library. `pointer` leads to a value as RFC 6901 has it:
 * "/parameters/topk" of a request, "/0/token" of tokens, "" is all of it. Where it leads nowhere the status is
 * XPL_NOT_FOUND, where it leads to another kind of value XPL_BAD_DATA.                                          */
typedef struct xpl_json_v1 {
  xpl_status (*integer)(const xpl_host_v1 *, xpl_call *, xpl_str json, xpl_str pointer, int64_t *value);
  xpl_status (*number)(const xpl_host_v1 *, xpl_call *, xpl_str json, xpl_str pointer, double *value);
  xpl_status (*boolean)(const xpl_host_v1 *, xpl_call *, xpl_str json, xpl_str pointer, int32_t *value);
  xpl_status (*string)(const xpl_host_v1 *, xpl_call *, xpl_str json, xpl_str pointer, xpl_str *value);
  /* Elements of an array, members of an object. */
  xpl_status (*count)(const xpl_host_v1 *, xpl_call *, xpl_str json, xpl_str pointer, size_t *count);
  /* `text` as a JSON string, quotes and all; malformed UTF-8 becomes U+FFFD. */
  xpl_status (*quote)(const xpl_host_v1 *, xpl_call *, xpl_str text, xpl_str *json);
} xpl_json_v1;

/* Extension "explainer.json/2": JSON parsed once. A document is known by its root, its other values by what leads to them;
 * all of them, and strings and names read of them, are good until the document is released or run() returns. `pointer`
 * leads on from a value, "" is the value itself. Nothing there: XPL_NOT_FOUND; another kind of value: XPL_BAD_DATA; a
 * value of no document, or of one that is released: XPL_PLUGIN_FAULT.                                               */
typedef uint64_t xpl_json_value; /* 0 is none */
enum { XPL_JSON_NULL = 0, XPL_JSON_BOOLEAN = 1, XPL_JSON_NUMBER = 2, XPL_JSON_STRING = 3, XPL_JSON_ARRAY = 4,
       XPL_JSON_OBJECT = 5 };
typedef struct xpl_json_v2 {
  /* The text need not stay. release: the document that a value is of; 0 is passed over. */
  xpl_status (*parse)(const xpl_host_v1 *, xpl_call *, xpl_str text, xpl_json_value *root);
  void (*release)(const xpl_host_v1 *, xpl_call *, xpl_json_value value);

  xpl_status (*kind)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, int32_t *kind);
  xpl_status (*integer)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, int64_t *found);
  xpl_status (*number)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, double *found);
  xpl_status (*boolean)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, int32_t *found);
  xpl_status (*string)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, xpl_str *found);
  /* Elements of an array, members of an object. */
  xpl_status (*count)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, size_t *found);

  /* Other values of the document: by pointer, a member of an object by its name as it is, and the value at an index of an
   * array or object. An object's members keep their order; name may be NULL, and is empty in an array.              */
  xpl_status (*at)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str pointer, xpl_json_value *found);
  xpl_status (*member)(const xpl_host_v1 *, xpl_call *, xpl_json_value, xpl_str name, xpl_json_value *found);
  xpl_status (*element)(const xpl_host_v1 *, xpl_call *, xpl_json_value, size_t index, xpl_str *name,
                        xpl_json_value *found);
} xpl_json_v2;

/* Extension "explainer.pass/1": one pass over one or several texts, in which what flows may be changed and what comes
 * of it differentiated. request: {"inputs": [input of forward, ...], "capture": "globs", "edits": [{"site":
 * "layers.5.attention.mixed", "texts"|"heads"|"positions"|"dimensions": [...], "set"|"add": number | {"tensor": name} |
 * {"text": n} | {"of": "another text"}, or "scale": number, "mean": "positions"|"texts", "remove"|"keep": {"tensor":
 * name}, "renormalise"?: true}], "backward": {"of": [{"site": "logits", "text"?: 0, "position"?: -1, "weights":
 * {"318": 1, "389": -1}}], "at"?: "globs", "mode"?: "gradient"}}. Unknown members are refused.
 * traces and gradients are arrays of as many pointers as there are inputs, filled one a text, to be released one by one;
 * gradients may be NULL where there is no "at". result: {"values": [the objective's, one a text], "notes": [...]}.
 * The tensors that edits name are read during the call only.                                                       */
typedef struct xpl_named_tensor {
  xpl_str name;
  xpl_tensor tensor;
} xpl_named_tensor;
typedef struct xpl_pass_v1 {
  xpl_status (*run)(const xpl_host_v1 *, xpl_call *, xpl_str request_json, const xpl_named_tensor *tensors,
                    size_t count, xpl_trace **traces, xpl_trace **gradients, xpl_str *result_json);
} xpl_pass_v1;

/* Extension "explainer.weights/1": the model's weights, in the words of the sites: SITE.weight and SITE.bias make what
 * the site holds of what stands before it, x times the transposed weight plus the bias. names: a JSON array, in the order
 * of the computation. get: [out, in] of a map, [C] of a norm, [V, D] of the tokens' embeddings; XPL_F32, strided,
 * borrowed without a copy until run() returns.                                                                    */
typedef struct xpl_weights_v1 {
  xpl_status (*names)(const xpl_host_v1 *, xpl_call *, xpl_str *names_json);
  xpl_status (*get)(const xpl_host_v1 *, xpl_call *, xpl_str name, xpl_tensor *weight);
} xpl_weights_v1;

/* Extension "explainer.head/1": what `unembed` gives, without a score for every token. scores: of `count` tokens for each
 * of N hidden states [N, D]; capacity = N * count. best: the `count` highest of each, the best first, of equals the lower
 * id, into two arrays of capacity = N * count.                                                                    */
typedef struct xpl_head_v1 {
  xpl_status (*scores)(const xpl_host_v1 *, xpl_call *, const xpl_tensor *hidden, int32_t normed, const int64_t *ids,
                       size_t count, float *scores, size_t capacity);
  xpl_status (*best)(const xpl_host_v1 *, xpl_call *, const xpl_tensor *hidden, int32_t normed, size_t count,
                     int64_t *ids, float *scores, size_t capacity);
} xpl_head_v1;

/* Extension "explainer.files/1": the files that a call lends. Those the plugin's package carries are called by their path
 * from the library's folder, "data/words.txt"; one that the user gave to a parameter of type "file" is called as the
 * parameter is. name: index from 0, the package's first, in the order of their names. open: all bytes of one where they
 * lie, read-only, not ending in NUL, at the beginning of a page, borrowed without a copy until run() returns;
 * XPL_NOT_FOUND where the call lends none of that name, as where the user gave none.                              */
typedef struct xpl_files_v1 {
  xpl_status (*count)(const xpl_host_v1 *, xpl_call *, size_t *count);
  xpl_status (*name)(const xpl_host_v1 *, xpl_call *, size_t index, xpl_str *name);
  xpl_status (*open)(const xpl_host_v1 *, xpl_call *, xpl_str name, const void **bytes, size_t *size);
} xpl_files_v1;

typedef struct xpl_plugin_v1 xpl_plugin_v1;
struct xpl_plugin_v1 {
  uint32_t abi_major, abi_minor;
  void *plugin_data;  /* the plugin's own */
  xpl_str descriptor; /* JSON, equal to the plugin's entry in registry.json; static */
  /* request: {"texts": [...], "parameters": {...}, "truncate": bool}, parameters checked, defaults filled in. */
  xpl_status (*run)(const xpl_plugin_v1 *, const xpl_host_v1 *, xpl_call *, xpl_str entry_point,
                    xpl_str request_json);
};

/* The only exported symbol, under the name the registry gives. Thread-safe; returns static data, or NULL where the
 * plugin cannot serve. The host never unloads a library.                                                         */
typedef const xpl_plugin_v1 *(*xpl_plugin_entry_function)(void);

/* A text as a string of the boundary: XPL_STRING("a literal"), XPL_STRING_INIT("a literal") where C initialises a
 * static, or xpl_text(any C string). */
#define XPL_STRING_INIT(literal) {literal, sizeof(literal) - 1}
#ifdef __cplusplus
#define XPL_STRING(literal) (xpl_str{literal, sizeof(literal) - 1})
#else
#define XPL_STRING(literal) ((xpl_str){literal, sizeof(literal) - 1})
#endif
static inline xpl_str xpl_text(const char *text) {
  xpl_str result;
  result.data = text;
  result.size = 0;
  while (text && text[result.size]) result.size++;
  return result;
}

/* The layouts are frozen; a compiler that lays them out otherwise must not be used. */
#ifdef __cplusplus
#define XPL_FROZEN(condition) static_assert(condition, #condition)
#else
#define XPL_FROZEN(condition) _Static_assert(condition, #condition)
#endif
#ifdef __LP64__
XPL_FROZEN(sizeof(xpl_str) == 16 && offsetof(xpl_str, size) == 8);
XPL_FROZEN(sizeof(xpl_tensor) == 144 && offsetof(xpl_tensor, dtype) == 8 && offsetof(xpl_tensor, rank) == 12);
XPL_FROZEN(offsetof(xpl_tensor, shape) == 16 && offsetof(xpl_tensor, strides) == 80);
XPL_FROZEN(sizeof(xpl_host_v1) == 160 && offsetof(xpl_host_v1, host_data) == 8);
XPL_FROZEN(offsetof(xpl_host_v1, extension) == 16 && offsetof(xpl_host_v1, log) == 24);
XPL_FROZEN(offsetof(xpl_host_v1, progress) == 32 && offsetof(xpl_host_v1, cancelled) == 40);
XPL_FROZEN(offsetof(xpl_host_v1, fail) == 48 && offsetof(xpl_host_v1, last_error) == 56);
XPL_FROZEN(offsetof(xpl_host_v1, model_info) == 64 && offsetof(xpl_host_v1, tokenize) == 72);
XPL_FROZEN(offsetof(xpl_host_v1, tokens) == 80 && offsetof(xpl_host_v1, forward) == 88);
XPL_FROZEN(offsetof(xpl_host_v1, generate) == 96 && offsetof(xpl_host_v1, unembed) == 104);
XPL_FROZEN(offsetof(xpl_host_v1, trace_count) == 112 && offsetof(xpl_host_v1, trace_get) == 120);
XPL_FROZEN(offsetof(xpl_host_v1, trace_find) == 128 && offsetof(xpl_host_v1, trace_release) == 136);
XPL_FROZEN(offsetof(xpl_host_v1, put_explanation) == 144 && offsetof(xpl_host_v1, put_tensor) == 152);
XPL_FROZEN(sizeof(xpl_pairs_v1) == 8 && sizeof(xpl_json_v1) == 48 && sizeof(xpl_pass_v1) == 8);
XPL_FROZEN(sizeof(xpl_json_v2) == 88 && offsetof(xpl_json_v2, kind) == 16 && offsetof(xpl_json_v2, element) == 80);
XPL_FROZEN(sizeof(xpl_weights_v1) == 16 && offsetof(xpl_weights_v1, get) == 8);
XPL_FROZEN(sizeof(xpl_head_v1) == 16 && offsetof(xpl_head_v1, best) == 8);
XPL_FROZEN(sizeof(xpl_files_v1) == 24 && offsetof(xpl_files_v1, name) == 8 && offsetof(xpl_files_v1, open) == 16);
XPL_FROZEN(sizeof(xpl_named_tensor) == 160 && offsetof(xpl_named_tensor, tensor) == 16);
XPL_FROZEN(sizeof(xpl_plugin_v1) == 40 && offsetof(xpl_plugin_v1, plugin_data) == 8);
XPL_FROZEN(offsetof(xpl_plugin_v1, descriptor) == 16 && offsetof(xpl_plugin_v1, run) == 32);
#endif

#ifdef __cplusplus
}
#endif
#endif
