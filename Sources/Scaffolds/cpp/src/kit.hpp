// kit.hpp - what most explainers in C++ need beside explainer_abi.h: the request, tokens, traces, JSON to write, and
// errors as exceptions that never leave the plugin.
//
// It is yours: change it, or throw it away.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explainer_abi.h"

namespace kit {

inline xpl_str text(std::string_view view) { return xpl_str{view.data(), view.size()}; }
inline std::string_view view(xpl_str text) { return {text.data, text.data ? text.size : 0}; }

// Why a call fails. Without a message the host knows the reason already.
struct Failure : std::exception {
  explicit Failure(xpl_status status, std::string message = {}, std::string expected = {}, std::string found = {},
                   std::string remedy = {})
      : status(status), message(std::move(message)), expected(std::move(expected)), found(std::move(found)),
        remedy(std::move(remedy)) {}
  const char *what() const noexcept override { return message.c_str(); }

  xpl_status status;
  std::string message, expected, found, remedy;
};

// Passes a failure of the host's functions on; the host has recorded the reason.
inline void check(xpl_status status) {
  if (status != XPL_OK) throw Failure(status);
}

// A number as JSON, whatever the locale; JSON has no NaN and no infinity: they become null.
inline std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  char local[64];
  std::snprintf(local, sizeof local, "%.9g", value);
  std::string digits;
  for (char letter : std::string_view(local)) {
    const bool is_point = std::string_view("+-0123456789e").find(letter) == std::string_view::npos;
    if (!is_point) digits += letter;
    else if (digits.back() != '.') digits += '.'; // the locale's point, of one byte or more
  }
  return digits;
}

// Numbers as a JSON array.
template <class Range> std::string numbers(const Range &values) {
  std::string json = "[";
  for (double value : values) {
    if (json.size() > 1) json += ", ";
    json += number(value);
  }
  return json + "]";
}

struct Token {
  int64_t id;
  std::string_view text;
};

// The tokens of a text: `json` as the explanation wants them, `labels` as figures do.
struct Tokens {
  std::vector<Token> list;
  std::string_view json;
  std::string labels;
};

// A tensor [rows, columns], borrowed.
class Matrix {
public:
  explicit Matrix(const xpl_tensor &tensor) : tensor(tensor) {}
  int64_t rows() const { return tensor.shape[0]; }
  int64_t columns() const { return tensor.shape[1]; }
  float operator()(int64_t row, int64_t column) const {
    return static_cast<const float *>(tensor.data)[row * tensor.strides[0] + column * tensor.strides[1]];
  }
  // `count` rows from `first` on.
  Matrix slice(int64_t first, int64_t count = 1) const {
    xpl_tensor part = tensor;
    part.data = static_cast<const float *>(tensor.data) + first * tensor.strides[0];
    part.shape[0] = count;
    return Matrix(part);
  }

  xpl_tensor tensor;
};

// What a forward pass left behind; released with this object. Tensors are borrowed from it.
class Trace {
public:
  Trace(const xpl_host_v1 *host, xpl_trace *trace) : host(host), trace(trace) {}
  Trace(Trace &&other) noexcept : host(other.host), trace(std::exchange(other.trace, nullptr)) {}
  Trace &operator=(Trace &&) = delete;
  ~Trace() {
    if (trace) host->trace_release(trace);
  }

  using Matrix = kit::Matrix;

  Matrix matrix(const std::string &site) const {
    xpl_tensor tensor;
    if (host->trace_find(trace, text(site), &tensor) != XPL_OK)
      throw Failure(XPL_NOT_FOUND, "the trace lacks a site", site);
    if (tensor.rank != 2 || tensor.dtype != XPL_F32)
      throw Failure(XPL_BAD_SHAPE, "a tensor of the trace is no matrix of floats", {}, site);
    return Matrix(tensor);
  }

private:
  const xpl_host_v1 *host;
  xpl_trace *trace;
};

// A dense tensor that an edit of a pass names; the values stay yours.
struct NamedTensor {
  std::string name;
  std::vector<int64_t> shape;
  const float *values;
};

// What a pass left: one trace a text, and as many of gradients where the request asked for some.
struct PassResult {
  std::vector<Trace> traces, gradients;
  std::string_view json; // {"values": [one a text], "notes": [...]}
};

// A JSON text that is parsed once (explainer.json/2). Its values, and the texts read of them, last as long as it does.
class Document {
public:
  // A value of it.
  class Value {
  public:
    // What `pointer` leads to from here; without one it is the value itself.
    int64_t integer(std::string_view pointer = {}) const { return read<int64_t>(table().integer, pointer); }
    double number(std::string_view pointer = {}) const { return read<double>(table().number, pointer); }
    bool boolean(std::string_view pointer = {}) const { return read<int32_t>(table().boolean, pointer) != 0; }
    std::string_view string(std::string_view pointer = {}) const { return view(read<xpl_str>(table().string, pointer)); }
    size_t count(std::string_view pointer = {}) const { return read<size_t>(table().count, pointer); }
    int32_t kind(std::string_view pointer = {}) const { return read<int32_t>(table().kind, pointer); } // XPL_JSON_…
    Value at(std::string_view pointer) const { return {document, read<xpl_json_value>(table().at, pointer)}; }
    // A member of an object, whatever letters its name has.
    Value member(std::string_view name) const {
      xpl_json_value found = 0;
      check(table().member(document->host, document->call, value, text(name), &found));
      return {document, found};
    }
    // The values of an array, or of an object with their names.
    std::vector<std::pair<std::string_view, Value>> elements() const {
      std::vector<std::pair<std::string_view, Value>> all;
      const size_t size = count();
      for (size_t i = 0; i < size; i++) {
        xpl_str name;
        xpl_json_value found = 0;
        check(table().element(document->host, document->call, value, i, &name, &found));
        all.push_back({view(name), {document, found}});
      }
      return all;
    }

  private:
    friend class Document;
    Value(const Document *document, xpl_json_value value) : document(document), value(value) {}
    const xpl_json_v2 &table() const { return *document->table; }
    template <class Found, class Read> Found read(Read function, std::string_view pointer) const {
      Found found = {};
      check(function(document->host, document->call, value, text(pointer), &found));
      return found;
    }

    const Document *document;
    xpl_json_value value;
  };

  Document(const xpl_host_v1 *host, xpl_call *call, std::string_view json)
      : host(host), call(call),
        table(static_cast<const xpl_json_v2 *>(host->extension(host, XPL_STRING("explainer.json/2")))) {
    if (!table) throw Failure(XPL_INCOMPATIBLE_PLUGIN, "this host lacks explainer.json/2");
    check(table->parse(host, call, text(json), &value));
  }
  Document(const Document &) = delete;
  Document &operator=(const Document &) = delete;
  ~Document() { table->release(host, call, value); }

  Value root() const { return {this, value}; }

private:
  const xpl_host_v1 *host;
  xpl_call *call;
  const xpl_json_v2 *table;
  xpl_json_value value = 0;
};

// A token with the score it gets.
struct Score {
  int64_t id;
  float score;
};

// One call of the plugin: what `run` gets.
class Call {
public:
  Call(const xpl_host_v1 *host, xpl_call *call, xpl_str request) : host(host), call(call), request(view(request)) {
    json = extension<xpl_json_v1>("explainer.json/1");
  }

  // Values of a JSON text, by a pointer such as "/parameters/topk".
  int64_t integer(std::string_view of, std::string_view pointer) const {
    int64_t value = 0;
    check(json->integer(host, call, text(of), text(pointer), &value));
    return value;
  }
  bool boolean(std::string_view of, std::string_view pointer) const {
    int32_t value = 0;
    check(json->boolean(host, call, text(of), text(pointer), &value));
    return value != 0;
  }
  std::string_view string(std::string_view of, std::string_view pointer) const {
    xpl_str value;
    check(json->string(host, call, text(of), text(pointer), &value));
    return view(value);
  }
  size_t count(std::string_view of, std::string_view pointer) const {
    size_t value = 0;
    check(json->count(host, call, text(of), text(pointer), &value));
    return value;
  }
  double number(std::string_view of, std::string_view pointer) const {
    double value = 0;
    check(json->number(host, call, text(of), text(pointer), &value));
    return value;
  }
  // A value that may be missing: `fallback` then. Other mistakes are still errors.
  template <class Read> auto optional(Read read, decltype(read()) fallback) const -> decltype(read()) {
    try {
      return read();
    } catch (const Failure &failure) {
      if (failure.status != XPL_NOT_FOUND) throw;
      return fallback;
    }
  }
  // A JSON text that many values are read of: parsed once.
  Document parse(std::string_view json) const { return Document(host, call, json); }
  // A text as a JSON string, quotes and all.
  std::string quoted(std::string_view value) const {
    xpl_str quoted;
    check(json->quote(host, call, text(value), &quoted));
    return std::string(view(quoted));
  }

  // A number that describes the model, such as "/layers" (abi.md lists them).
  int64_t model(std::string_view pointer) const {
    xpl_str info;
    check(host->model_info(host, call, &info));
    return integer(view(info), pointer);
  }

  std::string_view tokenized(std::string_view value) const {
    xpl_str tokens;
    check(host->tokenize(host, call, text(value), &tokens));
    return view(tokens);
  }
  // The JSON of the tokens with these ids.
  std::string_view tokens(const std::vector<int64_t> &ids) const {
    xpl_str tokens;
    check(host->tokens(host, call, ids.data(), ids.size(), &tokens));
    return view(tokens);
  }
  // The tokens of text `index` of the request: at least one, and no more than the model takes. Where the user allows
  // it (--truncate) a longer text is cut; special tokens at its end, such as [SEP], stay.
  Tokens tokens_of_text(size_t index = 0) const {
    Tokens tokens;
    tokens.json = tokenized(string(request, "/texts/" + std::to_string(index)));
    size_t count = this->count(tokens.json, ""), context = static_cast<size_t>(model("/context_length"));
    if (count == 0) throw Failure(XPL_BAD_TEXT, "the text is empty", {}, {}, "give at least one token with --text");
    if (count > context) {
      if (!boolean(request, "/truncate"))
        throw Failure(XPL_BAD_TEXT, "the text is longer than the model's context",
                      "at most " + std::to_string(context) + " tokens", std::to_string(count),
                      "shorten it, or let --truncate keep its beginning");
      log(XPL_LOG_WARNING, "the text was cut to the model's context");
      size_t closing = 0;
      while (closing + 1 < context && is_special(tokens.json, count - 1 - closing)) closing++;
      std::vector<int64_t> ids;
      for (size_t i = 0; i < context; i++)
        ids.push_back(id(tokens.json, i < context - closing ? i : count - (context - i)));
      tokens.json = this->tokens(ids);
      count = context;
    }
    for (size_t i = 0; i < count; i++) {
      std::string_view token = string(tokens.json, "/" + std::to_string(i) + "/token");
      tokens.list.push_back({id(tokens.json, i), token});
    }
    for (const Token &token : tokens.list)
      tokens.labels += (tokens.labels.empty() ? "[{\"token\": " : ", {\"token\": ") + quoted(token.text) + "}";
    tokens.labels += "]";
    return tokens;
  }

  // The tokens as the input of a pass.
  static std::string input(const Tokens &tokens) {
    std::string input;
    for (const Token &token : tokens.list) input += (input.empty() ? "{\"ids\": [" : ", ") + std::to_string(token.id);
    return input + "]}";
  }
  // One forward pass that keeps the sites named: "layers.*.residual.post,logits".
  Trace forward(const Tokens &tokens, std::string_view sites) const {
    const std::string input = this->input(tokens);
    xpl_trace *trace = nullptr;
    check(host->forward(host, call, text(input), text(sites), &trace));
    return Trace(host, trace);
  }
  // One pass over these inputs with edits or gradients (explainer.pass/1). `members` is the request without its inputs,
  // such as R"("capture": "logits", "edits": [...])" (abi.md lists them); `tensors` are those that edits name.
  PassResult pass(const std::vector<std::string> &inputs, std::string_view members,
                  const std::vector<NamedTensor> &tensors = {}) const {
    const auto table = extension<xpl_pass_v1>("explainer.pass/1");
    std::string request = "{\"inputs\": [";
    for (size_t i = 0; i < inputs.size(); i++) request.append(i ? ", " : "").append(inputs[i]);
    request.append(members.empty() ? "]" : "], ").append(members).append("}");
    std::vector<xpl_named_tensor> named;
    for (const NamedTensor &tensor : tensors)
      named.push_back({text(tensor.name), dense(tensor.values, tensor.shape.data(), tensor.shape.size())});
    // All the room there has to be, before there is something to release.
    std::vector<xpl_trace *> traces(inputs.size() + 1), gradients(inputs.size() + 1);
    PassResult result;
    result.traces.reserve(inputs.size());
    result.gradients.reserve(inputs.size());
    xpl_str json;
    check(table->run(host, call, text(request), named.data(), named.size(), traces.data(), gradients.data(), &json));
    for (size_t i = 0; i < inputs.size(); i++) {
      if (traces[i]) result.traces.emplace_back(host, traces[i]);
      if (gradients[i]) result.gradients.emplace_back(host, gradients[i]);
    }
    result.json = view(json);
    return result;
  }
  // What the files are called that the call lends (explainer.files/1).
  std::vector<std::string_view> file_names() const {
    std::vector<std::string_view> names;
    const xpl_files_v1 *table = files();
    if (!table) return names;
    size_t count = 0;
    check(table->count(host, call, &count));
    for (size_t i = 0; i < count; i++) {
      xpl_str name;
      check(table->name(host, call, i, &name));
      names.push_back(view(name));
    }
    return names;
  }
  // The bytes of a file of the package ("data/words.txt"), or of the one given to a parameter of type "file" (by the
  // parameter's name), valid until the call ends. A failure with XPL_NOT_FOUND where the call lends none of that name:
  // see `optional`.
  std::string_view file(std::string_view name) const {
    const xpl_files_v1 *table = files();
    if (!table) throw Failure(XPL_NOT_FOUND, "this host lacks explainer.files/1");
    const void *bytes = nullptr;
    size_t size = 0;
    check(table->open(host, call, text(name), &bytes, &size));
    return {static_cast<const char *>(bytes), size};
  }
  // Scores of every token for hidden states [count, width]: [count, vocabulary].
  std::vector<float> unembed(const std::vector<float> &states, size_t count, bool normed) const {
    std::vector<float> logits(count * static_cast<size_t>(model("/vocabulary_size")));
    xpl_tensor tensor = dense(states.data(), {static_cast<int64_t>(count), static_cast<int64_t>(states.size() / count)});
    check(host->unembed(host, call, &tensor, normed, logits.data(), logits.size()));
    return logits;
  }

  // What the head makes of states [N, D], such as `trace.matrix(…).slice(row)`, of some tokens (explainer.head/1):
  // [N, ids]. `normed` where the final norm comes first.
  std::vector<float> scores(const Matrix &states, bool normed, const std::vector<int64_t> &ids) const {
    std::vector<float> scores(static_cast<size_t>(states.rows()) * ids.size());
    check(extension<xpl_head_v1>("explainer.head/1")
              ->scores(host, call, &states.tensor, normed, ids.data(), ids.size(), scores.data(), scores.size()));
    return scores;
  }
  // The `count` tokens that score highest for each of the states, the best first: [N, count].
  std::vector<Score> best(const Matrix &states, bool normed, size_t count) const {
    std::vector<int64_t> ids(static_cast<size_t>(states.rows()) * count);
    std::vector<float> scores(ids.size());
    check(extension<xpl_head_v1>("explainer.head/1")
              ->best(host, call, &states.tensor, normed, count, ids.data(), scores.data(), ids.size()));
    std::vector<Score> best;
    for (size_t i = 0; i < ids.size(); i++) best.push_back({ids[i], scores[i]});
    return best;
  }

  // The names of all weights (explainer.weights/1).
  std::vector<std::string_view> weight_names() const {
    xpl_str json;
    check(extension<xpl_weights_v1>("explainer.weights/1")->names(host, call, &json));
    std::vector<std::string_view> names;
    const size_t size = count(view(json), "");
    for (size_t i = 0; i < size; i++)
      names.push_back(string(view(json), "/" + std::to_string(i)));
    return names;
  }
  // A weight, lent for the whole call; one of a single extent is a matrix of one row.
  Matrix weight(std::string_view name) const {
    xpl_tensor weight;
    check(extension<xpl_weights_v1>("explainer.weights/1")->get(host, call, text(name), &weight));
    if (weight.rank == 1) {
      weight.shape[1] = weight.shape[0];
      weight.strides[1] = weight.strides[0];
      weight.shape[0] = 1;
      weight.rank = 2;
    }
    return Matrix(weight);
  }

  void log(int32_t level, std::string_view message) const { host->log(host, call, level, text(message)); }
  // Shows progress, and ends the call when the user has had enough; call it at least ten times a second.
  void progress(double fraction, std::string_view note) const {
    if (host->cancelled(host, call)) throw Failure(XPL_CANCELLED, "cancelled");
    host->progress(host, call, fraction, text(note));
  }

  void put_tensor(std::string_view name, const std::vector<float> &values, std::initializer_list<int64_t> shape) const {
    xpl_tensor tensor = dense(values.data(), shape);
    check(host->put_tensor(host, call, text(name), &tensor));
  }
  void put_explanation(std::string_view explanation) const {
    check(host->put_explanation(host, call, text(explanation)));
  }

  const xpl_host_v1 *host;
  xpl_call *call;
  const xpl_json_v1 *json;
  std::string_view request;

private:
  // The functions behind the id of an extension.
  template <class Table> const Table *extension(const char *id) const {
    const auto table = static_cast<const Table *>(host->extension(host, xpl_text(id)));
    if (!table) throw Failure(XPL_INCOMPATIBLE_PLUGIN, std::string("this host lacks ") + id);
    return table;
  }

  const xpl_files_v1 *files() const {
    return static_cast<const xpl_files_v1 *>(host->extension(host, XPL_STRING("explainer.files/1")));
  }
  int64_t id(std::string_view tokens, size_t index) const {
    return integer(tokens, "/" + std::to_string(index) + "/id");
  }
  bool is_special(std::string_view tokens, size_t index) const {
    return optional([&] { return boolean(tokens, "/" + std::to_string(index) + "/special"); }, false);
  }
  static xpl_tensor dense(const float *data, std::initializer_list<int64_t> shape) {
    return dense(data, shape.begin(), shape.size());
  }
  static xpl_tensor dense(const float *data, const int64_t *shape, size_t rank) {
    if (rank > XPL_MAX_RANK) throw Failure(XPL_PLUGIN_FAULT, "a tensor has too many extents");
    xpl_tensor tensor = {data, XPL_F32, static_cast<int32_t>(rank), {}, {}};
    int64_t stride = 1;
    for (size_t axis = rank; axis-- > 0;) {
      tensor.shape[axis] = shape[axis];
      tensor.strides[axis] = stride;
      stride *= tensor.shape[axis];
    }
    return tensor;
  }
};

// Tells the host why a call fails.
inline xpl_status report(const xpl_host_v1 *host, xpl_call *call, const Failure &failure) {
  if (failure.message.empty()) return failure.status;
  auto json = static_cast<const xpl_json_v1 *>(host->extension(host, XPL_STRING("explainer.json/1")));
  const std::pair<const char *, const std::string &> members[] = {
      {"expected", failure.expected}, {"found", failure.found}, {"remedy", failure.remedy}};
  std::string details;
  for (const auto &[name, value] : members) {
    xpl_str quoted;
    if (value.empty() || !json || json->quote(host, call, text(value), &quoted) != XPL_OK) continue;
    details.append(details.empty() ? "{\"" : ", \"").append(name).append("\": ").append(view(quoted));
  }
  if (!details.empty()) details += "}";
  return host->fail(host, call, failure.status, text(failure.message), text(details));
}

// Runs `body(call)`; whatever it throws ends here and becomes a status, because no exception may cross the boundary.
template <class Body>
xpl_status guarded(const xpl_host_v1 *host, xpl_call *call, xpl_str request, Body body) noexcept {
  if (!host || host->abi_major != XPL_ABI_MAJOR) return XPL_INCOMPATIBLE_PLUGIN;
  try {
    try {
      body(Call(host, call, request));
      return XPL_OK;
    } catch (const Failure &failure) {
      return report(host, call, failure);
    } catch (const std::bad_alloc &) {
      return host->fail(host, call, XPL_OUT_OF_MEMORY, XPL_STRING("out of memory"), XPL_STRING(""));
    } catch (const std::exception &error) {
      return host->fail(host, call, XPL_PLUGIN_FAULT, xpl_text(error.what()), XPL_STRING(""));
    }
  } catch (...) { // thrown by something else, or by reporting it
    return host->fail(host, call, XPL_PLUGIN_FAULT, XPL_STRING("an unknown exception"), XPL_STRING(""));
  }
}

} // namespace kit
