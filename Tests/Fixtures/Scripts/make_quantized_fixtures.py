"""Maps of layer 0 of the fixture llama3, quantised in every way that is read, with what the quantisers' own code makes of it.

Needs torch 2.15.0, transformers 5.24.0, bitsandbytes 0.50.2, compressed-tensors 0.20.1, numpy and safetensors. GPTQ and AWQ
are packed here, by the formulas of gptqmodel 7.7.0, which does not run everywhere.

Each NAME.safetensors holds the quantised tensors under the names of checkpoints; NAME.expected.safetensors the last 8 rows of each
weight as it is meant, and `logits`, [1000], of the last of `ids` with the meant weights in 32 bits. Its metadata holds
`quantization_config`.

    python make_quantized_fixtures.py ../Models/llama3 ../Quantized
"""

import json
import sys

import bitsandbytes.functional as bnb
import numpy as np
import torch
from bitsandbytes.backends.default.ops import _dequantize_4bit_compute
from compressed_tensors.compressors import BaseCompressor
from compressed_tensors.quantization import QuantizationArgs, QuantizationScheme
from safetensors.torch import load_file, save_file
from transformers import LlamaForCausalLM
from transformers.integrations.finegrained_fp8 import _dequantize_fp8_weight

source, target = sys.argv[1:3]
torch.manual_seed(7)
weights = load_file(f"{source}/model.safetensors")
names = [name for name in weights if ".layers.0." in name and "gate" not in name and "up" not in name]
names = [name for name in names if weights[name].dim() == 2]
ids = [1, 17, 431, 88, 902, 5]


def emit(name, config, quantise):
    """`quantise` gives of a weight's name and numbers what is stored of it, by the ends of names, and what is meant."""
    stored, meant = {}, {}
    for weight in names:
        given = quantise(weight, weights[weight])
        if given is None:
            continue
        parts, numbers = given
        stem = weight.removesuffix("weight")
        stored |= {stem + end: part.contiguous().clone() for end, part in parts.items()}
        assert (numbers.float() - weights[weight]).abs().max() < 0.6 * weights[weight].abs().max(), weight
        meant[weight] = numbers
    model = LlamaForCausalLM.from_pretrained(source, dtype=torch.float32)
    state = model.state_dict()
    with torch.no_grad():
        for weight, numbers in meant.items():
            state[weight].copy_(numbers.float())
        logits = model(torch.tensor([ids])).logits[0, -1]
    expected = {weight: numbers[-8:].contiguous().clone() for weight, numbers in meant.items()}
    save_file(stored, f"{target}/{name}.safetensors")
    save_file(
        expected | {"logits": logits, "ids": torch.tensor(ids)},
        f"{target}/{name}.expected.safetensors",
        {"quantization_config": json.dumps(config, sort_keys=True)},
    )


# bitsandbytes: its own functions.


def four_bits(kind, dtype, nested):
    def quantise(_, weight):
        codes, state = bnb.quantize_4bit(
            weight.to(dtype), blocksize=64, quant_type=kind, compress_statistics=nested
        )
        parts = {"weight": codes} | {f"weight.{key}": value for key, value in state.as_dict(packed=True).items()}
        greatest = state.absmax
        if state.nested:
            greatest = bnb.dequantize_blockwise(state.absmax, state.state2) + state.offset
        # Not `dequantize_4bit`: its AVX-512 kernel is wrong where rows are no whole blocks.
        return parts, _dequantize_4bit_compute(codes.reshape(-1), greatest, state.code, 64, state.shape, dtype)

    return quantise


def eight_bits(_, weight):
    codes, scales, _ = bnb.int8_vectorwise_quant(weight.half())
    parts = {"weight": codes, "SCB": scales, "weight_format": torch.tensor(0, dtype=torch.uint8)}
    return parts, bnb.int8_vectorwise_dequant(codes, scales)


emit("nf4_nested_bf16", {"quant_method": "bitsandbytes", "load_in_4bit": True}, four_bits("nf4", torch.bfloat16, True))
emit("nf4_f16", {"quant_method": "bitsandbytes", "load_in_4bit": True}, four_bits("nf4", torch.float16, False))
emit("fp4_f32", {"quant_method": "bitsandbytes", "load_in_4bit": True}, four_bits("fp4", torch.float32, False))
emit("int8_bitsandbytes", {"quant_method": "bitsandbytes", "load_in_8bit": True}, eight_bits)


# GPTQ and AWQ: unsigned codes around zeros, one scale a group of inputs; numbers are (code − zero) · scale in halves.


def grouped(weight, bits, groups, count):
    """Codes [in, out], zeros [G, out], scales [G, out] and the numbers meant, [out, in]."""
    columns = weight.t().float()
    low = torch.stack([columns[groups == g].min(0).values for g in range(count)]).clamp(max=0)
    high = torch.stack([columns[groups == g].max(0).values for g in range(count)]).clamp(min=0)
    scales = ((high - low) / (2**bits - 1)).half()
    zeros = (-low / scales.float()).round().clamp(1, 2**bits - 1)
    codes = (columns / scales.float()[groups] + zeros[groups]).round().clamp(0, 2**bits - 1)
    numbers = scales[groups] * (codes - zeros[groups]).half()
    return codes.int(), zeros.int(), scales, numbers.t()


def packed(values, bits, axis, order=None):
    """Words of 32 bits along an axis, the first in the lowest bits, or as `order` says."""
    values = np.moveaxis(values.numpy().astype(np.uint64), axis, -1)
    count = 32 // bits
    values = values.reshape(*values.shape[:-1], -1, count)[..., order or range(count)]
    words = (values << (np.arange(count, dtype=np.uint64) * np.uint64(bits))).sum(-1)
    return torch.from_numpy(np.moveaxis(words.astype(np.uint32).view(np.int32), -1, axis).copy())


def gptq(bits, size, act_order, version):
    def quantise(_, weight):
        inputs = weight.shape[1]
        count = inputs // size
        groups = torch.arange(inputs) // size
        if act_order:
            groups = groups[torch.randperm(inputs)]
        codes, zeros, scales, numbers = grouped(weight, bits, groups, count)
        kept = zeros - (1 if version == 1 else 0)
        parts = {
            "qweight": packed(codes, bits, 0),
            "qzeros": packed(kept, bits, 1),
            "scales": scales,
            "g_idx": groups.int(),
        }
        return parts, numbers

    config = {"quant_method": "gptq", "bits": bits, "group_size": size, "desc_act": act_order, "sym": False}
    return config | ({} if version == 1 else {"checkpoint_format": "gptq_v2"}), quantise


emit("gptq4", *gptq(4, 16, False, 1))
emit("gptq4_act_order_v2", *gptq(4, 16, True, 2))
emit("gptq8_act_order", *gptq(8, 16, True, 1))


def awq(_, weight):
    groups = torch.arange(weight.shape[1]) // 16
    codes, zeros, scales, numbers = grouped(weight, 4, groups, weight.shape[1] // 16)
    order = [0, 2, 4, 6, 1, 3, 5, 7]
    parts = {"qweight": packed(codes, 4, 1, order), "qzeros": packed(zeros, 4, 1, order), "scales": scales}
    return parts, numbers


emit("awq4", {"quant_method": "awq", "bits": 4, "group_size": 16, "version": "gemm", "zero_point": True}, awq)


# FP8: blocks that do not divide the weight.


def fp8(_, weight):
    block = [48, 40]
    rows, columns = weight.shape
    grid = [-(-rows // block[0]), -(-columns // block[1])]
    scales = torch.zeros(grid, dtype=torch.bfloat16)
    codes = torch.empty(rows, columns, dtype=torch.float8_e4m3fn)
    for i in range(grid[0]):
        for j in range(grid[1]):
            part = (slice(48 * i, 48 * i + 48), slice(40 * j, 40 * j + 40))
            scales[i, j] = weight[part].abs().max() / 448
            codes[part] = (weight[part] / scales[i, j].float()).to(torch.float8_e4m3fn)
    numbers = _dequantize_fp8_weight(codes, scales, block, torch.float32)
    return {"weight": codes, "weight_scale_inv": scales}, numbers


def fp8_rows(_, weight):
    scales = (weight.abs().amax(1, keepdim=True) / 448).float()
    codes = (weight / scales).to(torch.float8_e4m3fn)
    return {"weight": codes, "weight_scale": scales, "input_scale_ub": torch.tensor([1200.0])}, codes.float() * scales


config = {"quant_method": "fp8", "activation_scheme": "dynamic", "weight_block_size": [48, 40]}
emit("fp8_blocks", config, fp8)
emit("fp8_rows", {"quant_method": "fbgemm_fp8", "activation_scale_ub": 1200.0}, fp8_rows)


# compressed-tensors: its own compressors.


def compressed(kind, weights_are, inputs=None, dtype=torch.bfloat16, scale=None):
    arguments = QuantizationArgs(**weights_are)
    inputs = QuantizationArgs(**inputs) if inputs else None
    scheme = QuantizationScheme(targets=["Linear"], weights=arguments, input_activations=inputs)
    compressor = BaseCompressor.get_value_from_registry(kind)

    def quantise(name, weight):
        weight = weight.to(dtype)
        rows, columns = weight.shape
        size = arguments.group_size or columns
        if columns % size:
            return None
        if arguments.strategy == "tensor":
            parts = weight.reshape(1, 1, -1)
        else:
            parts = weight.reshape(rows, columns // size, size)
        top = parts.float().abs().amax(-1)
        state = {"weight": weight}
        if kind == "nvfp4-pack-quantized":
            state["weight_global_scale"] = (448 * 6 / weight.float().abs().max()).reshape(1)
            state["weight_scale"] = (top / 6 * state["weight_global_scale"]).to(torch.float8_e4m3fn).float()
        elif kind == "mxfp4-pack-quantized":
            state["weight_scale"] = 2.0 ** torch.floor(torch.log2(top / 4))
        elif arguments.type == "float":
            state["weight_scale"] = (top / 448).to(dtype)
        elif arguments.symmetric:
            state["weight_scale"] = (top / (2 ** (arguments.num_bits - 1) - 1)).to(dtype)
        else:
            low, high = parts.float().amin(-1).clamp(max=0), parts.float().amax(-1).clamp(min=0)
            state["weight_scale"] = ((high - low) / (2**arguments.num_bits - 1)).to(dtype)
            least = 2 ** (arguments.num_bits - 1)
            zeros = (-least - low / state["weight_scale"].float()).round().clamp(-least, least - 1)
            state["weight_zero_point"] = zeros.to(torch.int8)
        if arguments.strategy == "tensor":
            state["weight_scale"] = state["weight_scale"].reshape(1)
        stored = compressor.compress(dict(state), scheme)
        numbers = compressor.decompress(dict(stored), scheme)["weight"]
        return dict(stored), numbers

    group = {"targets": ["Linear"], "weights": json.loads(arguments.model_dump_json(exclude_none=True))}
    if inputs:
        group["input_activations"] = json.loads(inputs.model_dump_json(exclude_none=True))
    config = {
        "quant_method": "compressed-tensors",
        "format": kind,
        "quantization_status": "compressed",
        "config_groups": {"group_0": group},
        "ignore": ["lm_head"],
    }
    return config, quantise


w4 = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 16}
w8 = {"num_bits": 8, "type": "int", "strategy": "channel"}
dynamic = {"num_bits": 8, "type": "int", "strategy": "token", "dynamic": True}
float8 = {"num_bits": 8, "type": "float"}
emit("compressed_w4a16", *compressed("pack-quantized", w4))
emit("compressed_w4a16_zeros", *compressed("pack-quantized", w4 | {"symmetric": False}, dtype=torch.float16))
emit("compressed_w8a16", *compressed("pack-quantized", w8, dtype=torch.float16))
emit("compressed_w8a8", *compressed("int-quantized", w8 | {"symmetric": False}, dynamic))
emit("compressed_fp8_rows", *compressed("float-quantized", float8 | {"strategy": "channel"}, dynamic))
emit("compressed_fp8_tensor", *compressed("float-quantized", float8 | {"strategy": "tensor"}, dynamic, torch.float32))
float4 = {"num_bits": 4, "type": "float"}
emit(
    "compressed_nvfp4",
    *compressed("nvfp4-pack-quantized", float4 | {"strategy": "tensor_group", "group_size": 16}),
)
emit("compressed_mxfp4", *compressed("mxfp4-pack-quantized", float4 | {"strategy": "group", "group_size": 32}))
