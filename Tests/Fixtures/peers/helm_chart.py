"""Renders the chart with Helm itself.

helm_chart.py check CHART VALUES...      prints what Helm's lint and Kubernetes' schemas find wrong with each
helm_chart.py render CHART VALUES        prints the objects, in YAML
helm_chart.py notes CHART VALUES         prints what an installation says
helm_chart.py refuse CHART < VALUES      prints why Helm refuses the values
helm_chart.py package CHART              prints the files of the packed chart
helm_chart.py effects CHART              prints the values that change nothing
helm_chart.py compare CHART VALUES KUSTOMIZATION...
                                         prints where the chart says something else than the manifests for kustomize
"""

import json
import pathlib
import sys
import tarfile
import tempfile

import helm_python
import kubernetes_validate
import yaml

# Kinds that are not Kubernetes' own, for which there is no schema.
FOREIGN = {"ServiceMonitor", "PrometheusRule", "HTTPRoute"}
RELEASE, NAMESPACE = "oresundskraft-exporter", "meters"


def read(path):
    return yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8"))


def rendered(chart, values):
    with helm_python.Chart.load(chart) as loaded:
        loaded.validate_schema(values)
        return loaded.render(values, name=RELEASE, namespace=NAMESPACE)


def objects(chart, values):
    for path, text in sorted(rendered(chart, values).items()):
        if path.endswith(".yaml"):
            yield from filter(None, yaml.safe_load_all(text))


def check(chart, path):
    values = read(path)
    for finding in helm_python.lint(chart, values)["messages"]:
        if finding["severity"] > 1:
            yield finding["error"]
    seen = set()
    for item in objects(chart, values):
        name = item["kind"], item["metadata"]["name"]
        if name in seen:
            yield f"{name} is there twice"
        seen.add(name)
        if item["kind"] in FOREIGN:
            continue
        try:
            kubernetes_validate.validate(item, kubernetes_validate.latest_version(), strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{name}: {error}"


def kustomized(folder):
    """The objects of a kustomization, with the features of kustomize that ours use."""
    kustomization = read(folder / "kustomization.yaml")
    for resource in kustomization.get("resources", []):
        path = (folder / resource).resolve()
        yield from kustomized(path) if path.is_dir() else filter(None, yaml.safe_load_all(path.read_text()))
    for generator in kustomization.get("configMapGenerator", []):
        data = {}
        for file in generator["files"]:
            name, _, source = file.rpartition("=")
            data[name or source] = (folder / source).read_text(encoding="utf-8")
        labels = kustomization.get("generatorOptions", {}).get("labels", {})
        yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": generator["name"], "labels": labels}, "data": data}


# Labels and annotations that Helm's users expect, and fields that Kubernetes sets by itself.
OF_HELM = {"app.kubernetes.io/instance", "app.kubernetes.io/version", "app.kubernetes.io/managed-by", "helm.sh/chart"}


def plain(node, image):
    """A node without the fields that only one of the two needs."""
    if isinstance(node, list):
        return [plain(item, image) for item in node]
    if not isinstance(node, dict):
        return node.strip() if isinstance(node, str) else node
    result = {}
    for key, value in node.items():
        if key in OF_HELM or key in ("namespace", "annotations", "imagePullPolicy", "serviceAccountName"):
            continue
        if key == "type" and value == "ClusterIP":
            continue
        if key == "image":
            value = value if ":" in value else image
        if key == "oresundskraft.yml":
            value = yaml.safe_load(value)
        result[key] = plain(value, image)
    if not result.get("labels", True):
        del result["labels"]
    return result


def compare(chart, values, folders):
    images = [image for folder in folders for image in read(folder / "kustomization.yaml").get("images", [])]
    image = f"{images[0]['newName']}:{images[0]['newTag']}"
    ours, theirs = {}, {}
    for item in objects(chart, values):
        if "helm.sh/hook" not in item["metadata"].get("annotations", {}):
            ours[item["kind"], item["metadata"]["name"]] = plain(item, image)
    for folder in folders:
        for item in kustomized(folder):
            theirs[item["kind"], item["metadata"]["name"]] = plain(item, image)
    for name in sorted(ours.keys() | theirs.keys()):
        one, other = ours.get(name), theirs.get(name)
        if one is None or other is None:
            yield f"{name} is only in {'the manifests' if one is None else 'the chart'}"
            continue
        # kustomize's ConfigMap has no label for its name.
        if name[0] == "ConfigMap" and "labels" not in other["metadata"]:
            one["metadata"].pop("labels", None)
        yield from differences(one, other, f"{name[0]} {name[1]}")


def differences(one, other, path):
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted(one.keys() | other.keys()):
            yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for index, pair in enumerate(zip(one, other)):
            yield from differences(*pair, f"{path}[{index}]")
    elif one != other:
        yield f"{path}: the chart has {json.dumps(one)[:200]}, the manifests {json.dumps(other)[:200]}"


# Values with which every object is rendered, and every other value has something to change.
EVERYTHING = {
    "config": {"customers": [{"numbers": ["100001"]}]},
    "webConfig": {"basic_auth_users": {"prometheus": "hash"}},
    "serviceAccount": {"create": True},
    "ingress": {"enabled": True, "hosts": [{"host": "meters.example.org", "paths": [{"path": "/"}]}]},
    "route": {"enabled": True, "parentRefs": [{"name": "gateway"}]},
    **{name: {"enabled": True} for name in ("serviceMonitor", "prometheusRule", "grafanaDashboards", "networkPolicy")},
}

# Other values, where one cannot be made up from the default.
OTHERS = {
    "config.customers": [{"numbers": ["100002"]}],
    "image.digest": "sha256:" + "0" * 64,
    "image.pullPolicy": "Always",
    "imagePullSecrets": [{"name": "registry-key"}],
    "replicaCount": 0,
    "extraEnv": [{"name": "TZ", "value": "UTC"}],
    "extraVolumes": [{"name": "more", "emptyDir": {}}],
    "extraVolumeMounts": [{"name": "more", "mountPath": "/more"}],
    "persistence.accessModes": ["ReadWriteOncePod"],
    "service.type": "NodePort",
    "ingress.hosts": [{"host": "other.example.org", "paths": [{"path": "/"}]}],
    "ingress.tls": [{"secretName": "certificate"}],
    "route.parentRefs": [{"name": "other"}],
    "route.matches": [{"path": {"type": "Exact", "value": "/"}}],
    "tolerations": [{"key": "dedicated"}],
    "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}],
    "serviceMonitor.scheme": "https",
    "serviceMonitor.relabelings": [{"targetLabel": "site", "replacement": "x"}],
    "serviceMonitor.metricRelabelings": [],
    "prometheusRule.limits": [{"record": "limit:oresundskraft_power_watts:set", "value": 1}],
    "prometheusRule.factors": [{"record": "factor:oresundskraft_emissions_grams_per_kilowatt_hour:set", "value": 1}],
    "networkPolicy.from": [{"namespaceSelector": {}}],
    "networkPolicy.egressPorts": [443],
}


def leaves(node, path=()):
    """The paths and defaults of all values; an empty mapping is one."""
    for key, value in node.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, (*path, key))
        else:
            yield (*path, key), value


def other(name, value):
    if name in OTHERS:
        return OTHERS[name]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return {dict: {"key": "value"}, list: ["--other"], str: "other"}[type(value)]


def with_value(values, path, value):
    key, *rest = path
    return {**values, key: with_value(values.get(key, {}), rest, value) if rest else value}


def effects(chart):
    def files(values):
        return {path: text for path, text in rendered(chart, values).items() if path.endswith(".yaml")}

    everything = files(EVERYTHING)
    for path, value in leaves(read(pathlib.Path(chart) / "values.yaml")):
        # What is set already is set to its default: `enabled`, `create`.
        given = EVERYTHING
        for key in path:
            given = given.get(key) if isinstance(given, dict) else None
        changed = value if isinstance(given, bool) else other(".".join(path), value)
        if files(with_value(EVERYTHING, path, changed)) == everything:
            yield ".".join(path)


def main():
    action, chart, *rest = sys.argv[1:]
    if action == "check":
        for path in rest:
            for finding in check(chart, path):
                print(f"{path}: {finding}")
    elif action == "render":
        print(yaml.safe_dump_all(objects(chart, read(rest[0])), allow_unicode=True))
    elif action == "notes":
        print(next(text for path, text in rendered(chart, read(rest[0])).items() if path.endswith("NOTES.txt")))
    elif action == "refuse":
        try:
            rendered(chart, yaml.safe_load(sys.stdin))
        except helm_python.HelmError as error:
            print(error)
    elif action == "package":
        with tempfile.TemporaryDirectory() as folder, tarfile.open(helm_python.package(chart, destination=folder)) as packed:
            print("\n".join(sorted(packed.getnames())))
    elif action == "effects":
        print("\n".join(effects(chart)), end="")
    elif action == "compare":
        for finding in compare(chart, read(rest[0]), [pathlib.Path(folder).resolve() for folder in rest[1:]]):
            print(finding)


main()
