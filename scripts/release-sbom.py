#!/usr/bin/env python3
"""Prints what a released program is made of, as CycloneDX 1.6 in JSON: release-sbom.py STATIC-FOLDER

STATIC-FOLDER is what scripts/static-libraries.sh has laid out. Swift's packages come from Package.resolved, the compiler and the
system's static libraries from what is installed. Needs the packages of Tests/requirements.txt.
"""

import json
import pathlib
import re
import subprocess
import sys

from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "oresundskraft-exporter"

# Static libraries of Debian's packages, with their licenses as deploy/debian/copyright has them.
DEBIAN = {
    "libsnappy-dev": "BSD-3-Clause",
    "libsqlite3-dev": "blessing",
    "zlib1g-dev": "Zlib",
    "libstdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
}


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def library(name, version, purl, license=None):
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        purl=purl,
        bom_ref=str(purl),
        licenses=[LicenseExpression(license)] if license else [],
    )


def swift_packages():
    for pin in json.loads((ROOT / "Package.resolved").read_text())["pins"]:
        address = pin["location"].removesuffix(".git")
        version = pin["state"].get("version") or pin["state"]["revision"]
        namespace, _, name = address.removeprefix("https://").rpartition("/")
        component = library(name, version, PackageURL("swift", namespace, name, version))
        component.external_references.add(ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(address)))
        yield component
    version = re.search(r"Swift version ([\d.]+)", run("swiftc", "--version")).group(1)
    yield library("swift", version, PackageURL("swift", "github.com/swiftlang", "swift", version), "Apache-2.0 WITH Swift-exception")


def system_libraries(folder):
    compiler = run("c++", "-dumpversion").split(".")[0]
    for package, license in DEBIAN.items():
        package = f"libstdc++-{compiler}-dev" if package == "libstdc++" else package
        version = run("dpkg-query", "--show", "--showformat=${Version}", package)
        yield library(package, version, PackageURL("deb", "debian", package, version), license)
    header = folder / "include/simdjson.h"
    header = header if header.exists() else pathlib.Path("/usr/include/simdjson.h")
    version = re.search(r'SIMDJSON_VERSION "([\d.]+)"', header.read_text(encoding="utf-8")).group(1)
    yield library("simdjson", version, PackageURL("github", "simdjson", "simdjson", f"v{version}"), "Apache-2.0")


def main():
    bom = Bom()
    version = run("scripts/version.sh")
    program = Component(
        type=ComponentType.APPLICATION,
        name=NAME,
        version=version,
        bom_ref=NAME,
        licenses=[LicenseExpression("Apache-2.0")],
        purl=PackageURL("github", NAME, NAME, run("git", "rev-parse", "HEAD")),
    )
    bom.metadata.component = program
    components = [*swift_packages(), *system_libraries(pathlib.Path(sys.argv[1]))]
    bom.components.update(components)
    bom.register_dependency(program, components)
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault:
        sys.exit(f"sbom.py: {fault}")
    print(text)


main()
