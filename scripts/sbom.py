"""Writes the program's components as a software bill of materials, in CycloneDX 1.6 as JSON: sbom.py [FILE]

Swift packages come with their versions from Package.resolved and their licences from their checkouts, system libraries from
Debian's packages that the program was built with, and Python packages, which the tests alone use, from the tests' environment.
The same tree on the same machine gives the same bytes: there is no time and no random number in it.
"""

import importlib.metadata
import json
import os
import pathlib
import re
import subprocess
import sys
import uuid

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, Property, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "oresundskraft-exporter"

# The system libraries that are linked, by the names that the linker knows, with their licences as SPDX writes them.
LIBRARIES = {
    "curl": "curl",
    "simdjson": "Apache-2.0",
    "snappy": "BSD-3-Clause",
    "sqlite3": "blessing",
    "stdc++": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "z": "Zlib",
}
# Where Debian has no static simdjson, `make build` links a newer one: scripts/static-libraries.sh.
STATIC_SIMDJSON = ROOT / ".build/static/include/simdjson.h"
SWIFT = "Apache-2.0 WITH Swift-exception"


def run(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def component(name: str, version: str, licence: str, purl: PackageURL | None, **more) -> Component:
    return Component(
        name=name,
        version=version,
        purl=purl,
        bom_ref=str(purl) if purl else name,
        licenses=[LicenseFactory().make_from_string(licence)],
        **more,
    )


def swift_licence(folder: pathlib.Path) -> str:
    """The licence of a Swift package, by the words of its file."""
    files = sorted(folder.glob("LICEN[CS]E*"))
    if not files:
        raise SystemExit(f"sbom.py: no licence in {folder}; run `swift package resolve`, or look what it is under")
    text = files[0].read_text()
    if "Apache License" in text:
        return SWIFT if "Runtime Library Exception" in text else "Apache-2.0"
    if "Permission is hereby granted, free of charge" in text:
        return "MIT"
    raise SystemExit(f"sbom.py: unknown licence in {files[0]}: add it here")


def swift_packages() -> list[Component]:
    packages = []
    for pin in json.loads((ROOT / "Package.resolved").read_text())["pins"]:
        address = pin["location"].removesuffix(".git")
        host, *owners, name = address.removeprefix("https://").split("/")
        packages.append(
            component(
                name,
                pin["state"]["version"],
                swift_licence(ROOT / ".build/checkouts" / name),
                PackageURL("swift", "/".join([host, *owners]), name, pin["state"]["version"]),
                type=ComponentType.LIBRARY,
                scope=ComponentScope.REQUIRED,
                external_references=[ExternalReference(type=ExternalReferenceType.VCS, url=XsUri(address))],
                properties=[Property(name="revision", value=pin["state"]["revision"])],
            )
        )
    version = re.search(r"Swift version (\S+)", run("swift", "--version")).group(1)
    packages.append(
        component(
            "swift",
            version,
            SWIFT,
            PackageURL("swift", "github.com/swiftlang", "swift", version),
            type=ComponentType.LIBRARY,
            scope=ComponentScope.REQUIRED,
            description="Standard library and Foundation, linked into the program.",
        )
    )
    return packages


def linked() -> set[str]:
    """The names of system libraries that our targets and GRDB link."""
    names = {"sqlite3", "stdc++"}
    for file in (ROOT / "Sources").glob("*/module.modulemap"):
        names.update(re.findall(r'\blink "([^"]+)"', file.read_text()))
    names.update(re.findall(r'\.linkedLibrary\("([^"]+)"', (ROOT / "Package.swift").read_text()))
    # A part of the C library, which is the system's.
    return names - {"dl"}


def system_libraries() -> list[Component]:
    unknown = linked() - LIBRARIES.keys()
    if unknown:
        raise SystemExit(f"sbom.py: no licence is known here of {', '.join(sorted(unknown))}")
    distribution = dict(re.findall(r'^(\w+)="?([^"\n]*)"?$', pathlib.Path("/etc/os-release").read_text(), re.M))
    system = f"{distribution['ID']}-{distribution.get('VERSION_ID', 'unstable')}"
    libraries = []
    for name in sorted(linked()):
        file = run("cc", f"-print-file-name=lib{name}.so").strip()
        # As dpkg knows the file: the compiler's path leads through its own folder, and a link is no file of the package.
        package = run("dpkg-query", "--search", os.path.normpath(file))
        package = package.split(":")[0]
        version, source = run("dpkg-query", "--show", "--showformat=${Version}\n${source:Package}", package).split("\n")
        if name == "simdjson" and STATIC_SIMDJSON.exists():
            version = re.search(r'SIMDJSON_VERSION "([^"]+)"', STATIC_SIMDJSON.read_text()).group(1)
        purl = PackageURL("deb", distribution["ID"], package, version, {"distro": system, "upstream": source})
        libraries.append(component(f"lib{name}", version, LIBRARIES[name], purl, type=ComponentType.LIBRARY, scope=ComponentScope.REQUIRED))
    return libraries


def python_licence(package: importlib.metadata.Distribution) -> str:
    metadata = package.metadata
    said = metadata.get("License-Expression")
    if said:
        return said
    classifiers = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")]
    said = metadata.get("License") or ""
    # Some put the whole text there, and some tools a word for none.
    if said and said != "UNKNOWN" and "\n" not in said and len(said) < 60:
        return said
    return " / ".join(classifiers) or "not stated"


def python_packages() -> list[Component]:
    packages = {}
    for package in importlib.metadata.distributions():
        name = package.metadata["Name"]
        packages[name.lower()] = component(
            name,
            package.version,
            python_licence(package),
            PackageURL("pypi", None, name.lower(), package.version),
            type=ComponentType.LIBRARY,
            scope=ComponentScope.EXCLUDED,
            description="Used by the tests alone.",
        )
    return [packages[name] for name in sorted(packages)]


def main() -> None:
    version = run("scripts/version.sh").split()[0]
    bom = Bom()
    program = component(NAME, version, "Apache-2.0", PackageURL("generic", None, NAME, version), type=ComponentType.APPLICATION)
    bom.metadata.component = program
    parts = swift_packages() + system_libraries() + python_packages()
    bom.components.update(parts)
    bom.register_dependency(program, [one for one in parts if one.scope == ComponentScope.REQUIRED])
    text = json.loads(JsonV1Dot6(bom).output_as_string())
    text["metadata"].pop("timestamp")
    listed = json.dumps(text["components"], sort_keys=True)
    text["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, listed)}"
    output = json.dumps(text, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        pathlib.Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(sys.argv[1]).write_text(output)
    else:
        print(output, end="")


main()
