// @title@: the length of the residual stream at every layer and token.
//
// An explainer is one function, `explain`: it reads the request, asks the host to run the model, and pushes one
// explanation. What it is called, which parameters it has and what it says of itself is in descriptor.json.
#include <algorithm>

#include "kit.hpp"

namespace {

// The value in the middle; of an even number the mean of the two in the middle.
float median(std::vector<float> values) {
  // NaN goes last: std::sort needs an order.
  std::sort(values.begin(), values.end(), [](float a, float b) { return std::isnan(b) ? !std::isnan(a) : a < b; });
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

// The lengths of one layer's states, one a token.
std::vector<float> lengths(const kit::Trace::Matrix &stream) {
  std::vector<float> norms;
  for (int64_t t = 0; t < stream.rows(); t++) {
    double sum = 0; // in double: the sum of many squares loses digits in float
    for (int64_t d = 0; d < stream.columns(); d++) sum += double(stream(t, d)) * stream(t, d);
    norms.push_back(float(std::sqrt(sum)));
  }
  return norms;
}

void explain(const kit::Call &call) {
  // Parameters have been checked against descriptor.json; what depends on the model is checked here.
  const int64_t first = call.integer(call.request, "/parameters/from_layer");
  const bool relative = call.boolean(call.request, "/parameters/relative");
  const int64_t layers = call.model("/layers");
  if (first < 0 || first >= layers)
    throw kit::Failure(XPL_BAD_PARAMETER, "the model has no such layer", "0 to " + std::to_string(layers - 1),
                       std::to_string(first), "lower --from-layer");

  // One forward pass; the host keeps the sites named here and nothing else.
  const kit::Tokens tokens = call.tokens_of_text();
  const kit::Trace trace = call.forward(tokens, "layers.*.residual.post");

  std::vector<float> all;
  std::string result, rows, values;
  size_t not_finite = 0;
  for (int64_t layer = first; layer < layers; layer++) {
    call.progress(double(layer - first) / double(layers - first), "measuring");
    const std::string name = std::to_string(layer), separator = layer == first ? "" : ", ";
    std::vector<float> norms = lengths(trace.matrix("layers." + name + ".residual.post"));
    const float middle = median(norms);
    for (float &norm : norms) {
      not_finite += !std::isfinite(norm);
      if (relative) norm /= middle;
    }
    all.insert(all.end(), norms.begin(), norms.end());
    result += separator + "{\"layer\": " + name + ", \"median\": " + kit::number(middle) +
              ", \"norms\": " + kit::numbers(norms) + "}";
    rows += separator + "\"" + name + "\"";
    values += separator + kit::numbers(norms);
  }
  call.put_tensor("norms", all, {layers - first, int64_t(tokens.list.size())});

  // The explanation: result, tokens, a figure and a check. write-a-plugin.md shows every kind of figure.
  std::string json;
  json += "{\"result\": {\"from_layer\": " + std::to_string(first) +
          ", \"relative\": " + (relative ? "true" : "false") + ", \"layers\": [" + result + "]}";
  json += ", \"tokens\": " + std::string(tokens.json);
  json += R"(, "figures": [{"type": "matrix", "title": "Length of the residual stream", "caption": )";
  json += relative ? R"("‖h‖ after each layer, divided by the layer's median")" : R"("‖h‖ after each layer")";
  json += R"(, "row_title": "layer", "column_title": "token", "rows": [)" + rows + "], \"columns\": " + tokens.labels;
  json += ", \"values\": [" + values + "], \"style\": {\"decimals\": " + (relative ? "2" : "1") + "}";
  json += R"(, "scale": {"kind": "magnitude", "quantity": ")";
  json += relative ? "length / median of the layer\"}}" : "length\"}}";
  // Another figure goes here, behind a comma.
  json += R"(], "checks": [{"name": "norms_not_finite", "value": )" + std::to_string(not_finite);
  json += std::string(", \"passed\": ") + (not_finite ? "false" : "true");
  json += R"(, "meaning": "how many lengths are no finite numbers; none should be"}]})";
  call.put_explanation(json);
}

xpl_status run(const xpl_plugin_v1 *, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point, xpl_str request) {
  return kit::guarded(host, call, request, [entry_point](const kit::Call &call) {
    if (kit::view(entry_point) != "@name@")
      throw kit::Failure(XPL_NOT_FOUND, "this plugin has no such entry point", "@name@");
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
