#!/usr/bin/env python3
"""Makes about 200 files of all formats, sends them to a service, and compares what it answers and serves with what the makers and other readers say.

bench/formats.py <url of a service in Development> [<folder for the files>]

Needs FFmpeg, ImageMagick (convert), exiftool, heif-enc and avifenc; what is missing is left out, and said so. Ends with 1 if anything differs.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

PLACE = (41.0082, 28.9784)
# Two frames of AAC at 16 kHz, which encoders add: ffprobe reckons from bytes, the service counts frames.
TOLERANCE = 0.13
TRACES = [b"+41.0082", b"41.0082", b"xmpmeta", b"Secret-Name"]
USER = "64d15f9e2e6c8f4d5a111111"
missing, cases, faults = set(), [], []


def run(*command):
    if not shutil.which(command[0]):
        missing.add(command[0])
        return False
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120)
    if done.returncode:
        print(f"not made: {' '.join(command)}: {done.stderr.decode(errors='replace').strip()[-200:]}")
    return done.returncode == 0


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120).stdout


def case(name, made, kind, size=None, duration=None, type=None, colours=None, thumbnail=True):
    """size: as shown. duration: seconds. colours: whether red is at the upper left and blue at the lower right."""
    if made and os.path.exists(name):
        cases.append({"name": name, "kind": kind, "size": size, "duration": duration, "type": type, "colours": colours, "thumbnail": thumbnail})


def place(name):
    run("exiftool", "-q", "-overwrite_original", f"-GPSLatitude={PLACE[0]}", "-GPSLatitudeRef=N", f"-GPSLongitude={PLACE[1]}", "-GPSLongitudeRef=E",
        "-Artist=Secret-Name", "-XMP-dc:Title=Secret-Name", name)


def picture(name, width, height, *options):
    """Four quarters: red, lime; white, blue."""
    w, h = width // 2, height // 2
    return run("convert", "-size", f"{width}x{height}", "xc:white", "-fill", "red", "-draw", f"rectangle 0,0 {w - 1},{h - 1}", "-fill", "lime", "-draw",
               f"rectangle {w},0 {width},{h - 1}", "-fill", "blue", "-draw", f"rectangle {w},{h} {width},{height}", *options, name)


def images():
    sizes = [(64, 48), (641, 479), (1600, 1200)]
    ways = {
        "jpg": [(), ("-quality", "60"), ("-interlace", "Plane"), ("-sampling-factor", "4:2:0"), ("-colorspace", "Gray")],
        "png": [(), ("-interlace", "PNG"), ("-depth", "16"), ("-type", "Palette"), ("-colorspace", "Gray")],
        "webp": [(), ("-define", "webp:lossless=true"), ("-quality", "40")],
        "gif": [()],
    }
    types = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}
    for extension, options in ways.items():
        for number, option in enumerate(options):
            for width, height in sizes:
                name = f"{extension}-{number}-{width}.{extension}"
                made = picture(name, width, height, *option)
                place(name)
                case(name, made, "image", (width, height), type=types[extension], colours="Gray" not in option)
    for orientation in range(1, 9):
        for extension in ("jpg", "png", "webp"):
            name = f"turned-{orientation}.{extension}"
            made = picture(name, 320, 200)
            run("exiftool", "-q", "-overwrite_original", "-n", f"-Orientation={orientation}", name)
            place(name)
            case(name, made, "image", (320, 200) if orientation < 5 else (200, 320), type=types[extension])
    # Not with a palette of four colours, which heif-enc writes wrongly.
    picture("source.png", 320, 200, "-define", "png:color-type=2")
    for number, option in enumerate([(), ("-q", "30"), ("-L",)]):
        name = f"heif-{number}.heic"
        made = run("heif-enc", *option, "-o", name, "source.png")
        place(name)
        case(name, made, "image", (320, 200), type="image/jpeg", colours=True)
    for number, option in enumerate([(), ("--yuv", "420"), ("--lossless",), ("-d", "10"), ("--irot", "1"), ("--imir", "1"), ("--irot", "2")]):
        name = f"avif-{number}.avif"
        made = run("avifenc", "-s", "8", *option, "source.png", name)
        place(name)
        case(name, made, "image", (200, 320) if option == ("--irot", "1") else (320, 200), type="image/avif", colours="--irot" not in option and "--imir" not in option)
    frames = [picture(f"frame-{number}.png", 160, 120, "-rotate", str(180 * number), "-define", "png:color-type=2") and f"frame-{number}.png" for number in (0, 1)]
    case("moving.avif", all(frames) and run("avifenc", "-s", "8", *frames, "moving.avif"), "image", (160, 120), type="image/avif")
    # The first two are decoded within the budget of a node as it is set up.
    for megapixels, has_thumbnail in ((60, True), (74, True), (90, False), (108, False)):
        name = f"large-{megapixels}.png"
        case(name, run("convert", "-size", f"10000x{megapixels * 100}", "xc:red", "-define", "png:color-type=2", name), "image", (10000, megapixels * 100), thumbnail=has_thumbnail)
    case("large.jpg", run("convert", "-size", "10000x10800", "xc:red", "large.jpg"), "image", (10000, 10800))
    for extension, type, kind in [("tif", "image/tiff", "file"), ("bmp", "image/bmp", "file"), ("psd", "image/vnd.adobe.photoshop", "file"), ("ico", "image/vnd.microsoft.icon", "file"), ("jp2", "image/jp2", "file")]:
        name = f"other.{extension}"
        made = picture(name, 64, 48)
        if extension == "tif":
            place(name)
        case(name, made, kind, type=type, thumbnail=False)
    for extension in ("gif", "webp", "apng"):
        name = f"moving.{extension if extension != 'apng' else 'png'}"
        made = run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=s=160x120:d=1:r=5", *(["-f", "apng", "-plays", "0"] if extension == "apng" else []), name)
        case(name, made, "image", (160, 120))


def films():
    video = "testsrc2=s={}:r=25:d={}"
    tone = "sine=d={}"
    codecs = {
        "mp4": [("libx264",), ("libx265", "-tag:v", "hvc1"), ("mpeg4",)],
        "mov": [("libx264",), ("mjpeg", "-pix_fmt", "yuvj420p")],
        "3gp": [("libx264",)],
        "m4v": [("libx264",)],
        "webm": [("libvpx", "-deadline", "realtime"), ("libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8")],
        "mkv": [("libx264",), ("ffv1",)],
        "ogv": [("libtheora",)],
    }
    types = {"mp4": "video/mp4", "mov": "video/quicktime", "3gp": "video/mp4", "m4v": "video/mp4", "webm": "video/webm", "mkv": "video/x-matroska", "ogv": "video/ogg"}
    for extension, encoders in codecs.items():
        for number, encoder in enumerate(encoders):
            for size, length in (("320x240", 1), ("640x360", 2.4), ("256x512", 0.6)):
                name = f"{extension}-{number}-{size}.{extension}"
                sound = ["-f", "lavfi", "-i", tone.format(length)] if length == 2.4 and extension != "3gp" else []
                place_options = [] if extension in ("webm", "mkv", "ogv") else ["-metadata", f"location=+{PLACE[0]}+0{PLACE[1]}/"]
                made = run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", video.format(size, length), *sound, "-c:v", *encoder, *place_options, "-shortest", name)
                case(name, made, "video", tuple(map(int, size.split("x"))), duration=length, type=types[extension])
    for name, options in {
        "fragmented.mp4": ["-movflags", "frag_keyframe+empty_moov"],
        "fast.mp4": ["-movflags", "faststart"],
        "wide.mp4": ["-vf", "setsar=4/3"],
        "wide.mkv": ["-vf", "setsar=4/3"],
    }.items():
        made = run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", video.format("240x180", 1), "-c:v", "libx264", *options, name)
        case(name, made, "video", (320, 180) if "wide" in name else (240, 180), duration=1)
    for angle in (90, 180, 270):
        name = f"turned-{angle}.mp4"
        # Newer versions of FFmpeg know the first alone, older ones the second.
        made = (run("ffmpeg", "-v", "error", "-y", "-display_rotation", str(angle), "-i", "fast.mp4", "-c", "copy", name)
                or run("ffmpeg", "-v", "error", "-y", "-i", "fast.mp4", "-c", "copy", "-metadata:s:v:0", f"rotate={angle}", name))
        case(name, made, "video", (240, 180) if angle == 180 else (180, 240), duration=1)
    for extension, type in [("avi", "video/x-msvideo"), ("wmv", "video/x-ms-wmv"), ("flv", "video/x-flv"), ("mpg", "video/mpeg"), ("ts", "video/mp2t")]:
        name = f"other.{extension}"
        made = run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", video.format("160x120", 1), name)
        case(name, made, "file", type=type, thumbnail=False)


def sounds():
    formats = {
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "wav": "audio/wav", "flac": "audio/flac", "ogg": "audio/ogg", "opus": "audio/ogg", "oga": "audio/ogg",
        "weba": "audio/webm", "mka": "audio/x-matroska", "caf": "audio/x-caf", "aiff": "audio/aiff", "au": "audio/basic", "wma": "audio/x-ms-wma", "w64": None, "ac3": None, "wv": "audio/x-wavpack",
    }
    for extension, type in formats.items():
        for number, (length, rate, channels) in enumerate([(1, 44100, 1), (2.5, 48000, 2), (0.3, 22050, 1), (7.25, 16000, 2)]):
            if extension in ("ac3", "opus", "weba") and rate not in (48000,):
                rate = 48000
            name = f"{extension}-{number}.{extension}"
            force = {"weba": ["-f", "webm", "-c:a", "libopus"], "oga": ["-f", "ogg"], "au": ["-f", "au"]}.get(extension, [])
            made = run("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", f"sine=d={length}:r={rate}", "-ac", str(channels), "-metadata", "title=a tone", *force, name)
            known = extension not in ("w64", "ac3", "wv")
            case(name, made, "audio" if known else "file", duration=length if known else None, type=type, thumbnail=False)


def documents():
    contents = {
        "a.pdf": (b"%PDF-1.7\n", "application/pdf"), "a.zip": (b"PK\x03\x04....", "application/zip"), "a.docx": (b"PK\x03\x04....", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "a.odt": (b"PK\x03\x04....", "application/vnd.oasis.opendocument.text"), "a.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "application/msword"), "a.7z": (b"7z\xbc\xaf'\x1c..", "application/x-7z-compressed"),
        "a.rar": (b"Rar!\x1a\x07..", "application/vnd.rar"), "a.gz": (b"\x1f\x8b\x08..", "application/gzip"), "a.txt": (b"words", "text/plain"), "a.csv": (b"a;b\n", "text/csv"), "a.json": (b"{}", "application/json"),
        "a.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream"), "a.html": (b"<html>", "application/octet-stream"), "tatil \u00e7izelgesi \u20ac.csv": (b"a;b\n", "text/csv"),
    }
    for name, (content, type) in contents.items():
        with open(name, "wb") as file:
            file.write(content)
        case(name, True, "file", type=type, thumbnail=False)


def call(url, body=None, headers=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers or {}), timeout=60) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def upload(service, token, name):
    with open(name, "rb") as file:
        content = file.read()
    head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
    return call(f"{service}/api/v2/files", head + content + b"\r\n--b--\r\n", {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=b"})


def check(service, token, it):
    name = it["name"]

    def differs(what, expected, found):
        faults.append(f"{name}: {what} {found}, not {expected}")

    status, _, body = upload(service, token, name)
    if status != 201:
        return differs("status", 201, f"{status} {body[:200]!r}")
    answer = json.loads(body)
    for what, expected, found in [("kind", it["kind"], answer["type"]), ("name", name, answer["name"])]:
        if expected != found:
            differs(what, expected, found)
    if it["size"] and (answer["width"], answer["height"]) != it["size"]:
        differs("width and height", it["size"], (answer["width"], answer["height"]))
    told = output("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", name).decode().strip()
    if it["duration"] and (answer["duration"] is None or min(abs(answer["duration"] - it["duration"]), abs(answer["duration"] - float(re.sub("[^0-9.].*", "", told) or 0))) > TOLERANCE):
        differs("duration", f"{it['duration']} (ffprobe: {told})", answer["duration"])
    _, headers, served = call(answer["url"])
    if it["type"] and headers["Content-Type"] != it["type"]:
        differs("type", it["type"], headers["Content-Type"])
    shown = "attachment" if it["kind"] == "file" else "inline"
    if not (headers["Content-Disposition"] or "").startswith(f"{shown}; filename=") or urllib.request.quote(name, safe="") not in headers["Content-Disposition"]:
        differs("disposition", shown, headers["Content-Disposition"])
    if (headers["X-Content-Type-Options"], headers["Cache-Control"]) != ("nosniff", "public, max-age=3600") or "sandbox" not in (headers["Content-Security-Policy"] or ""):
        differs("headers", "nosniff, an hour, a sandbox", dict(headers))
    if len(served) != answer["size"]:
        differs("bytes served", answer["size"], len(served))
    if it["kind"] in ("image", "video") or name == "other.tif":
        for trace in TRACES if it["kind"] == "image" else TRACES[:1]:
            if trace in served:
                differs("traces of metadata", "none", trace)
        with open("served", "wb") as file:
            file.write(served)
        if output("exiftool", "-s3", "-GPSLatitude", "-GPSCoordinates", "-XMP:all", "served").strip():
            differs("exiftool's place", "none", output("exiftool", "-s3", "-GPSLatitude", "-GPSCoordinates", "-XMP:all", "served"))
    if it["thumbnail"] != (answer["thumbnail_url"] is not None):
        return differs("thumbnail", it["thumbnail"], answer["thumbnail_url"])
    if it["thumbnail"]:
        check_thumbnail(it, call(answer["thumbnail_url"])[2], differs)


def check_thumbnail(it, thumbnail, differs):
    with open("thumbnail.jpg", "wb") as file:
        file.write(thumbnail)
    width, height = map(int, output("convert", "thumbnail.jpg", "-format", "%w %h", "info:").split())
    if it["size"]:
        scale = min(1, 320 / max(it["size"]))
        expected = [max(1, round(side * scale)) for side in it["size"]]
        if max(abs(width - expected[0]), abs(height - expected[1])) > 1:
            differs("thumbnail of", expected, (width, height))
    if it["colours"]:
        points = [(width // 4, height // 4, (255, 0, 0)), (width * 3 // 4, height // 4, (0, 255, 0)), (width // 4, height * 3 // 4, (255, 255, 255)), (width * 3 // 4, height * 3 // 4, (0, 0, 255))]
        data = output("convert", "thumbnail.jpg", "-depth", "8", "rgb:-")
        far = [abs(found - wanted) for x, y, colour in points for found, wanted in zip(data[3 * (y * width + x):3 * (y * width + x) + 3], colour)]
        if sum(far) / len(far) >= 3:
            differs("mean difference of colours", "under 3", sum(far) / len(far))


def main():
    service = sys.argv[1].rstrip("/")
    folder = sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="allmine-formats-")
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    body = json.dumps({"userId": USER}).encode()
    token = json.loads(call(f"{service}/api/dev/token", body, {"Content-Type": "application/json"})[2])["accessToken"]
    for make in (images, films, sounds, documents):
        make()
    for it in cases:
        check(service, token, it)
    kinds = {}
    for it in cases:
        kinds[it["kind"]] = kinds.get(it["kind"], 0) + 1
    print(f"{len(cases)} files ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}) in {folder}; {len(faults)} differences")
    print("\n".join(faults))
    if missing:
        print(f"left out for want of: {', '.join(sorted(missing))}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
