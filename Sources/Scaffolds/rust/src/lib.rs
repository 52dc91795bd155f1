//! @title@: the length of the residual stream at every layer and token.
//!
//! An explainer is one function, `explain`: it reads the request, asks the host to run the model, and pushes one
//! explanation. What it is called, which parameters it has and what it says of itself is in `descriptor.json`.

mod abi;
mod kit;

use abi::*;
use kit::{list, number, Call, Failure, Result};

/// The value in the middle; of an even number the mean of the two in the middle.
fn median(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0
}

/// The length of one state, summed up in `f64`: the sum of many squares loses digits in `f32`.
fn length(state: impl Iterator<Item = f32>) -> f32 {
    state.map(|x| f64::from(x) * f64::from(x)).sum::<f64>().sqrt() as f32
}

fn explain(call: &Call) -> Result<()> {
    // Parameters have been checked against descriptor.json; what depends on the model is checked here.
    let first = call.integer(call.request, "/parameters/from_layer")?;
    let relative = call.boolean(call.request, "/parameters/relative")?;
    let layers = call.model("/layers")?;
    if !(0..layers).contains(&first) {
        return Err(Failure::new(XPL_BAD_PARAMETER, "the model has no such layer")
            .expected(format!("0 to {}", layers - 1))
            .found(first.to_string())
            .remedy("lower --from-layer"));
    }

    // One forward pass; the host keeps the sites named here and nothing else.
    let tokens = call.tokens_of_text(0)?;
    let trace = call.forward(&tokens, "layers.*.residual.post")?;

    let (mut norms, mut medians) = (Vec::new(), Vec::new());
    let mut not_finite = 0;
    for layer in first..layers {
        call.progress((layer - first) as f64 / (layers - first) as f64, "measuring")?;
        let stream = trace.matrix(&format!("layers.{layer}.residual.post"))?;
        let mut row: Vec<f32> = (0..stream.rows()).map(|t| length(stream.row(t))).collect();
        not_finite += row.iter().filter(|norm| !norm.is_finite()).count();
        let middle = median(&row);
        if relative {
            row.iter_mut().for_each(|norm| *norm /= middle);
        }
        medians.push(middle);
        norms.push(row);
    }
    call.put_tensor("norms", &norms.concat(), &[norms.len(), tokens.list.len()])?;

    // The explanation: result, tokens, a figure and a check. write-a-plugin.md shows every kind of figure.
    let numbers = |row: &Vec<f32>| list(row, |&norm| number(norm.into()));
    let values = list(&norms, numbers);
    let rows = list(first..layers, |layer| format!("\"{layer}\""));
    let described = list(0..norms.len(), |i| {
        let (layer, median) = (first + i as i64, number(medians[i].into()));
        format!(r#"{{"layer": {layer}, "median": {median}, "norms": {}}}"#, numbers(&norms[i]))
    });
    let (caption, quantity, decimals) = match relative {
        true => ("‖h‖ after each layer, divided by the layer's median", "length / median of the layer", 2),
        false => ("‖h‖ after each layer", "length", 1),
    };
    let matrix = format!(
        r#"{{
          "type": "matrix", "title": "Length of the residual stream", "caption": "{caption}",
          "row_title": "layer", "rows": {rows}, "column_title": "token", "columns": {labels}, "values": {values},
          "style": {{"decimals": {decimals}}}, "scale": {{"kind": "magnitude", "quantity": "{quantity}"}}
        }}"#,
        labels = tokens.labels(),
    );
    let check = format!(
        r#"{{
          "name": "norms_not_finite", "value": {not_finite}, "passed": {passed},
          "meaning": "how many lengths are no finite numbers; none should be"
        }}"#,
        passed = not_finite == 0,
    );
    call.put_explanation(&format!(
        r#"{{
          "result": {{"from_layer": {first}, "relative": {relative}, "layers": {described}}},
          "tokens": {tokens}, "figures": [{matrix}], "checks": [{check}]
        }}"#,
        tokens = tokens.json,
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
        "@name@" => explain(call),
        _ => Err(Failure::new(XPL_NOT_FOUND, "this plugin has no such entry point").expected("@name@")),
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
