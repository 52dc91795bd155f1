// direct_logit_attribution: what each layer's attention and MLP add directly to the logit of one token.
//
// The formula, its source and how it can mislead are in descriptor.json, where `explainer info
// direct_logit_attribution` finds them. The helpers (kit.hpp) are those of `explainer generate --language cpp`.
#include <algorithm>
#include <numeric>
#include <optional>

#include "kit.hpp"

namespace {

using State = std::vector<float>; // one state of the residual stream, [D]

State row(const kit::Trace::Matrix &matrix, int64_t index) {
  State state;
  for (int64_t d = 0; d < matrix.columns(); d++) state.push_back(matrix(index, d));
  return state;
}

double deviation(const State &state) {
  const double mean = std::accumulate(state.begin(), state.end(), 0.0) / double(state.size());
  double squares = 0;
  for (double x : state) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / double(state.size()));
}

// The state scaled to a deviation beside which any epsilon of a norm is nothing; a constant state becomes 0.
State scaled_up(State state, double deviation) {
  const double factor = deviation > 0 ? 1e4 / deviation : 0;
  for (float &x : state) x = float(x * factor);
  return state;
}

struct Target {
  int64_t id;
  std::string text;
  std::string json(const kit::Call &call) const {
    return "{\"id\": " + std::to_string(id) + ", \"token\": " + call.quoted(text) + "}";
  }
};

// The token with an id of the vocabulary.
Target target(const kit::Call &call, int64_t id) {
  const int64_t vocabulary = call.model("/vocabulary_size");
  if (id < 0 || id >= vocabulary)
    throw kit::Failure(XPL_BAD_PARAMETER, "the vocabulary has no such token", "0 to " + std::to_string(vocabulary - 1),
                       std::to_string(id));
  return {id, std::string(call.string(call.tokens({id}), "/0/token"))};
}

// A parameter of type token, which is an id or a text; none where it is left out.
std::optional<Target> target(const kit::Call &call, const std::string &parameter) {
  const std::string pointer = "/parameters/" + parameter;
  try {
    return target(call, call.integer(call.request, pointer));
  } catch (const kit::Failure &failure) {
    if (failure.status == XPL_NOT_FOUND) return std::nullopt;
    if (failure.status != XPL_BAD_DATA) throw; // a text is another kind of value than a whole number
  }
  const std::string_view text = call.string(call.request, pointer), tokens = call.tokenized(text);
  const size_t count = call.count(tokens, "");
  if (count != 1)
    throw kit::Failure(XPL_BAD_PARAMETER, "--" + parameter + " has to be one token", "one token",
                       std::to_string(count) + " tokens in '" + std::string(text) + "'",
                       "most words need the blank before them: ' London'");
  return target(call, call.integer(tokens, "/0/id"));
}

// The model's head as a linear map of states, with the norm's divisor taken out.
class Head {
public:
  // `last` is the state that the logits are made of. Reads all states off the head in one go.
  Head(const kit::Call &call, std::vector<State> parts, const State &last) : count(parts.size()) {
    for (const State &part : parts) deviations.push_back(deviation(part));
    const double whole = deviation(last);
    for (size_t i = 0; i < count; i++) parts[i] = scaled_up(std::move(parts[i]), deviations[i]);
    parts.push_back(scaled_up(last, whole));
    parts.push_back(last);
    parts.push_back(State(last.size(), 0));
    State all;
    for (const State &part : parts) all.insert(all.end(), part.begin(), part.end());
    logits = call.unembed(all, parts.size(), true);
    vocabulary = logits.size() / parts.size();

    // What the norm divides by is a little more than the deviation: epsilon. How much shows in the logits' lengths.
    double without = 0, with = 0;
    for (size_t token = 0; token < vocabulary; token++) {
      without += std::pow(at(count, token) - constant(token), 2);
      with += std::pow(at(count + 1, token) - constant(token), 2);
    }
    scale = whole * std::sqrt(with > 0 ? without / with : 1);
  }

  double contribution(size_t part, int64_t token) const {
    return deviations[part] / scale * (at(part, size_t(token)) - constant(size_t(token)));
  }
  double constant(size_t token) const { return at(count + 2, token); }

  double scale = 1; // s of the documentation

private:
  double at(size_t row, size_t token) const { return logits[row * vocabulary + token]; }

  size_t count, vocabulary = 0;
  std::vector<double> deviations;
  std::vector<float> logits; // parts, the last state scaled up, the last state, 0
};

struct Part {
  std::string name;
  double value;
  size_t place; // which of two equal ones comes first
};

// The larger first; NaN last, because a sort needs an order.
bool is_larger(const Part &a, const Part &b) {
  const double left = std::isnan(a.value) ? -1 : std::abs(a.value), right = std::isnan(b.value) ? -1 : std::abs(b.value);
  return left != right ? left > right : a.place < b.place;
}

std::string cell(double value) { return "{\"number\": " + kit::number(value) + ", \"style\": {\"decimals\": 3}}"; }

std::string check(const char *name, double value, const char *meaning) {
  return std::string("{\"name\": \"") + name + "\", \"value\": " + kit::number(value) +
         ", \"passed\": " + (value <= 1e-4 ? "true" : "false") + ", \"meaning\": \"" + meaning + "\"}";
}

void explain(const kit::Call &call) {
  const kit::Tokens tokens = call.tokens_of_text();
  const int64_t length = int64_t(tokens.list.size()), layers = call.model("/layers");
  const int64_t topk = call.integer(call.request, "/parameters/topk");
  const int64_t position =
      call.optional([&] { return call.integer(call.request, "/parameters/position"); }, length);
  if (position < 1 || position > length)
    throw kit::Failure(XPL_BAD_PARAMETER, "nothing predicts that position", "1 to " + std::to_string(length),
                       std::to_string(position));
  std::optional<Target> wanted = target(call, "token");
  const std::optional<Target> contrast = target(call, "contrast");

  // Everything that was added to the stream at the position before, and what came of it.
  const std::string last_site = "layers." + std::to_string(layers - 1) + ".residual.post";
  const kit::Trace trace = call.forward(
      tokens, "embeddings,layers.*.attention.output,layers.*.mlp.output,logits," + last_site);
  std::vector<State> parts = {row(trace.matrix("embeddings"), position - 1)};
  for (int64_t layer = 0; layer < layers; layer++)
    for (const char *half : {".attention.output", ".mlp.output"})
      parts.push_back(row(trace.matrix("layers." + std::to_string(layer) + half), position - 1));
  const State last = row(trace.matrix(last_site), position - 1), logits = row(trace.matrix("logits"), position - 1);
  if (!wanted) wanted = target(call, std::max_element(logits.begin(), logits.end()) - logits.begin());

  double missing = 0, whole = 0; // of the sum that the stream should be
  for (size_t d = 0; d < last.size(); d++) {
    double sum = 0;
    for (const State &part : parts) sum += part[d];
    missing += std::pow(last[d] - sum, 2);
    whole += std::pow(last[d], 2);
  }

  call.progress(-1, "reading the head");
  const Head head(call, parts, last);
  call.progress(-1, "writing");
  const auto of = [&](auto value) { return value(wanted->id) - (contrast ? value(contrast->id) : 0); };
  std::vector<double> values;
  for (size_t i = 0; i < parts.size(); i++)
    values.push_back(of([&](int64_t token) { return head.contribution(i, token); }));
  const double constant = of([&](int64_t token) { return head.constant(size_t(token)); });
  const double logit = of([&](int64_t token) { return double(logits[size_t(token)]); });

  // Values again as a list to sort, a matrix, and running sums.
  std::vector<Part> ranked = {{"embeddings", values[0], 0}, {"constant", constant, 1}};
  std::vector<float> matrix;
  std::vector<double> sums = {constant + values[0]};
  std::string rows, matrix_json, layers_json, places = "[\"embeddings\"";
  double largest = std::abs(logit);
  for (int64_t layer = 0; layer < layers; layer++) {
    const std::string name = std::to_string(layer), separator = layer ? ", " : "";
    const double attention = values[size_t(2 * layer + 1)], mlp = values[size_t(2 * layer + 2)];
    ranked.push_back({"attention of layer " + name, attention, ranked.size()});
    ranked.push_back({"MLP of layer " + name, mlp, ranked.size()});
    matrix.insert(matrix.end(), {float(attention), float(mlp)});
    sums.push_back(sums.back() + attention + mlp);
    rows += separator + "\"" + name + "\"";
    places += ", \"" + name + "\"";
    matrix_json += separator + kit::numbers(std::vector<double>{attention, mlp});
    layers_json += separator + "{\"layer\": " + name + ", \"attention\": " + kit::number(attention) +
                   ", \"mlp\": " + kit::number(mlp) + "}";
  }
  std::sort(ranked.begin(), ranked.end(), is_larger);
  std::string table;
  for (size_t i = 0; i < ranked.size() && i < size_t(topk); i++)
    table += (i ? ", [\"" : "[\"") + ranked[i].name + "\", " + cell(ranked[i].value) + "]";
  largest = std::max(largest, std::abs(ranked[0].value));
  call.put_tensor("contributions", matrix, {layers, 2});

  // The explanation.
  const std::string what = contrast ? "logit of '" + wanted->text + "' minus that of '" + contrast->text + "'"
                                    : "logit of '" + wanted->text + "'";
  const std::string quantity = call.quoted(contrast ? "difference of logits" : "logit");
  const std::string caption = call.quoted(what + " at position " + std::to_string(position));
  std::string json = "{\"result\": {\"position\": " + std::to_string(position) + ", \"token\": " + wanted->json(call);
  if (contrast) json += ", \"contrast\": " + contrast->json(call);
  json += ", \"logit\": " + kit::number(logit) + ", \"constant\": " + kit::number(constant) +
          ", \"embeddings\": " + kit::number(values[0]) + ", \"norm_scale\": " + kit::number(head.scale) +
          ", \"layers\": [" + layers_json + "]}, \"tokens\": " + std::string(tokens.json);
  json += R"(, "figures": [{"type": "matrix", "title": "What attention and MLPs add to the logit", "caption": )" +
          caption + R"(, "row_title": "layer", "column_title": "part", "columns": ["attention", "MLP"], "rows": [)" +
          rows + "], \"values\": [" + matrix_json + R"(], "style": {"decimals": 2}, )" +
          R"("scale": {"kind": "sign", "quantity": )" + quantity + "}}";
  json += R"(, {"type": "table", "title": "The largest parts", "caption": )" + caption +
          R"(, "columns": ["part", {"title": )" + quantity + "}], \"rows\": [" + table + "]}";
  json += R"(, {"type": "lines", "title": "The sum so far", "caption": )" + caption +
          R"(, "horizontal_title": "up to layer", "places": )" + places + "], \"quantity\": " + quantity +
          ", \"lines\": [{\"label\": {\"token\": " + call.quoted(wanted->text) + "}, \"values\": " +
          kit::numbers(sums) + R"(}], "style": {"decimals": 2}}])";
  json += ", \"checks\": [" +
          check("attribution_sum_error", std::abs(sums.back() - logit) / std::max(largest, 1e-9),
                "by how much the parts' sum misses the model's logit, as a share of the largest; at most 0.0001") +
          ", " +
          check("residual_sum_error", std::sqrt(missing / std::max(whole, 1e-30)),
                "by how much the parts' sum misses the residual stream, as a share of it; at most 0.0001") +
          "]}";
  call.put_explanation(json);
}

xpl_status run(const xpl_plugin_v1 *, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point, xpl_str request) {
  return kit::guarded(host, call, request, [entry_point](const kit::Call &call) {
    if (kit::view(entry_point) != "direct_logit_attribution")
      throw kit::Failure(XPL_NOT_FOUND, "this plugin has no such entry point", "direct_logit_attribution");
    explain(call);
  });
}

// descriptor.json, byte by byte; the Makefile makes this file of it.
const char descriptor[] = {
#include "descriptor.inc"
};

} // namespace

// The one function the library exports.
extern "C" XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry() {
  static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, nullptr, {descriptor, sizeof descriptor}, run};
  return &plugin;
}
