"""Tensors as the program writes them (safetensors), without any library for it."""
from __future__ import annotations

import array
import json
import math
import mmap
import os
import struct
import sys
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

from .errors import ExplainerError

#: dtype: (code of struct, numpy's name). BF16 has neither and is widened.
_DTYPES = {
    "F64": ("d", "<f8"), "F32": ("f", "<f4"), "F16": ("e", "<f2"), "BF16": ("H", "<u2"),
    "I64": ("q", "<i8"), "I32": ("i", "<i4"), "I16": ("h", "<i2"), "I8": ("b", "|i1"),
    "U64": ("Q", "<u8"), "U32": ("I", "<u4"), "U16": ("H", "<u2"), "U8": ("B", "|u1"), "BOOL": ("?", "|b1"),
}


class Tensor:
    """One named array: `dtype` as safetensors names it, `shape`, and `data`, its bytes (row-major, little-endian).

    `numpy()` (or `numpy.asarray(tensor)`) makes an array of it, without a copy where numpy knows the dtype; `tolist()`
    needs no numpy.
    """

    def __init__(self, name: str, dtype: str, shape: tuple[int, ...], data: memoryview) -> None:
        self.name, self.dtype, self.shape, self.data = name, dtype, shape, data

    def numpy(self) -> Any:
        """A read-only numpy array; BF16 becomes float32."""
        try:
            import numpy
        except ImportError:
            raise ExplainerError(
                "numpy is not installed here; `pip install numpy`, or take .tolist(), or .save('….safetensors')"
            ) from None
        dtype, data = self._widened()
        return numpy.frombuffer(data, dtype=_DTYPES[dtype][1]).reshape(self.shape)

    def tolist(self) -> Any:
        """Nested lists of numbers."""
        dtype, data = self._widened()
        code = _DTYPES[dtype][0]
        flat = list(struct.unpack(f"<{math.prod(self.shape)}{code}", data))
        return _nested(flat, self.shape)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        own = self.numpy()
        made = own if dtype is None else own.astype(dtype, copy=False)
        return made.copy() if copy and made is own else made

    def __len__(self) -> int:
        return self.shape[0]

    def __repr__(self) -> str:
        return f"<Tensor {self.name}: {self.dtype} {list(self.shape)}>"

    def _widened(self) -> tuple[str, Any]:
        if self.dtype != "BF16":
            return self.dtype, self.data
        halves = array.array("H", bytes(self.data))
        if sys.byteorder == "big":
            halves.byteswap()
        wide = array.array("I", (half << 16 for half in halves))
        if sys.byteorder == "big":
            wide.byteswap()
        return "F32", wide.tobytes()


class TensorFile(Mapping[str, Tensor]):
    """The tensors of a safetensors file, by name, mapped into memory; the file may be deleted."""

    def __init__(self, path: str) -> None:
        with open(path, "rb") as file:
            self.content = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        self._tensors: dict[str, Tensor] = {}
        try:
            (length,) = struct.unpack_from("<Q", self.content)
            if 8 + length > len(self.content):
                raise ValueError(f"its header would have {length} bytes")
            header = json.loads(bytes(self.content[8:8 + length]))
            for name, entry in header.items():
                if name == "__metadata__":
                    continue
                start, end = entry["data_offsets"]
                shape = tuple(entry["shape"])
                size = struct.calcsize(_DTYPES[entry["dtype"]][0]) * math.prod(shape)
                data = self.content[8 + length + start:8 + length + end]
                if len(data) != size:
                    raise ValueError(f"tensor {name!r} has {len(data)} bytes, expected {size}")
                self._tensors[name] = Tensor(name, entry["dtype"], shape, data)
        except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ExplainerError(f"{os.path.basename(path)} cannot be read: {error}") from None

    def __getitem__(self, name: str) -> Tensor:
        return self._tensors[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self.values())) or "<no tensors>"


def write_npz(tensors: Mapping[str, Tensor], file: IO[bytes]) -> None:
    """Writes tensors as numpy's compressed archive, without numpy."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, tensor in tensors.items():
            dtype, data = tensor._widened()
            header = f"{{'descr': {_DTYPES[dtype][1]!r}, 'fortran_order': False, 'shape': {tensor.shape!r}, }}"
            # The magic, the length and the header together are a multiple of 64 long.
            padding = -(10 + len(header) + 1) % 64
            head = header.encode("latin-1") + b" " * padding + b"\n"
            # A date of its own would make two files of the same numbers differ.
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as out:
                out.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head)
                out.write(data)


def _nested(flat: list[Any], shape: tuple[int, ...]) -> Any:
    if not shape:
        return flat[0]
    if len(shape) == 1:
        return flat
    size = math.prod(shape[1:])
    return [_nested(flat[index * size:(index + 1) * size], shape[1:]) for index in range(shape[0])]
