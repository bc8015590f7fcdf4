# SPDX-License-Identifier: Apache-2.0
# Writes resize.csv: the CRC-32 of what Pillow 12.3.0 makes of a picture of noise in other sizes.
import zlib
from PIL import Image

def noise(count):
    state, out = 12345, bytearray()
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(state >> 16 & 255)
    return bytes(out)

FILTERS = dict(box=Image.BOX, bilinear=Image.BILINEAR, bicubic=Image.BICUBIC, lanczos=Image.LANCZOS)
print("mode,width,height,newWidth,newHeight,filter,crc32")
for mode, channels in (("L", 1), ("RGB", 3), ("RGBA", 4)):
    for width, height, new_width, new_height in (
            (37, 29, 16, 16), (37, 29, 64, 50), (37, 29, 37, 11), (37, 29, 5, 29), (32, 32, 16, 16), (1, 7, 3, 2), (101, 3, 1, 1)):
        picture = Image.frombytes(mode, (width, height), noise(width * height * channels))
        for name, filter in FILTERS.items():
            out = picture.resize((new_width, new_height), filter)
            print(mode, width, height, new_width, new_height, name, "%08x" % zlib.crc32(out.tobytes()), sep=",")
