//! integrated_gradients: how much each token's embedding contributes to the score of a predicted token.
//!
//! The formula, its source and how it can mislead are in descriptor.json, where `explainer info integrated_gradients`
//! finds them. The bindings and helpers are those of `explainer generate --language rust`; `make` copies them.

#[path = "../build/abi.rs"]
mod abi;
#[path = "../build/kit.rs"]
mod kit;

use abi::*;
use kit::{list, number, quote, Call, Failure, Input, Result, Token};

/// Where the way goes.
const SITE: &str = "embeddings.tokens";
/// How many tokens one pass reads at most, unless one copy of the text has more: memory grows with them.
const MOST_TOKENS: usize = 2048;

/// The embeddings of the text's tokens, dense.
struct Embeddings {
    shape: [usize; 2],
    values: Vec<f32>,
}

/// The text's embeddings, and the target.
fn start(call: &Call, tokens: &kit::Tokens) -> Result<(Embeddings, i64)> {
    let last = format!("layers.{}.residual.post", call.model("/layers")? - 1);
    let trace = call.forward(tokens, &format!("{SITE},{last}"))?;
    let target = match call.token_parameter("target")? {
        Some(id) => id,
        None => call.best(&trace.matrix(&last)?.slice(tokens.list.len() - 1, 1), true, 1)?[0].0,
    };
    let matrix = trace.matrix(SITE)?;
    let values = (0..matrix.rows()).flat_map(|row| matrix.row(row)).collect();
    Ok((Embeddings { shape: [matrix.rows(), matrix.columns()], values }, target))
}

/// What the target's logit is at points of the way, and, where somebody wants them, the gradients there added up.
fn follow(
    call: &Call,
    input: &Input,
    embeddings: &Embeddings,
    target: i64,
    points: &[f64],
    gradients: Option<&mut [f64]>,
) -> Result<Vec<f64>> {
    let scaled = |a: f64| embeddings.values.iter().map(|&x| (a * f64::from(x)) as f32).collect();
    let scaled: Vec<(String, Vec<f32>)> =
        points.iter().enumerate().map(|(k, &a)| (format!("point {k}"), scaled(a))).collect();
    let tensors: Vec<(&str, &[usize], &[f32])> =
        scaled.iter().map(|(name, values)| (name.as_str(), &embeddings.shape[..], &values[..])).collect();
    let edits = list(0..points.len(), |k| {
        format!(r#"{{"site": "{SITE}", "texts": [{k}], "set": {{"tensor": "point {k}"}}}}"#)
    });
    let at = if gradients.is_some() { format!(r#", "at": "{SITE}""#) } else { String::new() };
    let members = format!(r#""edits": {edits}, "backward": {{"of": [{{"id": {target}}}]{at}}}"#);
    let result = call.pass(&vec![input.clone(); points.len()], &members, &tensors)?;
    if let Some(sums) = gradients {
        for trace in &result.gradients {
            let matrix = trace.matrix(SITE)?;
            let all = (0..matrix.rows()).flat_map(|row| matrix.row(row));
            sums.iter_mut().zip(all).for_each(|(sum, gradient)| *sum += f64::from(gradient));
        }
    }
    (0..points.len()).map(|k| call.number(result.json, &format!("/values/{k}"))).collect()
}

fn explain(call: &Call) -> Result<()> {
    let steps = call.integer(call.request, "/parameters/steps")? as usize;
    let tokens = call.tokens_of_text(0)?;
    let (embeddings, target) = start(call, &tokens)?;
    let target_text = call.token_text(target)?;
    let input = tokens.input();

    // Both ends of the way.
    let ends = follow(call, &input, &embeddings, target, &[0.0, 1.0], None)?;
    let (baseline, logit) = (ends[0], ends[1]);

    let mut gradients = vec![0.0; embeddings.values.len()];
    let points: Vec<f64> = (0..steps).map(|k| (k as f64 + 0.5) / steps as f64).collect();
    let most = (MOST_TOKENS / tokens.list.len()).max(1);
    for (batch, some) in points.chunks(most).enumerate() {
        call.progress((batch * most) as f64 / steps as f64, "following the way")?;
        follow(call, &input, &embeddings, target, some, Some(&mut gradients))?;
    }

    let width = embeddings.shape[1];
    let attribution = |t: usize| -> f64 {
        let places = t * width..(t + 1) * width;
        places.map(|i| f64::from(embeddings.values[i]) * gradients[i]).sum::<f64>() / steps as f64
    };
    let attributions: Vec<f64> = (0..tokens.list.len()).map(attribution).collect();
    let sum: f64 = attributions.iter().sum();
    let error = (sum - (logit - baseline)).abs();
    let most_error = (0.05 * (logit - baseline).abs()).max(0.05);

    let floats: Vec<f32> = attributions.iter().map(|&value| value as f32).collect();
    call.put_tensor("attributions", &floats, &[floats.len()])?;
    let described = list(0..tokens.list.len(), |t| {
        let Token { id, text } = &tokens.list[t];
        let value = number(attributions[t]);
        format!(r#"{{"position": {t}, "id": {id}, "token": {}, "attribution": {value}}}"#, quote(text))
    });
    call.put_explanation(&format!(
        r#"{{
          "result": {{
            "target": {{"id": {target}, "token": {target_text}}}, "steps": {steps}, "logit": {logit},
            "baseline": {baseline}, "sum": {sum}, "tokens": {described}
          }},
          "tokens": {tokens},
          "figures": [{{
            "type": "tokens", "title": "What each token contributes to the score of the prediction",
            "caption": "integrated gradients of the embeddings, from 0, in logits",
            "tokens": {labels}, "series": [{{"name": {target_text}, "weights": {weights}}}],
            "scale": {{"kind": "sign", "quantity": "attribution (logits)"}}, "style": {{"decimals": 2}}
          }}],
          "checks": [{{
            "name": "completeness_error", "value": {error}, "passed": {passed},
            "meaning": "by how many logits the attributions miss what the score gains on the way; at most {most_error}"
          }}]
        }}"#,
        target_text = quote(target_text),
        logit = number(logit),
        baseline = number(baseline),
        sum = number(sum),
        tokens = tokens.json,
        labels = tokens.labels(),
        weights = list(&attributions, |&value| number(value)),
        error = number(error),
        most_error = number((most_error * 1e3).round() / 1e3),
        passed = error <= most_error,
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
        "integrated_gradients" => explain(call),
        _ => Err(Failure::new(XPL_NOT_FOUND, "this plugin has no such entry point")
            .expected("integrated_gradients")),
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
