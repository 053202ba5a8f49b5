#!/usr/bin/env python3
"""oci.py ROOT VERSION OUT.tar: packs a root file system as an OCI image archive (`podman load -i`, `skopeo copy
oci-archive:`), reproducibly. Its command, user and other settings come from the Containerfile."""
import gzip
import hashlib
import io
import json
import os
import platform
import re
import shlex
import sys
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
KIND = "application/vnd.oci.image."


def containerfile():
    """The instructions of its last stage: {USER, ENTRYPOINT, CMD, VOLUME, HEALTHCHECK …}."""
    with open(os.path.join(HERE, "Containerfile"), encoding="utf-8") as f:
        last = re.split(r"^FROM .*$", f.read().replace("\\\n", " "), flags=re.M)[-1]
    return {
        line.split(None, 1)[0]: line.split(None, 1)[1].strip()
        for line in last.splitlines()
        if line.strip() and not line.startswith("#")
    }


def layer(root):
    out = io.BytesIO()

    def plain(info):
        info.mtime, info.uname, info.gname = 0, "", ""
        return info
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(os.listdir(root)):
            tar.add(os.path.join(root, name), arcname=name, filter=plain)
    return out.getvalue()


def seconds(words, name):
    return int(re.search(rf"--{name}=(\d+)s", words)[1]) * 10**9


def config(diff_id, version):
    said = containerfile()
    health, command = re.match(r"(.*) CMD (\[.*\])", said["HEALTHCHECK"]).groups()
    return {
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine()),
        "os": "linux",
        "config": {
            "User": said["USER"],
            "Entrypoint": json.loads(said["ENTRYPOINT"]),
            "Cmd": json.loads(said["CMD"]),
            "Env": ["PATH=/usr/bin", *shlex.split(said["ENV"])],
            "Volumes": {place: {} for place in json.loads(said["VOLUME"])},
            "StopSignal": said["STOPSIGNAL"],
            "Labels": {
                "org.opencontainers.image.title": "caredesk",
                "org.opencontainers.image.version": version,
                "org.opencontainers.image.licenses": "ISC",
            },
            "Healthcheck": {
                "Test": ["CMD", *json.loads(command)],
                "Interval": seconds(health, "interval"),
                "Timeout": seconds(health, "timeout"),
                "StartPeriod": seconds(health, "start-period"),
            },
        },
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        "history": [{"created_by": "packaging/image"}],
    }


def main(root, version, path):
    blobs = {}

    def keep(data, kind):
        data = data if isinstance(data, bytes) else json.dumps(data, separators=(",", ":")).encode()
        digest = "sha256:" + hashlib.sha256(data).hexdigest()
        blobs[digest] = data
        return {"mediaType": kind, "digest": digest, "size": len(data)}
    files = layer(root)
    packed = keep(gzip.compress(files, 9, mtime=0), KIND + "layer.v1.tar+gzip")
    settings = keep(config("sha256:" + hashlib.sha256(files).hexdigest(), version), KIND + "config.v1+json")
    manifest = keep(
        {"schemaVersion": 2, "mediaType": KIND + "manifest.v1+json", "config": settings, "layers": [packed]},
        KIND + "manifest.v1+json",
    )
    manifest["annotations"] = {"org.opencontainers.image.ref.name": f"caredesk:{version}"}
    top = {"oci-layout": {"imageLayoutVersion": "1.0.0"}, "index.json": {"schemaVersion": 2, "manifests": [manifest]}}
    with tarfile.open(path, "w") as tar:
        for name, data in [(name, json.dumps(value).encode()) for name, value in top.items()] + [
            ("blobs/" + d.replace(":", "/"), b) for d, b in blobs.items()
        ]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    print(f"{path}: {os.path.getsize(path) / 1e6:.1f} MB, {len(files) / 1e6:.1f} MB unpacked")


if __name__ == "__main__":
    main(*sys.argv[1:])
