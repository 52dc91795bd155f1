//! token_surprisal: how little the model expected each token of the text, given those before it.
//!
//! The formula, its source and how it can mislead are in descriptor.json, where `explainer info token_surprisal` finds
//! them. The bindings and helpers are those of `explainer generate --language rust`; `make` copies them.

#[path = "../build/abi.rs"]
mod abi;
#[path = "../build/kit.rs"]
mod kit;

use abi::*;
use kit::{list, number, quote, Call, Failure, Result, Token};

/// log(sum(exp(logits))), without overflow: the largest is taken out first.
fn log_sum_exp(logits: &[f64]) -> f64 {
    let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    largest + logits.iter().map(|logit| (logit - largest).exp()).sum::<f64>().ln()
}

/// The surprisal of every token in nats, none for the first, and by how much the worst row of probabilities misses a
/// sum of 1.
fn surprisals(call: &Call, tokens: &kit::Tokens) -> Result<(Vec<Option<f64>>, f64)> {
    let trace = call.forward(tokens, "logits")?;
    let scores = trace.matrix("logits")?;
    let (mut nats, mut worst) = (vec![None], 0.0);
    for (t, token) in tokens.list.iter().enumerate().skip(1) {
        call.progress(t as f64 / tokens.list.len() as f64, "measuring")?;
        let logits: Vec<f64> = scores.row(t - 1).map(f64::from).collect();
        let total = log_sum_exp(&logits);
        let error = (logits.iter().map(|logit| (logit - total).exp()).sum::<f64>() - 1.0).abs();
        if error.is_nan() || error > worst {
            worst = error;
        }
        let chosen = logits.get(token.id as usize);
        let chosen =
            chosen.ok_or_else(|| Failure::new(XPL_INTERNAL_FAULT, "a token is not in the vocabulary"))?;
        nats.push(Some(total - chosen));
    }
    Ok((nats, worst))
}

fn explain(call: &Call) -> Result<()> {
    let unit = call.string(call.request, "/parameters/unit")?;
    let topk = call.integer(call.request, "/parameters/topk")?;
    let per_nat = if unit == "bits" { std::f64::consts::LOG2_E } else { 1.0 };

    let tokens = call.tokens_of_text(0)?;
    let (nats, sum_error) = surprisals(call, &tokens)?;
    let surprisals: Vec<Option<f64>> = nats.iter().map(|nats| nats.map(|nats| nats * per_nat)).collect();
    let known = nats.iter().flatten().count();
    let total: f64 = surprisals.iter().flatten().sum();
    let mean = (known > 0).then(|| total / known as f64);
    let perplexity = mean.map(|mean| (mean / per_nat).exp());

    let floats: Vec<f32> = surprisals.iter().flatten().map(|&value| value as f32).collect();
    if !floats.is_empty() {
        call.put_tensor("surprisal", &floats, &[floats.len()])?;
    }

    // The most surprising first; equal ones in order of position, because the sort is stable.
    let mut ranked: Vec<(usize, f64)> =
        surprisals.iter().enumerate().filter_map(|(t, value)| value.map(|value| (t, value))).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked.truncate(topk as usize);

    let optional = |value: Option<f64>| value.map_or("null".into(), number);
    let described = list(0..tokens.list.len(), |t| {
        let Token { id, text } = &tokens.list[t];
        format!(
            r#"{{"position": {t}, "id": {id}, "token": {}, "surprisal": {}, "probability": {}}}"#,
            quote(text),
            optional(surprisals[t]),
            optional(nats[t].map(|nats| (-nats).exp())),
        )
    });
    let bars = list(&ranked, |&(t, value)| {
        let label = format!(r#"{{"token": {}, "note": "position {t}"}}"#, quote(tokens.list[t].text));
        // A bar has a length of at least 0; a probability may round to a hair above 1.
        format!(r#"{{"label": {label}, "value": {}}}"#, number(value.max(0.0)))
    });
    let bars_figure = format!(
        r#", {{
            "type": "bars", "title": "The most surprising tokens", "quantity": "surprisal ({unit})",
            "bars": {bars}, "style": {{"decimals": 2}}
          }}"#
    );
    call.put_explanation(&format!(
        r#"{{
          "result": {{
            "unit": "{unit}", "total": {total}, "mean": {mean}, "perplexity": {perplexity}, "tokens": {described}
          }},
          "tokens": {tokens},
          "figures": [{{
            "type": "tokens", "title": "Surprisal of each token", "caption": "-log p(token | those before), {unit}",
            "tokens": {labels}, "series": [{{"name": "surprisal", "weights": {weights}}}],
            "scale": {{"kind": "magnitude", "quantity": "surprisal ({unit})"}}, "style": {{"decimals": 2}}
          }}{bars_figure}],
          "checks": [{{
            "name": "probability_sum_error", "value": {sum_error}, "passed": {passed},
            "meaning": "by how much the worst prediction's probabilities miss a sum of 1; at most 1e-9"
          }}]
        }}"#,
        total = number(total),
        mean = optional(mean),
        perplexity = optional(perplexity),
        tokens = tokens.json,
        labels = tokens.labels(),
        weights = list(&surprisals, |&value| optional(value)),
        bars_figure = if ranked.is_empty() { "" } else { &bars_figure },
        sum_error = number(sum_error),
        passed = sum_error <= 1e-9,
    ))
}

unsafe extern "C" fn run(
    _plugin: *const xpl_plugin_v1,
    host: *const xpl_host_v1,
    call: *mut xpl_call,
    entry_point: xpl_str,
    request: xpl_str,
) -> xpl_status {
    kit::run(host, call, entry_point, request, |call, name| match name {
        "token_surprisal" => explain(call),
        _ => {
            Err(Failure::new(XPL_NOT_FOUND, "this plugin has no such entry point")
                .expected("token_surprisal"))
        }
    })
}

/// The one function the library exports.
#[no_mangle]
pub extern "C" fn explainer_plugin_entry() -> *const xpl_plugin_v1 {
    const DESCRIPTOR: &[u8] = include_bytes!("../descriptor.json");
    static PLUGIN: xpl_plugin_v1 = xpl_plugin_v1 {
        abi_major: XPL_ABI_MAJOR,
        abi_minor: XPL_ABI_MINOR,
        plugin_data: std::ptr::null_mut(),
        descriptor: xpl_str { data: DESCRIPTOR.as_ptr() as *const _, size: DESCRIPTOR.len() },
        run,
    };
    &PLUGIN
}
