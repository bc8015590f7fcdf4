# SPDX-License-Identifier: Apache-2.0
# Writes the arrays of this folder with NumPy 2.4.6: element i in C order is i / 4 - 1 for floats, i - 3 for signed and i
# for unsigned whole numbers, i % 2 for truth values; shape (2, 3, 4).
import numpy as np
from numpy.lib import format

def array(code):
    i = np.arange(24).reshape(2, 3, 4)
    values = {"b": i % 2, "u": i, "i": i - 3, "f": i / 4 - 1}[code[0]]
    return values.astype(code)

CODES = ["b1", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]
every = {}
for code in CODES:
    every[code + "_little_c"] = array(code).astype("<" + code)
    every[code + "_big_c"] = array(code).astype(">" + code)
    every[code + "_little_fortran"] = np.asfortranarray(array(code).astype("<" + code))
np.savez("plain.npz", **every)
np.savez_compressed("packed.npz", **every)
for version in ((1, 0), (2, 0), (3, 0)):
    with open("version%d.npy" % version[0], "wb") as f:
        format.write_array(f, array("f4"), version=version)
np.save("scalar.npy", np.float32(2.5))
np.save("row.npy", np.arange(5, dtype="int16"))
np.save("none.npy", np.zeros((3, 0), "u1"))
np.save("objects.npy", np.array([{"a": 1}], dtype=object))
np.save("text.npy", np.array(["ab"]))
np.save("complex.npy", np.array([1j]))
np.save("record.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
np.save("halves.npy", np.arange(65536, dtype="u2").view("f2")[np.isfinite(np.arange(65536, dtype="u2").view("f2"))][::97])
