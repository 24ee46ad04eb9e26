#!/usr/bin/python3
"""Starts the services of a compose file as processes in a root, as compose would start containers, and prints their addresses:

    docker-compose --file FILE config --format json | run-compose.py ROOT SERVICE=PROGRAM...

Run by root in mount, network and UTS namespaces of its own: unshare --mount --net run-compose.py ... Volumes and secrets lie where the file
says, names of services lead to them, a service is not root and cannot become it. What is not given a program is not started.
Ends with the status of the command after `--`, which runs beside the services.
"""

import json
import os
import pathlib
import subprocess
import sys
import time

# What the images of others run as; ours says it in its Dockerfile.
NOBODY = 65534
OWN = 65532
# In a network of its own; Alertmanager wants a private one.
ADDRESS = "10.88.0.2"


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def bind(source, target):
    """Lets a file or folder appear at another place too."""
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount("--bind", str(source), str(target))


def lay(root, service, secrets, user):
    for volume in service.get("volumes", []):
        target = root / volume["target"].lstrip("/")
        if volume["type"] == "bind":
            bind(pathlib.Path(volume["source"]), target)
        else:
            target.mkdir(parents=True, exist_ok=True)
            os.chown(target, user, user)
    for secret in service.get("secrets", []):
        bind(pathlib.Path(secrets[secret["source"]]["file"]), root / secret["target"].lstrip("/"))


def start(root, name, service, command, user, log):
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **(service.get("environment") or {})}
    privileges = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"]
    print(f"{name}: {' '.join(command)}", flush=True)
    return subprocess.Popen(["chroot", str(root), *privileges, *command], env=environment, stdout=log, stderr=log, cwd="/")


def main():
    split = sys.argv.index("--")
    root = pathlib.Path(sys.argv[1]).resolve()
    programs = dict(argument.split("=", 1) for argument in sys.argv[2:split])
    file = json.load(sys.stdin)
    for command in (
        "link set lo up",
        "link add compose type veth peer name outside",
        f"address add {ADDRESS}/24 dev compose",
        "link set compose up",
        "link set outside up",
    ):
        subprocess.run(["ip", *command.split()], check=True)
    names = [f"{ADDRESS} {name}\n" for name in file["services"]]
    (root / "etc/hosts").write_text("".join(["127.0.0.1 localhost\n", *names]))
    processes = {}
    try:
        for name, program in programs.items():
            service = file["services"][name]
            user = OWN if "build" in service else NOBODY
            lay(root, service, file.get("secrets", {}), user)
            arguments = program.split() + (service.get("command") or [])
            log = open(root / f"{name}.log", "wb")
            processes[name] = start(root, name, service, arguments, user, log)
        status = subprocess.run(sys.argv[split + 1 :]).returncode
        ended = [name for name, process in processes.items() if process.poll() is not None]
        for name in ended:
            print(f"{name} has ended:\n{(root / f'{name}.log').read_text()[-2000:]}", file=sys.stderr)
        return status or len(ended)
    finally:
        for process in processes.values():
            process.terminate()
        deadline = time.monotonic() + 20
        for process in processes.values():
            process.wait(max(1, deadline - time.monotonic()))


sys.exit(main())
