"""What `kubectl kustomize` prints, for the few things that our kustomizations use.

A field it does not know is an error, so that nothing is left out quietly.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import yaml

Object = dict[str, object]
KNOWN = {
    "apiVersion",
    "kind",
    "namespace",
    "resources",
    "images",
    "configMapGenerator",
    "patches",
}
HASHED = "(its name gets a hash)"
LISTS_BY_NAME = {"containers", "volumes", "env"}
"""Such lists a patch adds to by name; ours change none of these, and replace the others whole."""


def render(folder: Path) -> list[Object]:
    """All objects, as a cluster gets them."""
    objects = _built(folder)
    names = {}
    for each in objects:
        if each.pop(HASHED, False):
            name = each["metadata"]["name"]
            names[name] = each["metadata"]["name"] = f"{name}-{_suffix(each)}"
    return [_with_names(each, names) for each in objects]


def objects_in(path: Path) -> list[Object]:
    """The documents of one file."""
    return [each for each in yaml.safe_load_all(path.read_text("utf-8")) if each]


def _built(folder: Path) -> list[Object]:
    (given,) = objects_in(folder / "kustomization.yaml")
    assert given.keys() <= KNOWN, given.keys() - KNOWN
    objects = [each for name in given["resources"] for each in _resource(folder / name)]
    for wish in given.get("configMapGenerator", ()):
        objects = _generated(objects, wish, folder)
    for patch in given.get("patches", ()):
        (change,) = objects_in(folder / patch["path"])
        (target,) = (each for each in objects if _id(each) == _id(change))
        objects[objects.index(target)] = _merged(target, change)
    for each in objects:
        if "namespace" in given and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = given["namespace"]
    return [_with_images(each, given.get("images", ())) for each in objects]


def _resource(path: Path) -> list[Object]:
    return _built(path) if path.is_dir() else objects_in(path)


def _id(each: Object) -> tuple[str, str]:
    return each["kind"], each["metadata"]["name"]


def _generated(objects: list[Object], wish: Object, folder: Path) -> list[Object]:
    options = wish.get("options", {})
    made: Object = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": wish["name"]},
        "data": {name: (folder / name).read_text("utf-8") for name in wish["files"]},
    }
    there = [each for each in objects if _id(each) == _id(made)]
    assert len(there) == (wish.get("behavior") == "replace"), f"{wish['name']}: new or replaced?"
    kept = there[0]["metadata"].get("labels", {}) if there else {}
    if labels := kept | options.get("labels", {}):
        made["metadata"]["labels"] = labels
    if not options.get("disableNameSuffixHash"):
        made[HASHED] = True
    return [*(each for each in objects if each not in there), made]


def _merged(target: object, change: object) -> object:
    if not isinstance(target, dict) or not isinstance(change, dict):
        return change
    assert not LISTS_BY_NAME & change.keys()
    return target | {key: _merged(target.get(key), value) for key, value in change.items()}


def _with_images(each: object, images: list[dict[str, str]]) -> object:
    if isinstance(each, list):
        return [_with_images(one, images) for one in each]
    if not isinstance(each, dict):
        return each
    told = {key: _with_images(value, images) for key, value in each.items()}
    for image in images:
        if told.get("image") == image["name"]:
            told["image"] = f"{image['newName']}:{image['newTag']}"
    return told


def _with_names(each: object, names: dict[str, str]) -> object:
    if isinstance(each, list):
        return [_with_names(one, names) for one in each]
    if not isinstance(each, dict):
        return each
    told = {key: _with_names(value, names) for key, value in each.items()}
    if "configMap" in told:
        told["configMap"]["name"] = names.get(told["configMap"]["name"], told["configMap"]["name"])
    return told


def _suffix(each: Object) -> str:
    """As the real one makes it: Go's JSON of what matters, and letters that spell no words."""
    matters = {"data": each["data"], "kind": each["kind"], "name": ""}
    written = json.dumps(matters, separators=(",", ":"), ensure_ascii=False)
    for letter in "<>&":
        written = written.replace(letter, f"\\u{ord(letter):04x}")
    start = hashlib.sha256(written.encode()).hexdigest()[:10]
    return start.translate(str.maketrans("013ae", "ghkmt"))


def containers(objects: list[Object]) -> Iterator[tuple[str, Object, Object]]:
    """What runs: the name of whose it is, the pod's spec, the container."""
    for each in objects:
        pod = each.get("spec", {}).get("template", {}).get("spec")
        for container in pod["containers"] if pod else ():
            yield each["metadata"]["name"], pod, container
