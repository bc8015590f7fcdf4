# SPDX-License-Identifier: Apache-2.0
# Writes files of the Python version of CIFAR with Python 3 and NumPy 2.4.6, two pictures each: byte j of picture i is
# (7 i + j) % 256, labels 3 and 9, coarse labels 1 and 2. python2 is written by hand as Python 2 writes it (protocol 2).
import pickle, struct
import numpy as np

data = np.array([[(7 * i + j) % 256 for j in range(3072)] for i in range(2)], "u1")
batch = {b"batch_label": b"testing batch", b"labels": [3, 9], b"data": data, b"filenames": [b"a.png", b"b.png"]}
for protocol in (2, 4, 5):
    with open("python3-%d" % protocol, "wb") as f:
        pickle.dump(batch, f, protocol=protocol)
with open("hundred", "wb") as f:
    pickle.dump({"data": data, "coarse_labels": [1, 2], "fine_labels": [3, 9]}, f, protocol=2)
with open("meta", "wb") as f:
    pickle.dump({"coarse_label_names": ["coarse %d" % i for i in range(20)],
                 "fine_label_names": ["fine %d" % i for i in range(100)]}, f, protocol=2)
with open("signed", "wb") as f:
    pickle.dump({"data": data.astype("i4"), "labels": [3, 9]}, f, protocol=2)

def text(s):
    return b"U" + bytes([len(s)]) + s.encode()

raw = data.tobytes()
array = (b"cnumpy.core.multiarray\n_reconstruct\n" b"cnumpy\nndarray\n" b"K\x00\x85" + text("b") + b"\x87R"
         b"(K\x01" b"K\x02M\x00\x0c\x86" b"cnumpy\ndtype\n" + text("u1") + b"K\x00K\x01\x87R"
         b"(K\x03" + text("|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
         b"\x89T" + struct.pack("<i", len(raw)) + raw + b"tb")
with open("python2", "wb") as f:
    f.write(b"\x80\x02}q\x00(" + text("labels") + b"](K\x03K\x09e" + text("data") + array
            + text("batch_label") + text("testing batch") + b"u.")
