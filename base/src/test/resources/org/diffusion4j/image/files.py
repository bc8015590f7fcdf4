# SPDX-License-Identifier: Apache-2.0
# Writes files/ and files.csv with Pillow 12.3.0: pictures of each kind, and what Pillow reads from them (turned upright).
import os
from PIL import Image, ImageOps

def noise(count, seed=12345):
    state, out = seed, bytearray()
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        out.append(state >> 16 & 255)
    return bytes(out)

W, H = 23, 17
smooth = bytes(min(255, max(0, v)) for y in range(H) for x in range(W)
               for v in (x * 11, y * 15, 255 - x * 5 - y * 5))
rgb = Image.frombytes("RGB", (W, H), bytes((a * 3 + b) // 4 for a, b in zip(smooth, noise(W * H * 3))))
grey = rgb.convert("L")
alpha = Image.frombytes("L", (W, H), bytes(255 if x > 12 else x * 20 for y in range(H) for x in range(W)))
rgba = rgb.copy(); rgba.putalpha(alpha)
wide = Image.frombytes("I;16", (W, H), noise(W * H * 2))
palette = rgb.quantize(40)
clear = palette.copy(); clear.info["transparency"] = 3
rows = []

def save(picture, name, expected=None, **how):
    path = "files/" + name
    picture.save(path, **how)
    seen = expected or ImageOps.exif_transpose(Image.open(path))
    if seen.mode in ("1", "I;16"):
        seen = seen.convert("L")
    elif seen.mode in ("L", "RGB") and "transparency" in seen.info:
        seen = seen.convert("RGBA")
    elif seen.mode == "P":
        seen = seen.convert("RGBA" if "transparency" in seen.info else "RGB")
    elif seen.mode == "LA":
        seen = seen.convert("RGBA")
    elif seen.mode == "CMYK":
        seen = seen.convert("RGB")
    if seen.mode == "RGB" and name in ("bits.png", "grey.gif", "bits.bmp"):
        seen = seen.convert("L")  # a palette of greys is grey
    rows.append((name, *seen.size, len(seen.getbands()), seen.tobytes().hex()))

os.makedirs("files", exist_ok=True)
scaled = Image.frombytes("L", (W, H), bytes((v * 510 + 65535) // 131070 for v in wide.get_flattened_data()))
save(grey, "grey.png"); save(grey.convert("1"), "bits.png"); save(wide, "wide.png", scaled)
save(rgb, "color.png"); save(rgba, "opacity.png"); save(grey.convert("LA"), "grey-opacity.png")
save(palette, "palette.png"); save(clear, "palette-clear.png", transparency=3)
save(rgb, "clear-color.png", transparency=rgb.getpixel((5, 5))); save(grey, "clear-grey.png", transparency=grey.getpixel((5, 5)))
save(rgb.quantize(4), "palette2.png", bits=2)
save(rgb, "baseline.jpg", quality=90); save(rgb, "progressive.jpg", quality=90, progressive=True)
save(rgb, "full.jpg", quality=95, subsampling=0); save(grey, "grey.jpg"); save(rgb.convert("CMYK"), "cmyk.jpg", quality=95)
for turn in range(1, 9):
    exif = Image.Exif(); exif[0x0112] = turn
    save(rgb, "turned%d.jpg" % turn, exif=exif, quality=95, subsampling=0)
exif = Image.Exif(); exif[0x0112] = 6
save(rgb, "turned.png", exif=exif); save(rgb, "turned.webp", exif=exif, lossless=True)
save(palette, "palette.gif"); save(grey, "grey.gif"); save(clear, "clear.gif", transparency=3)
rgb.quantize(16).save("files/moving.gif", save_all=True, append_images=[grey.quantize(16)], duration=100)
rows.append(("moving.gif", W, H, 3, Image.open("files/moving.gif").convert("RGB").tobytes().hex()))
save(rgb, "color.bmp"); save(palette, "palette.bmp"); save(grey.convert("1"), "bits.bmp")
save(rgb, "lossless.webp", lossless=True); save(rgba, "opacity.webp", lossless=True, exact=True)
save(rgb, "lossy.webp", quality=90)
print("file,width,height,channels,samples")
for row in rows:
    print(*row, sep=",")
