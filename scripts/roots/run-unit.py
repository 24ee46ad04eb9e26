#!/usr/bin/python3
"""Runs a service in a root as its systemd unit says, on a machine without systemd: run-unit.py ROOT UNIT

Kept from the unit and from drop-ins in /etc/systemd/system: the condition, user, umask, environment, credentials, command, state directory,
read-only system, system calls, address families, and no memory that is both written and run. What else the unit forbids is not enforced.
Exit status 75 where the condition is not met. Run by root, in a mount namespace of its own: unshare --mount run-unit.py ...
"""

import ctypes
import errno
import glob
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import sys

import seccomp

PROT_WRITE, PROT_EXEC = 2, 4
PR_SET_NO_NEW_PRIVS = 38


def read_unit(root, unit):
    """Settings of all sections, each a list of values; an empty value forgets those before it."""
    settings = {}
    drop_ins = sorted(glob.glob(f"{root}/etc/systemd/system/{os.path.basename(unit)}.d/*.conf"))
    for line in [line for path in [root + unit, *drop_ins] for line in open(path, encoding="utf-8")]:
        line = line.strip()
        if not line or line[0] in "#;[":
            continue
        key, value = line.split("=", 1)
        settings.setdefault(key, [])
        settings[key] = settings[key] + [value] if value else []
    return settings


def system_calls(settings):
    """The names that SystemCallFilter lets through: sets first, then those after ~ taken away."""
    listed = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter"], check=True, capture_output=True, text=True).stdout
    sets, name = {}, None
    for line in listed.splitlines():
        if line.startswith("@"):
            name = line.strip()
            sets[name] = set()
        elif name and line.startswith("    ") and not line.strip().startswith("#"):
            sets[name].add(line.strip())

    def expand(word):
        return set().union(*map(expand, sets[word])) if word.startswith("@") else {word}

    allowed = set()
    for value in settings["SystemCallFilter"]:
        names = set().union(*map(expand, value.lstrip("~").split()))
        allowed = allowed - names if value.startswith("~") else allowed | names
    # What systemd itself lets through always.
    return allowed | expand("@default") | {"execve", "exit", "exit_group", "getrlimit", "rt_sigreturn"}


def environment(settings, root, user):
    result = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": user.pw_dir}
    assignments = [word for value in settings.get("Environment", []) for word in shlex.split(value)]
    for file in settings.get("EnvironmentFile", []):
        try:
            lines = open(root + file.lstrip("-"), encoding="utf-8").read().splitlines()
        except FileNotFoundError:
            if not file.startswith("-"):
                raise
            continue
        assignments += [" ".join(shlex.split(line)) for line in lines if line.strip() and line.strip()[0] not in "#;"]
    result.update(assignment.split("=", 1) for assignment in assignments)
    return result


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def restrict(settings, allowed):
    """Two filters, as a rule without arguments would take the place of those with."""
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    special = seccomp.SyscallFilter(seccomp.ALLOW)
    families = {getattr(socket, name) for name in " ".join(settings["RestrictAddressFamilies"]).split()}
    for family in set(range(64)) - families:
        special.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, seccomp.EQ, family))
    if settings["MemoryDenyWriteExecute"] == ["yes"]:
        both = PROT_WRITE | PROT_EXEC
        special.add_rule(seccomp.ERRNO(errno.EPERM), "mmap", seccomp.Arg(2, seccomp.MASKED_EQ, both, both))
        for call in ("mprotect", "pkey_mprotect"):
            special.add_rule(seccomp.ERRNO(errno.EPERM), call, seccomp.Arg(2, seccomp.MASKED_EQ, PROT_EXEC, PROT_EXEC))
    special.load()
    listed = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in sorted(allowed):
        try:
            listed.add_rule(seccomp.ALLOW, name)
        except (RuntimeError, ValueError):
            pass  # A system call of another architecture.
    listed.load()


def main():
    root, unit = os.path.realpath(sys.argv[1]), sys.argv[2]
    settings = read_unit(root, unit)
    for path in settings.get("ConditionPathExists", []):
        if not os.path.exists(root + path):
            print(f"condition not met: {path}", file=sys.stderr)
            sys.exit(75)
    allowed = system_calls(settings)

    mount("--make-rprivate", "/")
    mount("--rbind", root, root)
    state = "/var/lib/" + settings["StateDirectory"][0]
    entries = [line.split(":") for line in open(root + "/etc/passwd", encoding="utf-8").read().splitlines()]
    user = next(pwd.struct_passwd(entry) for entry in entries if entry[0] == settings["User"][0])
    uid, gid = int(user.pw_uid), int(user.pw_gid)
    if not os.path.exists(root + state):
        os.mkdir(root + state)
        os.chown(root + state, uid, gid)
    os.chmod(root + state, int(settings["StateDirectoryMode"][0], 8))
    credentials = root + "/run/credentials"
    os.makedirs(credentials, exist_ok=True)
    mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", credentials)
    for credential in settings["LoadCredential"]:
        name, source = credential.split(":", 1)
        file = f"{credentials}/{name}"
        shutil.copyfile(root + source, file)
        os.chmod(file, 0o400)
        os.chown(file, uid, gid)
    mount("-o", "remount,bind,ro", root)
    mount("--bind", root + state, root + state)
    mount("-o", "remount,bind,rw", root + state)
    mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", root + "/tmp")

    variables = environment(settings, root, user)
    if settings["LoadCredential"]:
        variables["CREDENTIALS_DIRECTORY"] = "/run/credentials"
    command = []
    for word in shlex.split(settings["ExecStart"][0]):
        command += variables[word[1:]].split() if word.startswith("$") else [word]
    os.umask(int(settings["UMask"][0], 8))
    os.chroot(root)
    os.chdir(settings["WorkingDirectory"][0])
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    restrict(settings, allowed)
    os.execve(command[0], command, variables)


main()
