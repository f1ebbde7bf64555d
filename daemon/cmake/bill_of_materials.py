#!/usr/bin/env python3
"""Writes what the programs are made of as SPDX 2.3 (JSON): the libraries they are linked with, by their dynamic section, and
those that are compiled in, by the headers that the build read. Names, versions and sources come from Debian's package
database; elsewhere a library stands by its file name."""
import argparse
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess

# Debian source package: SPDX licence. What is not here is NOASSERTION.
LICENCES = {
    "abseil": "Apache-2.0", "boost1.81": "BSL-1.0", "cli11": "BSD-3-Clause", "curl": "curl", "fmtlib": "MIT",
    "gcc-12": "GPL-3.0-or-later WITH GCC-exception-3.1", "glibc": "LGPL-2.1-or-later", "libarchive": "BSD-2-Clause", "libical3": "LGPL-2.1-only OR MPL-2.0",
    "linux": "GPL-2.0-only WITH Linux-syscall-note", "nlohmann-json3": "MIT", "openssl": "Apache-2.0",
    "prometheus-cpp": "MIT", "re2": "BSD-3-Clause", "simdjson": "Apache-2.0", "spdlog": "MIT", "sqlite3": "blessing",
    "systemd": "LGPL-2.1-or-later", "yaml-cpp": "MIT",
}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "LC_ALL": "C"}).stdout


def linked_libraries(programs):
    """{soname: path} of what the programs themselves ask for."""
    libraries = {}
    for program in programs:
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", output("readelf", "-d", program))
        found = dict(re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", program), re.M))
        for soname in needed:
            libraries[soname] = found.get(soname, soname)
    return libraries


def headers_read(ninja, build):
    """What the compiler read of the system's for the programs' objects. -n: the build that runs this owns the log."""
    headers, ours = set(), False
    for line in output(ninja, "-C", build, "-n", "-t", "deps").splitlines():
        if not line.startswith(" "):
            ours = line.startswith("daemon/")
        elif ours and line.startswith("    /usr/"):
            headers.add(os.path.realpath(line.strip()))
    return headers


class PackageDatabase:
    """dpkg's, asked once for all files."""

    def __init__(self, files):
        self.by_file = {}
        # Libraries are known by /lib or /usr/lib, whichever their package was built with.
        names = {name: file for file in files for name in (file, file.removeprefix("/usr"), f"/usr{file}")}
        try:
            asked = subprocess.run(["dpkg-query", "--search", *names], capture_output=True, text=True, check=False).stdout
        except FileNotFoundError:
            asked = ""
        for line in asked.splitlines():
            package, _, name = line.partition(": ")
            if name in names:
                self.by_file[names[name]] = package.split(",")[0]

    def facts(self, package):
        """(name, version, architecture, source, source version)"""
        form = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}"
        return output("dpkg-query", "--show", f"--showformat={form}", package).split("\t")


def spdx_id(text):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", text)


def no_details(name):
    return {"SPDXID": spdx_id(name), "name": name, "versionInfo": "NOASSERTION", "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION",
            "copyrightText": "NOASSERTION"}


def debian_package(name, version, architecture, source, source_version):
    purl = f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={architecture}"
    return {**no_details(name), "versionInfo": version, "supplier": "Organization: Debian",
            "licenseDeclared": LICENCES.get(source, "NOASSERTION"),
            "sourceInfo": f"built from Debian source package {source} {source_version}",
            "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]}


def program_package(path):
    digest = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
    return {**no_details(os.path.basename(path)), "primaryPackagePurpose": "APPLICATION", "licenseDeclared": "Apache-2.0",
            "comment": "the checksum is that of the program as it was built, before it is stripped for the package",
            "checksums": [{"algorithm": "SHA256", "checksumValue": digest}]}


class Bill:
    def __init__(self, version):
        product = {**no_details("ecdsnapd"), "SPDXID": "SPDXRef-Package", "versionInfo": version,
                   "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0"}
        self.packages = {product["SPDXID"]: product}
        self.relationships = []
        self.relate("SPDXRef-DOCUMENT", "DESCRIBES", product["SPDXID"])

    def add(self, package):
        self.packages.setdefault(package["SPDXID"], package)
        return package["SPDXID"]

    def relate(self, left, kind, right):
        fact = {"spdxElementId": left, "relationshipType": kind, "relatedSpdxElement": right}
        if fact not in self.relationships:
            self.relationships.append(fact)

    def document(self, version):
        content = {"packages": sorted(self.packages.values(), key=lambda p: p["SPDXID"]),
                   "relationships": sorted(self.relationships, key=lambda r: tuple(r.values()))}
        digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:32]
        epoch = os.environ.get("SOURCE_DATE_EPOCH")
        now = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc) if epoch else datetime.datetime.now(datetime.timezone.utc)
        return {"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
                "name": f"ecdsnapd-{version}",
                "documentNamespace": f"https://spdx.org/spdxdocs/ecdsnapd-{version}-{digest}",
                "creationInfo": {"created": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: ecdsnapd-build"]},
                **content}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for option in ("--version", "--build", "--ninja", "--output"):
        parser.add_argument(option, required=True)
    parser.add_argument("programs", nargs="+")
    arguments = parser.parse_args()

    headers = headers_read(arguments.ninja, arguments.build)
    by_program = {program: linked_libraries([program]) for program in arguments.programs}
    libraries = {path: soname for linked in by_program.values() for soname, path in linked.items()}
    real = {path: os.path.realpath(path) for path in libraries}
    database = PackageDatabase(headers | set(real.values()))

    bill = Bill(arguments.version)
    sources_linked = set()

    def library(path):
        package = database.by_file.get(real[path])
        if package is None:
            return bill.add(no_details(libraries[path]))
        facts = database.facts(package)
        sources_linked.add(facts[3])
        return bill.add(debian_package(*facts))

    for program, linked in by_program.items():
        ours = bill.add({**program_package(program), "versionInfo": arguments.version})
        bill.relate("SPDXRef-Package", "CONTAINS", ours)
        for path in linked.values():
            bill.relate(ours, "DYNAMIC_LINK", library(path))
    # Headers of what is linked only declare it; those of anything else are code that became ours.
    for package in sorted({database.by_file[header] for header in headers if header in database.by_file}):
        facts = database.facts(package)
        compiled_in = facts[3] not in sources_linked
        bill.relate("SPDXRef-Package", "STATIC_LINK" if compiled_in else "BUILD_DEPENDENCY_OF", bill.add(debian_package(*facts)))

    for fact in bill.relationships:  # "A is a build dependency of B"
        if fact["relationshipType"] == "BUILD_DEPENDENCY_OF":
            fact["spdxElementId"], fact["relatedSpdxElement"] = fact["relatedSpdxElement"], fact["spdxElementId"]
    pathlib.Path(arguments.output).write_text(json.dumps(bill.document(arguments.version), indent=1) + "\n")


if __name__ == "__main__":
    main()
