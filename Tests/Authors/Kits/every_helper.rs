//! Uses the helpers of `kit.rs` for `explainer.json/2`, `weights/1`, `head/1` and `pass/1`; `KitHelperTests` compares what
//! it finds with the model. write-a-plugin.md quotes it.

mod abi;
mod kit;

use abi::*;
use kit::{list, number, quote, Call, Failure, Result};

fn words(call: &Call, tokens: &kit::Tokens) -> Result<String> {
    let mut words = Vec::new();
    let document = call.parse(tokens.json)?;
    for (_, token) in document.root().elements()? {
        words.push(token.string("/token")?);
    }
    Ok(list(words, quote))
}

/// Every other way to read a document.
fn document(call: &Call) -> Result<String> {
    let document = call.parse(r#"{"a/b": {"share": 0.5, "loud": true, "whole": 7}}"#)?;
    let root = document.root();
    let found = root.member("a/b")?;
    let missing = match root.member("a") {
        Err(failure) if failure.status != XPL_NOT_FOUND => return Err(failure),
        found => found.err().map_or(XPL_OK, |failure| failure.status),
    };
    Ok(format!(
        r#"{{"share": {}, "loud": {}, "whole": {}, "kind": {}, "name": {}, "missing": {missing}}}"#,
        number(found.number("/share")?),
        found.boolean("/loud")?,
        root.at("/a~1b")?.integer("/whole")?,
        found.kind("")?,
        quote(found.elements()?[1].0)
    ))
}

fn weights(call: &Call) -> Result<String> {
    let weight = call.weight("layers.0.attention.output.weight")?;
    let sum: f64 = weight.row(1).map(f64::from).sum();
    let gain: f64 = call.weight("final_norm.weight")?.row(0).map(f64::from).sum();
    let names = call.weight_names()?;
    Ok(format!(
        r#"{{"count": {}, "first": {}, "sum": {}, "gain": {}}}"#,
        names.len(),
        quote(names[0]),
        number(sum),
        number(gain)
    ))
}

fn head(call: &Call, trace: &kit::Trace) -> Result<String> {
    let stream = trace.matrix("layers.0.residual.post")?;
    let best = call.best(&stream.slice(stream.rows() - 1, 1), true, 2)?;
    Ok(format!(
        r#"{{"ids": {}, "best": {}, "chosen": {}}}"#,
        list(&best, |(id, _)| id.to_string()),
        list(&best, |(_, score)| number(f64::from(*score))),
        list(call.scores(&stream, false, &[7, 0, 5])?, |score| number(f64::from(score)))
    ))
}

fn explain(call: &Call) -> Result<()> {
    let tokens = call.tokens_of_text(0)?;
    let trace = call.forward(&tokens, "layers.0.residual.post")?;
    // What a sum of scores is, without any gradient.
    let members = r#""backward": {"of": [{"id": 5}, {"id": 7, "weight": -1}]}"#;
    let pass = call.pass(&[tokens.input()], members, &[])?;
    if !pass.gradients.is_empty() {
        return Err(Failure::new(XPL_INTERNAL_FAULT, "there are gradients that nobody asked for"));
    }
    call.put_explanation(&format!(
        r#"{{"result": {{"words": {}, "document": {}, "weights": {}, "head": {}, "value": {}}}}}"#,
        words(call, &tokens)?,
        document(call)?,
        weights(call)?,
        head(call, &trace)?,
        number(call.number(pass.json, "/values/0")?)
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
        "every_helper" => explain(call),
        _ => Err(Failure::new(XPL_NOT_FOUND, "there is no such entry point")),
    })
}

/// The one function the library exports.
#[no_mangle]
pub extern "C" fn explainer_plugin_entry() -> *const xpl_plugin_v1 {
    const DESCRIPTOR: &[u8] = include_bytes!("descriptor.json");
    static PLUGIN: xpl_plugin_v1 = xpl_plugin_v1 {
        abi_major: XPL_ABI_MAJOR,
        abi_minor: XPL_ABI_MINOR,
        plugin_data: std::ptr::null_mut(),
        descriptor: xpl_str { data: DESCRIPTOR.as_ptr() as *const _, size: DESCRIPTOR.len() },
        run,
    };
    &PLUGIN
}
