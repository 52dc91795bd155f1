// Uses the helpers of kit.hpp for explainer.json/2, weights/1, head/1 and pass/1; KitHelperTests compares what it finds
// with the model. write-a-plugin.md quotes it.
#include "kit.hpp"

namespace {

std::string words(const kit::Call &call, const kit::Tokens &tokens) {
  std::string words;
  const kit::Document document = call.parse(tokens.json);
  for (const auto &[name, token] : document.root().elements())
    words += (words.empty() ? "[" : ", ") + call.quoted(token.string("/token"));
  return words + "]";
}

// Every other way to read a document.
std::string document(const kit::Call &call) {
  const kit::Document document = call.parse(R"({"a/b": {"share": 0.5, "loud": true, "whole": 7}})");
  const kit::Document::Value root = document.root(), found = root.member("a/b");
  xpl_status missing = XPL_OK;
  try {
    root.member("a");
  } catch (const kit::Failure &failure) {
    if (failure.status != XPL_NOT_FOUND) throw;
    missing = failure.status;
  }
  return "{\"share\": " + kit::number(found.number("/share")) + ", \"loud\": " + (found.boolean("/loud") ? "true" : "false") +
         ", \"whole\": " + std::to_string(root.at("/a~1b").integer("/whole")) +
         ", \"kind\": " + std::to_string(found.kind()) + ", \"name\": " + call.quoted(found.elements().at(1).first) +
         ", \"missing\": " + std::to_string(missing) + "}";
}

std::string weights(const kit::Call &call) {
  double sum = 0, gain = 0;
  const kit::Matrix weight = call.weight("layers.0.attention.output.weight");
  for (int64_t i = 0; i < weight.columns(); i++) sum += weight(1, i);
  const kit::Matrix norm = call.weight("final_norm.weight");
  for (int64_t i = 0; i < norm.columns(); i++) gain += norm(0, i);
  const std::vector<std::string_view> names = call.weight_names();
  return "{\"count\": " + std::to_string(names.size()) + ", \"first\": " + call.quoted(names.at(0)) +
         ", \"sum\": " + kit::number(sum) + ", \"gain\": " + kit::number(gain) + "}";
}

std::string head(const kit::Call &call, const kit::Trace &trace) {
  const kit::Matrix stream = trace.matrix("layers.0.residual.post");
  const std::vector<kit::Score> best = call.best(stream.slice(stream.rows() - 1), true, 2);
  return "{\"ids\": [" + std::to_string(best.at(0).id) + ", " + std::to_string(best.at(1).id) +
         "], \"best\": " + kit::numbers(std::vector<float>{best[0].score, best[1].score}) +
         ", \"chosen\": " + kit::numbers(call.scores(stream, false, {7, 0, 5})) + "}";
}

void explain(const kit::Call &call) {
  const kit::Tokens tokens = call.tokens_of_text();
  const kit::Trace trace = call.forward(tokens, "layers.0.residual.post");
  // What a sum of scores is, without any gradient.
  const kit::PassResult pass =
      call.pass({call.input(tokens)}, R"("backward": {"of": [{"id": 5}, {"id": 7, "weight": -1}]})");
  if (!pass.gradients.empty()) throw kit::Failure(XPL_INTERNAL_FAULT, "there are gradients that nobody asked for");
  call.put_explanation("{\"result\": {\"words\": " + words(call, tokens) + ", \"document\": " + document(call) +
                       ", \"weights\": " + weights(call) + ", \"head\": " + head(call, trace) +
                       ", \"value\": " + kit::number(call.number(pass.json, "/values/0")) + "}}");
}

xpl_status run(const xpl_plugin_v1 *, const xpl_host_v1 *host, xpl_call *call, xpl_str entry_point, xpl_str request) {
  return kit::guarded(host, call, request, [entry_point](const kit::Call &call) {
    if (kit::view(entry_point) != "every_helper") throw kit::Failure(XPL_NOT_FOUND, "there is no such entry point");
    explain(call);
  });
}

const char descriptor[] = {
#include "descriptor.inc"
};

} // namespace

extern "C" XPL_EXPORT const xpl_plugin_v1 *explainer_plugin_entry() {
  static const xpl_plugin_v1 plugin = {XPL_ABI_MAJOR, XPL_ABI_MINOR, nullptr, {descriptor, sizeof descriptor}, run};
  return &plugin;
}
