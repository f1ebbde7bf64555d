#!/usr/bin/env python3
"""What is installed and packaged, without installing it: package_test.py BUILD_FOLDER [CASE...], after `cpack -G DEB` there."""
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from harness import Skip, check, run_cases  # noqa: E402

SOURCE = pathlib.Path(__file__).parents[2]
BUILD = pathlib.Path(sys.argv.pop(1)).resolve()
PROGRAMS = ("ecdsnapd", "ecdsnap", "ecd-emulator")


def output(*command, **options):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, **options).stdout


def package():
    found = list(BUILD.glob("ecdsnapd_*.deb"))
    check(len(found) == 1, f"not one package: {found}")
    return found[0]


def packaged():
    """{path: (mode and kind, owner)}"""
    lines = [line.split(None, 5) for line in output("dpkg-deb", "--contents", package()).splitlines()]
    return {line[5].removeprefix(".").rstrip("/"): (line[0], line[1]) for line in lines}


def control(field):
    return output("dpkg-deb", "--field", package(), field).strip()


def bill():
    return json.loads((BUILD / "ecdsnapd.spdx.json").read_text())


def install_lays_all_out(folder, cleanup):
    """cmake --install into DESTDIR lays out what the package holds, and the licence"""
    output("cmake", "--install", BUILD, env={**os.environ, "DESTDIR": str(folder)}, umask=0o022)
    installed = {f"/{path.relative_to(folder)}" for path in folder.rglob("*")}
    doc = "/usr/share/doc/ecdsnapd"
    only_packaged = {f"{doc}/copyright", f"{doc}/changelog.Debian.gz", "/usr/share/lintian", "/usr/share/lintian/overrides",
                     "/usr/share/lintian/overrides/ecdsnapd"}
    check(installed - set(packaged()) == {f"{doc}/LICENSE"}, f"only installed: {installed - set(packaged())}")
    check(set(packaged()) - installed == only_packaged, f"only packaged: {set(packaged()) - installed}")
    for path in ("/usr/bin/ecdsnapd", "/usr/bin/ecdsnap", "/usr/bin/ecd-emulator", "/lib/systemd/system/ecdsnapd.service",
                 "/lib/systemd/system/ecdsnapd@.service", "/usr/lib/sysusers.d/ecdsnapd.conf", "/etc/ecdsnapd/ecdsnapd.yaml",
                 "/etc/ecdsnapd/policies.d", "/usr/share/ecdsnapd/schemas/policy.schema.json", f"{doc}/README.md",
                 f"{doc}/changelog.gz", f"{doc}/ecdsnapd.spdx.json", f"{doc}/sandboxing.md", f"{doc}/examples/systemd/plain-key.conf",
                 f"{doc}/plan.md", f"{doc}/api/openapi.yaml", "/usr/share/ecdsnapd/schemas/cli/plan.schema.json",
                 "/usr/share/man/man7/ecdsnapd-events.7.gz", f"{doc}/examples/policies/every-key.yaml", f"{doc}/examples/policies/nightly.yaml",
                 "/usr/share/man/man1/ecd-emulator.1.gz"):
        check(path in installed, f"{path} is missing")
    closed = [path for path in installed if (folder / path[1:]).stat().st_mode & 0o555 not in (0o555, 0o444)]
    check(not closed, f"not for all to read: {closed}")


def links_of(path):
    """Relative links of a Markdown file."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text())
    return [target for target in targets if not re.match(r"[a-z]+:", target)]


def links_hold(folder, cleanup):
    """every relative link of an installed document, and of a schema, names what is installed"""
    output("dpkg-deb", "--extract", package(), folder)
    doc = folder / "usr/share/doc/ecdsnapd"
    links = [(path, target) for path in doc.rglob("*.md") for target in links_of(path)]
    for path in (folder / "usr/share/ecdsnapd/schemas").rglob("*.json"):
        targets = re.findall(r'"\$ref": "([^"#]+)', path.read_text())
        links += [(path, target) for target in targets]
    broken = [f"{path.relative_to(folder)}: {target}" for path, target in links if not (path.parent / target).exists()]
    check(not broken, "\n".join(broken))
    named = {path.relative_to(doc).as_posix() for path, _ in links if path.is_relative_to(doc)}
    check(len(links) > 100 and {"README.md", "README.zh-CN.md", "operators-guide.md", "sandboxing.md"} <= named, f"{named}")
    left = [path.name for path in doc.rglob("*.md") if re.search(r"\]\((\.\./)*(docs|policies|config|daemon|tests)/", path.read_text())]
    check(not left, f"a path of the sources is left: {left}")


def paths_hold(folder, cleanup):
    """every path below /usr that a manual page, a unit, a README or the configuration names is installed"""
    output("dpkg-deb", "--extract", package(), folder)
    places = [*(SOURCE / "docs/man").glob("*.[1-8]"), *(SOURCE / "systemd").glob("*.service"), *(SOURCE / "systemd").glob("*.md"),
              *(SOURCE / "docs").glob("*.md"), *SOURCE.glob("README*.md"), SOURCE / "config/ecdsnapd.yaml"]
    found = [(path.name, named.rstrip("."))
             for path in places
             for named in re.findall(r"/usr/(?:share|bin)/[\w./@-]*ecd[\w./@-]*(?:COMMAND\.schema\.json)?",
                                     path.read_text().replace("\\-", "-"))]
    wrong = {(name, path) for name, path in found if not (folder / path[1:].replace("COMMAND", "plan")).exists()}
    check(len(found) > 10 and not wrong, f"{wrong}")


def of_root_for_all(folder, cleanup):
    """every file is root's, for all to read, and nobody else's to write"""
    for path, (mode, owner) in packaged().items():
        wanted = "drwxr-xr-x" if mode[0] == "d" else "-rwxr-xr-x" if path.startswith("/usr/bin/") else "-rw-r--r--"
        check((mode, owner) == (wanted, "root/root"), f"{path}: {mode} {owner}")


def control_facts(folder, cleanup):
    """version, dependencies and configuration files are named; no policy is shipped in force"""
    project = re.search(r"project\(ecdsnapd VERSION (\S+)", (SOURCE / "CMakeLists.txt").read_text())[1]
    check(control("Version") == f"{project}-1" and package().name == f"ecdsnapd_{project}-1_{control('Architecture')}.deb", package().name)
    depends = {entry.split()[0] for entry in control("Depends").replace("|", ",").split(",")}
    check({"ca-certificates", "tzdata", "systemd", "libc6", "libssl3"} <= depends, f"{depends}")
    run_paths = [p for p in PROGRAMS if re.search(r"R(UN)?PATH", output("readelf", "-d", BUILD / "bin" / p))]
    check(not run_paths, f"they look for libraries elsewhere: {run_paths}")
    output("dpkg-deb", "--control", package(), folder / "control")
    files = [path for path, (mode, _) in packaged().items() if path.startswith("/etc/") and mode[0] != "d"]
    check((folder / "control/conffiles").read_text().split() == files == ["/etc/ecdsnapd/ecdsnapd.yaml"], f"{files}")


@functools.cache
def owner_of(library):
    """The package; some were built when /lib was not yet /usr/lib."""
    return output("dpkg-query", "--search", f"*{library.removeprefix('/usr')}").split(":")[0]


def bill_is_whole(folder, cleanup):
    """the bill of materials names each library that a program is linked with and each that is compiled in"""
    document = bill()
    wanted = {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT"}
    check(wanted.items() <= document.items(), f"{ {key: document.get(key) for key in wanted} }")
    check(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["creationInfo"]["created"]), "when")
    by_id = {entry["SPDXID"]: entry for entry in document["packages"]}
    check(len(by_id) == len(document["packages"]), "an id twice")
    for entry in document["packages"]:
        check({"name", "versionInfo", "downloadLocation", "licenseDeclared", "licenseConcluded", "copyrightText"} <= set(entry), f"{entry}")
        check(re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", entry["SPDXID"]), entry["SPDXID"])
        check(entry["versionInfo"] != "NOASSERTION" and entry["licenseDeclared"] != "NOASSERTION", f"not known: {entry}")
    facts = {(fact["spdxElementId"], fact["relationshipType"], fact["relatedSpdxElement"]) for fact in document["relationships"]}
    unknown = {end for left, _, right in facts for end in (left, right)} - set(by_id) - {"SPDXRef-DOCUMENT"}
    check(not unknown and ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Package") in facts, f"{unknown}")
    for program in PROGRAMS:
        libraries = {by_id[right]["name"] for left, kind, right in facts if (left, kind) == (f"SPDXRef-{program}", "DYNAMIC_LINK")}
        found = dict(re.findall(r"^\s*(\S+) => (\S+)", output("ldd", BUILD / "bin" / program), re.M))
        for soname in re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-d", BUILD / "bin" / program)):
            file = os.path.realpath(found[soname])
            owner = owner_of(file)
            check(owner in libraries, f"{program}: {soname} of {owner} is not in {libraries}")
    compiled_in = {by_id[right]["name"] for _, kind, right in facts if kind == "STATIC_LINK"}
    check({"libboost1.81-dev", "nlohmann-json3-dev", "libcli11-dev"} <= compiled_in, f"{compiled_in}")


def lintian(folder, cleanup):
    """lintian has neither an error nor a warning"""
    if not shutil.which("lintian"):
        raise Skip("needs lintian")
    found = subprocess.run(["lintian", "--fail-on", "none", package()], capture_output=True, text=True, check=True).stdout.splitlines()
    check(not found, "\n".join(found))


if __name__ == "__main__":
    run_cases(install_lays_all_out, links_hold, paths_hold, of_root_for_all, control_facts, bill_is_whole, lintian)
