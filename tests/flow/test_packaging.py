#!/usr/bin/env python3
"""packaging: the container files are well-formed and consistent, their configurations are valid, and what is made from
the program's tables is current."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import desk  # noqa: E402

PACKAGING = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "packaging")
try:
    import yaml
except ImportError:
    yaml = None


def load(*path):
    """Loads a YAML file; duplicate keys are an error."""
    class Strict(yaml.SafeLoader):
        def construct_mapping(self, node, deep=False):
            keys = [self.construct_object(key) for key, _ in node.value]
            assert len(keys) == len(set(keys)), (path, keys)
            return super().construct_mapping(node, deep)
    with open(os.path.join(PACKAGING, *path), encoding="utf-8") as f:
        return yaml.load(f, Strict)


def check_pod(pod, container):
    assert pod["securityContext"]["runAsNonRoot"] and pod["securityContext"]["seccompProfile"] == {
        "type": "RuntimeDefault"
    }
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    claims = {"store"}
    volumes = {v["name"] for v in pod["volumes"]} | claims
    assert {m["name"] for m in container["volumeMounts"]} == volumes
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        command = container[probe]["exec"]["command"]
        assert (
            subprocess.run([desk.CAREDESK, "help", command[1]], capture_output=True, timeout=60, check=False).returncode
            == 0
        ), command


def test_kubernetes():
    if not yaml:
        print("skipped: there is no python3-yaml")
        return
    top = load("kubernetes", "kustomization.yaml")
    made = {name: load("kubernetes", name) for name in top["resources"]}
    assert sorted(os.path.basename(p) for p in glob.glob(os.path.join(PACKAGING, "kubernetes", "*.yaml"))) == sorted(
        [*made, "kustomization.yaml"]
    )
    assert sorted(m["kind"] for m in made.values()) == [
        "Namespace",
        "NetworkPolicy",
        "PodDisruptionBudget",
        "StatefulSet",
    ]
    assert all(m["apiVersion"] and m["metadata"]["name"] for m in made.values())
    stateful = made["statefulset.yaml"]["spec"]
    pod, labels = stateful["template"]["spec"], stateful["template"]["metadata"]["labels"]
    (container,) = pod["containers"]
    assert stateful["replicas"] == 1 and stateful["selector"]["matchLabels"] == labels
    assert (
        made["networkpolicy.yaml"]["spec"]["podSelector"]["matchLabels"]
        == labels
        == made["poddisruptionbudget.yaml"]["spec"]["selector"]["matchLabels"]
    )
    check_pod(pod, container)
    names = {g["name"] for g in top["configMapGenerator"] + top["secretGenerator"]}
    assert names == {"caredesk"} and container["image"] == top["images"][0]["name"]
    secrets = {os.path.basename(f) for f in top["secretGenerator"][0]["files"]}
    with open(os.path.join(PACKAGING, "kubernetes", "caredesk.conf"), encoding="utf-8") as f:
        assert set(re.findall(r'password_file = "/run/secrets/caredesk/(.*?)"', f.read())) == secrets


def test_compose():
    if not yaml:
        print("skipped: there is no python3-yaml")
        return
    services = load("compose", "compose.yaml")["services"]
    assert set(services) == {"desk", "mail"} and services["desk"]["read_only"] is True
    assert os.path.exists(os.path.join(PACKAGING, "..", services["desk"]["build"]["dockerfile"]))
    assert os.path.exists(os.path.join(PACKAGING, "compose", services["mail"]["build"], "Dockerfile"))


def test_the_configs():
    """The containers' configurations are valid, except that the secrets' folder is missing here."""
    with desk.Desk([desk.maildir("in")], outgoing="out") as d:
        for path in ("kubernetes/caredesk.conf", "compose/desk/caredesk.conf"):
            with open(os.path.join(PACKAGING, path), encoding="utf-8") as f:
                text = (
                    f.read().replace("/run/secrets/caredesk/", "").replace("/var/lib/caredesk/store", d.path("store"))
                )
            for name in ("imap.pw", "smtp.pw"):
                os.chmod(d.write(name, "secret\n"), 0o600)
            d.write("caredesk.conf", text)
            said = d.ok("check")
            assert "error" not in said, said


def test_the_image_is_that_of_the_containerfile():
    sys.path.insert(0, os.path.join(PACKAGING, "image"))
    import oci
    config = oci.config("sha256:0", "1")["config"]
    assert (
        config["User"] == "65532:65532" and config["Entrypoint"] == ["/usr/bin/caredesk"] and config["Cmd"] == ["run"]
    )
    assert config["Healthcheck"]["Test"] == ["CMD", "/usr/bin/caredesk", "status"] and set(config["Volumes"]) == {
        "/etc/caredesk",
        "/var/lib/caredesk",
    }
    assert json.dumps(config)


def test_what_the_package_builds_with():
    """Debian's build dependencies are the packages that `make deps` installs for building."""
    with open(os.path.join(PACKAGING, "debian-packages"), encoding="utf-8") as f:
        build = f.read().split("# build\n")[1].split("# tests")[0].split()
    with open(os.path.join(PACKAGING, "debian", "control"), encoding="utf-8") as f:
        wanted = re.search(r"^Build-Depends: (.*?)^\S", f.read(), re.M | re.S)[1]
    missing = [
        p for p in build if re.fullmatch(r"lib.*-dev|protobuf-c-compiler", p) and p != "libc6-dev" and p not in wanted
    ]
    assert not missing, missing


def test_the_profile_is_one():
    """AppArmor's own parser accepts the profile; nothing is loaded."""
    parser = shutil.which("apparmor_parser", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not parser:
        print("skipped: there is no apparmor_parser")
        return
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, "usr.bin.caredesk")
        shutil.copy(os.path.join(PACKAGING, "caredesk.apparmor"), profile)
        subprocess.run([parser, "-QK", profile], check=True, capture_output=True)
        with open(profile, "a", encoding="utf-8") as f:
            f.write("profile broken { /etc/ nonsense, }\n")
        assert subprocess.run([parser, "-QK", profile], check=False, capture_output=True).returncode != 0


def test_completions():
    """Both shells complete every command and its options."""
    commands = [
        json.loads(line)
        for line in subprocess.run(
            [desk.CAREDESK, "help", "--json"], stdout=subprocess.PIPE, timeout=60, check=True
        ).stdout.splitlines()
    ]
    for shell in ("bash", "zsh"):
        done = subprocess.run(
            [sys.executable, os.path.join(PACKAGING, "manual.py"), shell, desk.CAREDESK, "0"],
            stdout=subprocess.PIPE,
            text=True,
            timeout=60,
            check=True,
        )
        for c in commands:
            line = next(line for line in done.stdout.splitlines() if re.match(rf"\s*{c['name']}\) words=", line))
            assert all(option in line for option in (c["options"] or "").split()), (shell, c, line)
    bash = "source /dev/stdin; COMP_WORDS=(caredesk outbox r); COMP_CWORD=2; _caredesk; echo ${COMPREPLY[@]}"
    made = subprocess.run(
        [sys.executable, os.path.join(PACKAGING, "manual.py"), "bash", desk.CAREDESK, "0"],
        stdout=subprocess.PIPE,
        timeout=60,
        check=True,
    ).stdout
    assert (
        subprocess.run(["bash", "-c", bash], input=made, stdout=subprocess.PIPE, timeout=60, check=True).stdout
        == b"retry\n"
    )


if __name__ == "__main__":
    desk.main(sys.modules[__name__])
