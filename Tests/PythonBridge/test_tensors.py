"""Reading and writing tensors without libraries."""
import io
import json
import struct

import numpy
import pytest
from explainer import ExplainerError
from explainer._tensors import TensorFile, write_npz

ARRAYS = {
    "F64": numpy.array([[1.5, -2.0]]), "F32": numpy.array([[1, 2, 3], [4, 5, 6]], "<f4"),
    "F16": numpy.array([0.5, 65504], "<f2"), "I64": numpy.array([-(2**62)]), "I32": numpy.array([-7], "<i4"),
    "U8": numpy.array([0, 255], "|u1"), "BOOL": numpy.array([[True], [False]]),
}


def file_of(path, entries):
    """A safetensors file of (name, dtype, shape, bytes)."""
    header, data = {"__metadata__": {"by": "a test"}}, b""
    for name, dtype, shape, content in entries:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return str(path)


def test_every_dtype(tmp_path):
    """numpy and lists have the numbers that were written; the file is not needed afterwards."""
    path = tmp_path / "all.safetensors"
    tensors = TensorFile(file_of(path, [(d, d, list(a.shape), a.tobytes()) for d, a in ARRAYS.items()]))
    path.unlink()
    assert list(tensors) == list(ARRAYS) and len(tensors) == len(ARRAYS)
    for dtype, array in ARRAYS.items():
        assert tensors[dtype].numpy().dtype == array.dtype
        numpy.testing.assert_array_equal(tensors[dtype].numpy(), array)
        numpy.testing.assert_array_equal(numpy.asarray(tensors[dtype]), array)
        assert tensors[dtype].tolist() == array.tolist()


def test_bfloat16(tmp_path):
    """BF16, which numpy has not, is widened exactly."""
    tensors = TensorFile(file_of(tmp_path / "b", [("b", "BF16", [2, 1], struct.pack("<2H", 0x3FC0, 0xC000))]))
    assert tensors["b"].tolist() == [[1.5], [-2.0]]
    assert tensors["b"].numpy().dtype == numpy.float32
    assert tensors["b"].numpy().tolist() == [[1.5], [-2.0]]


def test_scalars_and_empty(tmp_path):
    """No dimension at all, and one of length 0, are tensors too."""
    tensors = TensorFile(file_of(tmp_path / "s", [
        ("scalar", "F32", [], struct.pack("<f", 3)), ("empty", "F32", [2, 0], b"")]))
    assert tensors["scalar"].tolist() == 3 and tensors["scalar"].numpy().shape == ()
    assert tensors["empty"].tolist() == [[], []] and tensors["empty"].numpy().shape == (2, 0)


def test_npz(tmp_path):
    """The archive is numpy's, the same bytes whenever it is written."""
    entries = [(d, d, list(a.shape), a.tobytes()) for d, a in ARRAYS.items()]
    tensors = TensorFile(file_of(tmp_path / "all", entries))
    files = io.BytesIO(), io.BytesIO()
    for file in files:
        write_npz(tensors, file)
        file.seek(0)
    loaded = numpy.load(files[0])
    assert loaded.files == list(ARRAYS)
    for dtype, array in ARRAYS.items():
        assert loaded[dtype].dtype == array.dtype
        numpy.testing.assert_array_equal(loaded[dtype], array)
    assert files[0].getvalue() == files[1].getvalue()


@pytest.mark.parametrize("content", [
    b"\x01", struct.pack("<Q", 1 << 60) + b"{}", struct.pack("<Q", 2) + b"[]", struct.pack("<Q", 2) + b"{}"[:1],
])
def test_not_a_tensor_file(tmp_path, content):
    """Bytes that are no safetensors file are an error with its name."""
    path = tmp_path / "bad.safetensors"
    path.write_bytes(content)
    with pytest.raises(ExplainerError, match=r"bad\.safetensors cannot be read"):
        TensorFile(str(path))


def test_a_tensor_that_is_cut_off(tmp_path):
    """A tensor of fewer bytes than its shape takes is an error with its name."""
    with pytest.raises(ExplainerError, match="'x' has 4 bytes, expected 8"):
        TensorFile(file_of(tmp_path / "cut", [("x", "F32", [2], b"\0\0\0\0")]))
