//! `explainer_abi.h` in Rust, version 1.0: the whole contract between the host and a plugin. The header's comments say
//! what each function does; this file must only agree with it, which the assertions at its end check.
#![allow(non_camel_case_types, dead_code)]

use std::mem::size_of;
use std::os::raw::{c_char, c_void};

pub const XPL_ABI_MAJOR: u32 = 1;
pub const XPL_ABI_MINOR: u32 = 0;
pub const XPL_MAX_RANK: usize = 8;

pub type xpl_status = i32;
pub const XPL_OK: xpl_status = 0x00;
pub const XPL_CANCELLED: xpl_status = 0x01;
pub const XPL_BAD_PARAMETER: xpl_status = 0x10;
pub const XPL_NOT_FOUND: xpl_status = 0x11;
pub const XPL_BAD_SHAPE: xpl_status = 0x12;
pub const XPL_BAD_TEXT: xpl_status = 0x13;
pub const XPL_BAD_DATA: xpl_status = 0x14;
pub const XPL_OUT_OF_MEMORY: xpl_status = 0x20;
pub const XPL_INPUT_OUTPUT: xpl_status = 0x21;
pub const XPL_LIMIT_REACHED: xpl_status = 0x22;
pub const XPL_UNSUPPORTED: xpl_status = 0x30;
pub const XPL_INCOMPATIBLE_PLUGIN: xpl_status = 0x31;
pub const XPL_PLUGIN_UNAVAILABLE: xpl_status = 0x32;
pub const XPL_INTERNAL_FAULT: xpl_status = 0x40;
pub const XPL_PLUGIN_FAULT: xpl_status = 0x41;

pub type xpl_dtype = i32;
pub const XPL_F32: xpl_dtype = 1;
pub const XPL_F64: xpl_dtype = 2;
pub const XPL_F16: xpl_dtype = 3;
pub const XPL_BF16: xpl_dtype = 4;
pub const XPL_I32: xpl_dtype = 5;
pub const XPL_I64: xpl_dtype = 6;
pub const XPL_U8: xpl_dtype = 7;

pub const XPL_LOG_DEBUG: i32 = 0;
pub const XPL_LOG_INFO: i32 = 1;
pub const XPL_LOG_WARNING: i32 = 2;
pub const XPL_LOG_ERROR: i32 = 3;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct xpl_str {
    pub data: *const c_char,
    pub size: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct xpl_tensor {
    pub data: *const c_void,
    pub dtype: xpl_dtype,
    pub rank: i32,
    pub shape: [i64; XPL_MAX_RANK],
    pub strides: [i64; XPL_MAX_RANK],
}

#[repr(C)]
pub struct xpl_call {
    _opaque: [u8; 0],
}

#[repr(C)]
pub struct xpl_trace {
    _opaque: [u8; 0],
}

type Host = *const xpl_host_v1;
type Call = *mut xpl_call;
type Trace = *mut xpl_trace;

#[repr(C)]
pub struct xpl_host_v1 {
    pub abi_major: u32,
    pub abi_minor: u32,
    pub host_data: *mut c_void,

    pub extension: unsafe extern "C" fn(Host, id: xpl_str) -> *const c_void,

    pub log: unsafe extern "C" fn(Host, Call, level: i32, message: xpl_str),
    pub progress: unsafe extern "C" fn(Host, Call, fraction: f64, note: xpl_str),
    pub cancelled: unsafe extern "C" fn(Host, Call) -> i32,

    pub fail: unsafe extern "C" fn(Host, Call, xpl_status, message: xpl_str, details: xpl_str) -> xpl_status,
    pub last_error: unsafe extern "C" fn(Host, Call, json: *mut xpl_str) -> xpl_status,

    pub model_info: unsafe extern "C" fn(Host, Call, json: *mut xpl_str) -> xpl_status,
    pub tokenize: unsafe extern "C" fn(Host, Call, text: xpl_str, tokens_json: *mut xpl_str) -> xpl_status,
    pub tokens: unsafe extern "C" fn(
        Host,
        Call,
        ids: *const i64,
        count: usize,
        tokens_json: *mut xpl_str,
    ) -> xpl_status,
    pub forward: unsafe extern "C" fn(
        Host,
        Call,
        input_json: xpl_str,
        sites: xpl_str,
        trace: *mut *mut xpl_trace,
    ) -> xpl_status,
    pub generate: unsafe extern "C" fn(
        Host,
        Call,
        input_json: xpl_str,
        options_json: xpl_str,
        sites: xpl_str,
        result_json: *mut xpl_str,
        trace: *mut *mut xpl_trace,
    ) -> xpl_status,
    pub unembed: unsafe extern "C" fn(
        Host,
        Call,
        hidden: *const xpl_tensor,
        normed: i32,
        logits: *mut f32,
        count: usize,
    ) -> xpl_status,

    pub trace_count: unsafe extern "C" fn(*const xpl_trace) -> usize,
    pub trace_get: unsafe extern "C" fn(
        *const xpl_trace,
        index: usize,
        site: *mut xpl_str,
        tensor: *mut xpl_tensor,
    ) -> xpl_status,
    pub trace_find:
        unsafe extern "C" fn(*const xpl_trace, site: xpl_str, tensor: *mut xpl_tensor) -> xpl_status,
    pub trace_release: unsafe extern "C" fn(Trace),

    pub put_explanation: unsafe extern "C" fn(Host, Call, json: xpl_str) -> xpl_status,
    pub put_tensor: unsafe extern "C" fn(Host, Call, name: xpl_str, tensor: *const xpl_tensor) -> xpl_status,
}

/// Extension `explainer.pairs/1`.
#[repr(C)]
pub struct xpl_pairs_v1 {
    pub tokenize: unsafe extern "C" fn(
        Host,
        Call,
        first: xpl_str,
        second: xpl_str,
        result_json: *mut xpl_str,
    ) -> xpl_status,
}

type Read<Value> =
    unsafe extern "C" fn(Host, Call, json: xpl_str, pointer: xpl_str, *mut Value) -> xpl_status;

/// Extension `explainer.json/1`.
#[repr(C)]
pub struct xpl_json_v1 {
    pub integer: Read<i64>,
    pub number: Read<f64>,
    pub boolean: Read<i32>,
    pub string: Read<xpl_str>,
    pub count: Read<usize>,
    pub quote: unsafe extern "C" fn(Host, Call, text: xpl_str, json: *mut xpl_str) -> xpl_status,
}

/// A value of a document of `explainer.json/2`; 0 is none.
pub type xpl_json_value = u64;
pub const XPL_JSON_NULL: i32 = 0;
pub const XPL_JSON_BOOLEAN: i32 = 1;
pub const XPL_JSON_NUMBER: i32 = 2;
pub const XPL_JSON_STRING: i32 = 3;
pub const XPL_JSON_ARRAY: i32 = 4;
pub const XPL_JSON_OBJECT: i32 = 5;

type Find<Found> =
    unsafe extern "C" fn(Host, Call, xpl_json_value, pointer: xpl_str, *mut Found) -> xpl_status;

/// Extension `explainer.json/2`.
#[repr(C)]
pub struct xpl_json_v2 {
    pub parse: unsafe extern "C" fn(Host, Call, text: xpl_str, root: *mut xpl_json_value) -> xpl_status,
    pub release: unsafe extern "C" fn(Host, Call, xpl_json_value),
    pub kind: Find<i32>,
    pub integer: Find<i64>,
    pub number: Find<f64>,
    pub boolean: Find<i32>,
    pub string: Find<xpl_str>,
    pub count: Find<usize>,
    pub at: Find<xpl_json_value>,
    pub member: Find<xpl_json_value>,
    pub element: unsafe extern "C" fn(
        Host,
        Call,
        xpl_json_value,
        index: usize,
        name: *mut xpl_str,
        found: *mut xpl_json_value,
    ) -> xpl_status,
}

/// A tensor that an edit of a pass names.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct xpl_named_tensor {
    pub name: xpl_str,
    pub tensor: xpl_tensor,
}

/// Extension `explainer.head/1`.
#[repr(C)]
pub struct xpl_head_v1 {
    pub scores: unsafe extern "C" fn(
        Host,
        Call,
        hidden: *const xpl_tensor,
        normed: i32,
        ids: *const i64,
        count: usize,
        scores: *mut f32,
        capacity: usize,
    ) -> xpl_status,
    pub best: unsafe extern "C" fn(
        Host,
        Call,
        hidden: *const xpl_tensor,
        normed: i32,
        count: usize,
        ids: *mut i64,
        scores: *mut f32,
        capacity: usize,
    ) -> xpl_status,
}

/// Extension `explainer.files/1`.
#[repr(C)]
pub struct xpl_files_v1 {
    pub count: unsafe extern "C" fn(Host, Call, count: *mut usize) -> xpl_status,
    pub name: unsafe extern "C" fn(Host, Call, index: usize, name: *mut xpl_str) -> xpl_status,
    pub open: unsafe extern "C" fn(
        Host,
        Call,
        name: xpl_str,
        bytes: *mut *const c_void,
        size: *mut usize,
    ) -> xpl_status,
}

/// Extension `explainer.weights/1`.
#[repr(C)]
pub struct xpl_weights_v1 {
    pub names: unsafe extern "C" fn(Host, Call, names_json: *mut xpl_str) -> xpl_status,
    pub get: unsafe extern "C" fn(Host, Call, name: xpl_str, weight: *mut xpl_tensor) -> xpl_status,
}

/// Extension `explainer.pass/1`.
#[repr(C)]
pub struct xpl_pass_v1 {
    pub run: unsafe extern "C" fn(
        Host,
        Call,
        request_json: xpl_str,
        tensors: *const xpl_named_tensor,
        count: usize,
        traces: *mut Trace,
        gradients: *mut Trace,
        result_json: *mut xpl_str,
    ) -> xpl_status,
}

#[repr(C)]
pub struct xpl_plugin_v1 {
    pub abi_major: u32,
    pub abi_minor: u32,
    pub plugin_data: *mut c_void,
    pub descriptor: xpl_str,
    pub run: unsafe extern "C" fn(
        *const xpl_plugin_v1,
        Host,
        Call,
        entry_point: xpl_str,
        request_json: xpl_str,
    ) -> xpl_status,
}

// The host reads the table from one thread at a time, and nothing in it changes.
unsafe impl Sync for xpl_plugin_v1 {}

#[cfg(target_pointer_width = "64")]
const _: () = {
    assert!(size_of::<xpl_str>() == 16);
    assert!(size_of::<xpl_tensor>() == 144);
    assert!(size_of::<xpl_host_v1>() == 160);
    assert!(size_of::<xpl_pairs_v1>() == 8);
    assert!(size_of::<xpl_json_v1>() == 48);
    assert!(size_of::<xpl_json_v2>() == 88);
    assert!(size_of::<xpl_pass_v1>() == 8);
    assert!(size_of::<xpl_weights_v1>() == 16);
    assert!(size_of::<xpl_head_v1>() == 16);
    assert!(size_of::<xpl_files_v1>() == 24);
    assert!(size_of::<xpl_named_tensor>() == 160);
    assert!(size_of::<xpl_plugin_v1>() == 40);
};
