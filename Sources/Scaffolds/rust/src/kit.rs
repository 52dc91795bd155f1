//! What most explainers in Rust need: the host's functions without `unsafe`, and errors as `Result`.
//!
//! It is yours: change it, or throw it away.
#![allow(dead_code)]

use crate::abi::*;
use std::marker::PhantomData;
use std::os::raw::c_char;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;

/// Why a call fails. Without a message the host knows the reason already.
#[derive(Debug, Default, Clone)]
pub struct Failure {
    pub status: xpl_status,
    pub message: String,
    pub expected: String,
    pub found: String,
    pub remedy: String,
}

impl Failure {
    pub fn new(status: xpl_status, message: impl Into<String>) -> Self {
        Failure { status, message: message.into(), ..Default::default() }
    }
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = found.into();
        self
    }
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }

    fn details(&self) -> String {
        let members = [("expected", &self.expected), ("found", &self.found), ("remedy", &self.remedy)];
        let given = members.iter().filter(|(_, value)| !value.is_empty());
        let written: Vec<String> =
            given.map(|(name, value)| format!("\"{name}\": {}", quote(value))).collect();
        format!("{{{}}}", written.join(", "))
    }
}

pub type Result<Value> = std::result::Result<Value, Failure>;

/// Passes a failure of the host's functions on; the host has recorded the reason.
fn check(status: xpl_status) -> Result<()> {
    match status {
        XPL_OK => Ok(()),
        status => Err(Failure { status, ..Default::default() }),
    }
}

fn text(value: &str) -> xpl_str {
    xpl_str { data: value.as_ptr() as *const c_char, size: value.len() }
}

const NO_TEXT: xpl_str = xpl_str { data: ptr::null(), size: 0 };
const NO_TENSOR: xpl_tensor = xpl_tensor {
    data: ptr::null(),
    dtype: XPL_F32,
    rank: 0,
    shape: [0; XPL_MAX_RANK],
    strides: [0; XPL_MAX_RANK],
};

/// The text behind a string of the host.
///
/// # Safety
/// The bytes must live as long as `'a`: what a plugin gets stays until `run` returns.
unsafe fn view<'a>(value: xpl_str) -> Result<&'a str> {
    if value.data.is_null() || value.size == 0 {
        return Ok("");
    }
    let bytes = std::slice::from_raw_parts(value.data as *const u8, value.size);
    std::str::from_utf8(bytes).map_err(|_| Failure::new(XPL_INTERNAL_FAULT, "the host's text is not UTF-8"))
}

/// A text as a JSON string, quotes and all.
pub fn quote(value: &str) -> String {
    let mut json = String::from("\"");
    for character in value.chars() {
        match character {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            control if control < ' ' => json.push_str(&format!("\\u{:04x}", control as u32)),
            other => json.push(other),
        }
    }
    json + "\""
}

/// A number as JSON, which has no NaN and no infinity: they become null.
pub fn number(value: f64) -> String {
    match value {
        value if !value.is_finite() => "null".into(),
        value if f64::from(value as f32) == value => format!("{}", value as f32), // fewer digits say the same
        value => format!("{value}"),
    }
}

/// Things as a JSON array.
pub fn list<Item>(items: impl IntoIterator<Item = Item>, json: impl Fn(Item) -> String) -> String {
    let written: Vec<String> = items.into_iter().map(json).collect();
    format!("[{}]", written.join(", "))
}

pub struct Token<'a> {
    pub id: i64,
    pub text: &'a str,
}

impl Token<'_> {
    /// The token as a label of a figure; its blanks are then made visible.
    pub fn label(&self) -> String {
        format!("{{\"token\": {}}}", quote(self.text))
    }
}

/// The tokens of a text: `json` is how the explanation wants them.
pub struct Tokens<'a> {
    pub list: Vec<Token<'a>>,
    pub json: &'a str,
}

/// What a pass reads of one text.
#[derive(Debug, Clone)]
pub struct Input(String);

impl Tokens<'_> {
    /// The tokens as the input of a pass.
    pub fn input(&self) -> Input {
        Input(format!("{{\"ids\": {}}}", list(&self.list, |token| token.id.to_string())))
    }
    /// The tokens as labels of a figure.
    pub fn labels(&self) -> String {
        list(&self.list, Token::label)
    }
}

/// A JSON text that is parsed once (`explainer.json/2`); its values, and the texts read of them, borrow from it.
pub struct Document<'a> {
    host: &'a xpl_host_v1,
    call: *mut xpl_call,
    table: &'a xpl_json_v2,
    root: xpl_json_value,
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        unsafe { (self.table.release)(self.host, self.call, self.root) }
    }
}

impl Document<'_> {
    pub fn root(&self) -> Value<'_> {
        Value { document: self, value: self.root }
    }
}

/// A value of a document.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    value: xpl_json_value,
}

impl<'d> Value<'d> {
    fn find<Found>(self, function: Find<Found>, pointer: &str, mut found: Found) -> Result<Found> {
        let Document { host, call, .. } = *self.document;
        check(unsafe { function(host, call, self.value, text(pointer), &mut found) })?;
        Ok(found)
    }
    fn of_document(self, value: xpl_json_value) -> Value<'d> {
        Value { document: self.document, value }
    }

    /// What `pointer` leads to from here; `""` is the value itself.
    pub fn integer(self, pointer: &str) -> Result<i64> {
        self.find(self.document.table.integer, pointer, 0)
    }
    pub fn number(self, pointer: &str) -> Result<f64> {
        self.find(self.document.table.number, pointer, 0.0)
    }
    pub fn boolean(self, pointer: &str) -> Result<bool> {
        Ok(self.find(self.document.table.boolean, pointer, 0)? != 0)
    }
    pub fn string(self, pointer: &str) -> Result<&'d str> {
        unsafe { view(self.find(self.document.table.string, pointer, NO_TEXT)?) }
    }
    pub fn count(self, pointer: &str) -> Result<usize> {
        self.find(self.document.table.count, pointer, 0)
    }
    /// One of `XPL_JSON_…`.
    pub fn kind(self, pointer: &str) -> Result<i32> {
        self.find(self.document.table.kind, pointer, 0)
    }
    pub fn at(self, pointer: &str) -> Result<Value<'d>> {
        Ok(self.of_document(self.find(self.document.table.at, pointer, 0)?))
    }
    /// A member of an object, whatever letters its name has.
    pub fn member(self, name: &str) -> Result<Value<'d>> {
        Ok(self.of_document(self.find(self.document.table.member, name, 0)?))
    }
    /// The values of an array, or of an object with their names.
    pub fn elements(self) -> Result<Vec<(&'d str, Value<'d>)>> {
        let Document { host, call, table, .. } = *self.document;
        let element = |index: usize| -> Result<(&'d str, Value<'d>)> {
            let (mut name, mut found) = (NO_TEXT, 0);
            check(unsafe { (table.element)(host, call, self.value, index, &mut name, &mut found) })?;
            Ok((unsafe { view(name) }?, self.of_document(found)))
        };
        (0..self.count("")?).map(element).collect()
    }
}

/// What a forward pass left behind; released with this value.
pub struct Trace<'a> {
    host: &'a xpl_host_v1,
    trace: *mut xpl_trace,
}

impl Drop for Trace<'_> {
    fn drop(&mut self) {
        unsafe { (self.host.trace_release)(self.trace) }
    }
}

impl Trace<'_> {
    /// A tensor [rows, columns], borrowed from the trace.
    pub fn matrix(&self, site: &str) -> Result<Matrix<'_>> {
        let mut tensor = NO_TENSOR;
        if unsafe { (self.host.trace_find)(self.trace, text(site), &mut tensor) } != XPL_OK {
            return Err(Failure::new(XPL_NOT_FOUND, format!("the trace lacks the site {site}")));
        }
        if tensor.rank != 2 || tensor.dtype != XPL_F32 {
            return Err(Failure::new(XPL_BAD_SHAPE, format!("{site} is no matrix of floats")));
        }
        Ok(Matrix { tensor, trace: PhantomData })
    }
}

/// What a pass left: one trace a text, and as many of gradients where the request asked for some; all are released with
/// this value.
pub struct PassResult<'a> {
    pub traces: Vec<Trace<'a>>,
    pub gradients: Vec<Trace<'a>>,
    /// `{"values": [the objective's, one a text], "notes": [...]}`.
    pub json: &'a str,
}

/// A tensor [rows, columns], borrowed.
pub struct Matrix<'a> {
    tensor: xpl_tensor,
    trace: PhantomData<&'a ()>,
}

impl<'a> Matrix<'a> {
    pub fn rows(&self) -> usize {
        self.tensor.shape[0] as usize
    }
    pub fn columns(&self) -> usize {
        self.tensor.shape[1] as usize
    }
    /// `count` rows from `first` on.
    pub fn slice(&self, first: usize, count: usize) -> Matrix<'a> {
        assert!(first <= self.rows() && count <= self.rows() - first);
        let mut tensor = self.tensor;
        let data = tensor.data as *const f32;
        tensor.data = unsafe { data.offset(first as isize * tensor.strides[0] as isize) } as *const _;
        tensor.shape[0] = count as i64;
        Matrix { tensor, trace: PhantomData }
    }
    /// The values of one row.
    pub fn row(&self, row: usize) -> impl Iterator<Item = f32> + 'a {
        assert!(row < self.rows(), "row {row} of {}", self.rows());
        let (data, stride) = (self.tensor.data as *const f32, self.tensor.strides[1] as isize);
        let start = row as isize * self.tensor.strides[0] as isize;
        (0..self.columns() as isize).map(move |column| unsafe { *data.offset(start + column * stride) })
    }
}

/// A dense view of `values`, which must outlive it.
fn dense(values: &[f32], shape: &[usize]) -> xpl_tensor {
    assert!(shape.len() <= XPL_MAX_RANK && shape.iter().product::<usize>() == values.len());
    let mut tensor = xpl_tensor { data: values.as_ptr() as *const _, rank: shape.len() as i32, ..NO_TENSOR };
    let mut stride = 1;
    for (axis, &extent) in shape.iter().enumerate().rev() {
        tensor.shape[axis] = extent as i64;
        tensor.strides[axis] = stride;
        stride *= extent as i64;
    }
    tensor
}

/// One call of the plugin: what `run` gets.
pub struct Call<'a> {
    host: &'a xpl_host_v1,
    call: *mut xpl_call,
    json: &'a xpl_json_v1,
    /// The request, as JSON.
    pub request: &'a str,
}

impl<'a> Call<'a> {
    fn read<Value>(
        &self,
        function: Read<Value>,
        json: &str,
        pointer: &str,
        mut value: Value,
    ) -> Result<Value> {
        check(unsafe { function(self.host, self.call, text(json), text(pointer), &mut value) })?;
        Ok(value)
    }
    /// Values of a JSON text, by a pointer such as `/parameters/topk`.
    pub fn integer(&self, json: &str, pointer: &str) -> Result<i64> {
        self.read(self.json.integer, json, pointer, 0)
    }
    pub fn number(&self, json: &str, pointer: &str) -> Result<f64> {
        self.read(self.json.number, json, pointer, 0.0)
    }
    pub fn boolean(&self, json: &str, pointer: &str) -> Result<bool> {
        Ok(self.read(self.json.boolean, json, pointer, 0)? != 0)
    }
    pub fn count(&self, json: &str, pointer: &str) -> Result<usize> {
        self.read(self.json.count, json, pointer, 0)
    }
    pub fn string(&self, json: &str, pointer: &str) -> Result<&'a str> {
        let value = self.read(self.json.string, json, pointer, NO_TEXT)?;
        unsafe { view(value) }
    }

    /// A number that describes the model, such as `/layers` (abi.md lists them).
    pub fn model(&self, pointer: &str) -> Result<i64> {
        let mut info = NO_TEXT;
        check(unsafe { (self.host.model_info)(self.host, self.call, &mut info) })?;
        self.integer(unsafe { view(info) }?, pointer)
    }

    /// The id of a parameter of type `token`, which is an id or a text that has to be one token; none where it is
    /// left out.
    pub fn token_parameter(&self, name: &str) -> Result<Option<i64>> {
        let pointer = format!("/parameters/{name}");
        match self.integer(self.request, &pointer) {
            Ok(id) => return Ok(Some(id)),
            Err(failure) if failure.status == XPL_NOT_FOUND => return Ok(None),
            Err(failure) if failure.status == XPL_BAD_DATA => {} // a text is no whole number
            Err(failure) => return Err(failure),
        }
        let value = self.string(self.request, &pointer)?;
        let tokens = self.tokenized(value)?;
        match self.count(tokens, "")? {
            1 => Ok(Some(self.integer(tokens, "/0/id")?)),
            count => Err(Failure::new(XPL_BAD_PARAMETER, format!("--{name} has to be one token"))
                .expected("one token")
                .found(format!("{count} tokens in '{value}'"))
                .remedy("most words need the blank before them: ' London'")),
        }
    }
    /// The text of the token with an id of the vocabulary.
    pub fn token_text(&self, id: i64) -> Result<&'a str> {
        self.string(self.tokens(&[id])?, "/0/token")
    }

    fn tokenized(&self, value: &str) -> Result<&'a str> {
        let mut tokens = NO_TEXT;
        check(unsafe { (self.host.tokenize)(self.host, self.call, text(value), &mut tokens) })?;
        unsafe { view(tokens) }
    }
    fn tokens(&self, ids: &[i64]) -> Result<&'a str> {
        let mut tokens = NO_TEXT;
        check(unsafe { (self.host.tokens)(self.host, self.call, ids.as_ptr(), ids.len(), &mut tokens) })?;
        unsafe { view(tokens) }
    }
    fn read_tokens(&self, json: &'a str) -> Result<Vec<Token<'a>>> {
        let token = |i: usize| -> Result<Token<'a>> {
            let text = self.string(json, &format!("/{i}/token"))?;
            Ok(Token { id: self.integer(json, &format!("/{i}/id"))?, text })
        };
        (0..self.count(json, "")?).map(token).collect()
    }
    /// The tokens of text `index` of the request: at least one, and no more than the model takes. Where the user
    /// allows it (`--truncate`) a longer text is cut; special tokens at its end, such as `[SEP]`, stay.
    pub fn tokens_of_text(&self, index: usize) -> Result<Tokens<'a>> {
        let json = self.tokenized(self.string(self.request, &format!("/texts/{index}"))?)?;
        let list = self.read_tokens(json)?;
        let context = self.model("/context_length")? as usize;
        if list.is_empty() {
            return Err(
                Failure::new(XPL_BAD_TEXT, "the text is empty").remedy("give at least one token with --text")
            );
        }
        if list.len() <= context {
            return Ok(Tokens { list, json });
        }
        if !self.boolean(self.request, "/truncate")? {
            return Err(Failure::new(XPL_BAD_TEXT, "the text is longer than the model's context")
                .expected(format!("at most {context} tokens"))
                .found(list.len().to_string())
                .remedy("shorten it, or let --truncate keep its beginning"));
        }
        self.log(XPL_LOG_WARNING, "the text was cut to the model's context");
        let special = |i: &usize| self.boolean(json, &format!("/{i}/special")).unwrap_or(false);
        let closing = (0..list.len()).rev().take_while(special).count().min(context - 1);
        let kept = list[..context - closing].iter().chain(&list[list.len() - closing..]);
        let json = self.tokens(&kept.map(|token| token.id).collect::<Vec<_>>())?;
        Ok(Tokens { list: self.read_tokens(json)?, json })
    }

    /// A JSON text that many values are read of: parsed once.
    pub fn parse(&self, json: &str) -> Result<Document<'a>> {
        let table: &xpl_json_v2 = self.extension("explainer.json/2")?;
        let mut root = 0;
        check(unsafe { (table.parse)(self.host, self.call, text(json), &mut root) })?;
        Ok(Document { host: self.host, call: self.call, table, root })
    }

    /// The functions behind the id of an extension.
    fn extension<Table>(&self, id: &str) -> Result<&'a Table> {
        let table = unsafe { ((self.host.extension)(self.host, text(id)) as *const Table).as_ref() };
        table.ok_or_else(|| Failure::new(XPL_INCOMPATIBLE_PLUGIN, format!("this host lacks {id}")))
    }

    /// One forward pass that keeps the sites named: `layers.*.residual.post,logits`.
    pub fn forward(&self, tokens: &Tokens, sites: &str) -> Result<Trace<'a>> {
        let Input(input) = tokens.input();
        let mut trace = ptr::null_mut();
        check(unsafe { (self.host.forward)(self.host, self.call, text(&input), text(sites), &mut trace) })?;
        Ok(Trace { host: self.host, trace })
    }

    fn files(&self) -> Option<&'a xpl_files_v1> {
        let table = unsafe { (self.host.extension)(self.host, text("explainer.files/1")) };
        unsafe { (table as *const xpl_files_v1).as_ref() }
    }
    /// What the files are called that the call lends (`explainer.files/1`).
    pub fn file_names(&self) -> Result<Vec<&'a str>> {
        let Some(files) = self.files() else { return Ok(Vec::new()) };
        let mut count = 0;
        check(unsafe { (files.count)(self.host, self.call, &mut count) })?;
        let name = |index| {
            let mut name = NO_TEXT;
            check(unsafe { (files.name)(self.host, self.call, index, &mut name) })?;
            unsafe { view(name) }
        };
        (0..count).map(name).collect()
    }
    /// The bytes of a file of the package (`data/words.txt`), or of the one given to a parameter of type `file` (by the
    /// parameter's name). A failure with `XPL_NOT_FOUND` where the call lends none of that name.
    pub fn file(&self, name: &str) -> Result<&'a [u8]> {
        let files =
            self.files().ok_or_else(|| Failure::new(XPL_NOT_FOUND, "this host lacks explainer.files/1"))?;
        let (mut bytes, mut size) = (ptr::null(), 0);
        check(unsafe { (files.open)(self.host, self.call, text(name), &mut bytes, &mut size) })?;
        Ok(unsafe { std::slice::from_raw_parts(bytes as *const u8, size) })
    }

    /// One pass over these inputs with edits or gradients (`explainer.pass/1`). `members` is the request without its
    /// inputs, such as `"capture": "logits", "edits": [...]` (abi.md lists them); `tensors` are those that edits name:
    /// the name, the extents, the values.
    pub fn pass(
        &self,
        inputs: &[Input],
        members: &str,
        tensors: &[(&str, &[usize], &[f32])],
    ) -> Result<PassResult<'a>> {
        let table: &xpl_pass_v1 = self.extension("explainer.pass/1")?;
        // The host fills as many places as there are inputs: no more of them may come in another way.
        assert!(!members.contains("inputs"), "inputs go beside the members");
        let inputs_json: Vec<&str> = inputs.iter().map(|input| input.0.as_str()).collect();
        let comma = if members.is_empty() { "" } else { ", " };
        let request = format!(r#"{{"inputs": [{}]{comma}{members}}}"#, inputs_json.join(", "));
        let named: Vec<xpl_named_tensor> = tensors
            .iter()
            .map(|&(name, shape, values)| xpl_named_tensor { name: text(name), tensor: dense(values, shape) })
            .collect();
        let mut traces = vec![ptr::null_mut(); inputs.len() + 1];
        let mut gradients = traces.clone();
        let mut json = NO_TEXT;
        check(unsafe {
            (table.run)(
                self.host,
                self.call,
                text(&request),
                named.as_ptr(),
                named.len(),
                traces.as_mut_ptr(),
                gradients.as_mut_ptr(),
                &mut json,
            )
        })?;
        let owned = |all: Vec<*mut xpl_trace>| -> Vec<Trace<'a>> {
            let given = all.into_iter().filter(|trace| !trace.is_null());
            given.map(|trace| Trace { host: self.host, trace }).collect()
        };
        let (traces, gradients) = (owned(traces), owned(gradients));
        Ok(PassResult { traces, gradients, json: unsafe { view(json) }? })
    }

    /// What the head makes of states [N, D], such as `trace.matrix(…)?.slice(row, 1)`, of some tokens
    /// (`explainer.head/1`): [N, ids]. `normed` where the final norm comes first.
    pub fn scores(&self, states: &Matrix, normed: bool, ids: &[i64]) -> Result<Vec<f32>> {
        let table: &xpl_head_v1 = self.extension("explainer.head/1")?;
        let mut scores = vec![0.0; states.rows() * ids.len()];
        check(unsafe {
            (table.scores)(
                self.host,
                self.call,
                &states.tensor,
                normed.into(),
                ids.as_ptr(),
                ids.len(),
                scores.as_mut_ptr(),
                scores.len(),
            )
        })?;
        Ok(scores)
    }
    /// The `count` tokens that score highest for each of the states, with their scores, the best first: [N, count].
    pub fn best(&self, states: &Matrix, normed: bool, count: usize) -> Result<Vec<(i64, f32)>> {
        let table: &xpl_head_v1 = self.extension("explainer.head/1")?;
        let (mut ids, mut scores) = (vec![0; states.rows() * count], vec![0.0; states.rows() * count]);
        check(unsafe {
            (table.best)(
                self.host,
                self.call,
                &states.tensor,
                normed.into(),
                count,
                ids.as_mut_ptr(),
                scores.as_mut_ptr(),
                scores.len(),
            )
        })?;
        Ok(ids.into_iter().zip(scores).collect())
    }

    /// The names of all weights (`explainer.weights/1`).
    pub fn weight_names(&self) -> Result<Vec<&'a str>> {
        let table: &xpl_weights_v1 = self.extension("explainer.weights/1")?;
        let mut json = NO_TEXT;
        check(unsafe { (table.names)(self.host, self.call, &mut json) })?;
        let json = unsafe { view(json) }?;
        (0..self.count(json, "")?).map(|i| self.string(json, &format!("/{i}"))).collect()
    }
    /// A weight, lent for the whole call; one of a single extent is a matrix of one row.
    pub fn weight(&self, name: &str) -> Result<Matrix<'a>> {
        let table: &xpl_weights_v1 = self.extension("explainer.weights/1")?;
        let mut weight = NO_TENSOR;
        check(unsafe { (table.get)(self.host, self.call, text(name), &mut weight) })?;
        if weight.rank == 1 {
            (weight.rank, weight.shape[1], weight.strides[1]) = (2, weight.shape[0], weight.strides[0]);
            weight.shape[0] = 1;
        }
        Ok(Matrix { tensor: weight, trace: PhantomData })
    }

    pub fn log(&self, level: i32, message: &str) {
        unsafe { (self.host.log)(self.host, self.call, level, text(message)) }
    }
    /// Shows progress, and ends the call when the user has had enough; call it at least ten times a second.
    pub fn progress(&self, fraction: f64, note: &str) -> Result<()> {
        if unsafe { (self.host.cancelled)(self.host, self.call) } != 0 {
            return Err(Failure::new(XPL_CANCELLED, "cancelled"));
        }
        unsafe { (self.host.progress)(self.host, self.call, fraction, text(note)) }
        Ok(())
    }

    /// Hands over a dense tensor, which `--tensors` writes.
    pub fn put_tensor(&self, name: &str, values: &[f32], shape: &[usize]) -> Result<()> {
        let tensor = dense(values, shape);
        check(unsafe { (self.host.put_tensor)(self.host, self.call, text(name), &tensor) })
    }
    /// Hands over the explanation.
    pub fn put_explanation(&self, json: &str) -> Result<()> {
        check(unsafe { (self.host.put_explanation)(self.host, self.call, text(json)) })
    }
}

/// Runs `body` for an entry point; its errors and panics become a status, because nothing else may cross the boundary.
///
/// # Safety
/// Takes what the host gives to `xpl_plugin_v1.run`.
pub unsafe fn run(
    host: *const xpl_host_v1,
    call: *mut xpl_call,
    entry_point: xpl_str,
    request: xpl_str,
    body: fn(&Call, &str) -> Result<()>,
) -> xpl_status {
    if host.is_null() || (*host).abi_major != XPL_ABI_MAJOR {
        return XPL_INCOMPATIBLE_PLUGIN;
    }
    let host = &*host;
    let work = || -> Result<()> {
        let json = (host.extension)(host, text("explainer.json/1")) as *const xpl_json_v1;
        if json.is_null() {
            return Err(Failure::new(XPL_INCOMPATIBLE_PLUGIN, "this host lacks explainer.json/1"));
        }
        body(&Call { host, call, json: &*json, request: view(request)? }, view(entry_point)?)
    };
    let failure = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(())) => return XPL_OK,
        Ok(Err(failure)) => failure,
        Err(panic) => {
            let message = panic.downcast_ref::<String>().map(String::as_str);
            let message = message.or_else(|| panic.downcast_ref::<&str>().copied());
            Failure::new(
                XPL_PLUGIN_FAULT,
                format!("the plugin panicked: {}", message.unwrap_or("no message")),
            )
        }
    };
    if failure.message.is_empty() {
        return failure.status;
    }
    (host.fail)(host, call, failure.status, text(&failure.message), text(&failure.details()))
}

type Read<Value> =
    unsafe extern "C" fn(*const xpl_host_v1, *mut xpl_call, xpl_str, xpl_str, *mut Value) -> xpl_status;
type Find<Found> = unsafe extern "C" fn(
    *const xpl_host_v1,
    *mut xpl_call,
    xpl_json_value,
    xpl_str,
    *mut Found,
) -> xpl_status;
