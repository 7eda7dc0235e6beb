"""The tools that make clients of the documents: where they are, and what is missing.

`python -m tests.clients.toolbox` installs what can be had, each by its own lock, apart from the packages of the
project: openapi-python-client wants others than it. With REQUIRE_CLIENTS=1, as in CI, what is missing is an error.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LOCKS = HERE / "tools"
TOOLS = Path(os.environ.get("CLIENT_TOOLS", HERE.parents[1] / ".venv" / "clients"))
PYTHON, NODE = TOOLS / "python", TOOLS / "node"
NODE_MODULES = NODE / "node_modules"
INSTALL = "run `make clients`, which installs what it needs"
REQUIRED = os.environ.get("REQUIRE_CLIENTS") == "1"


def file_of_package(pattern: str) -> Path | None:
    """A file that a Python package of the tools carries."""
    return next(PYTHON.glob(f"lib/python*/site-packages/{pattern}"), None)


def missing_python() -> str | None:
    """Why no Python client can be generated here; None when one can."""
    return None if (PYTHON / "bin/openapi-python-client").exists() else INSTALL


def missing_node() -> str | None:
    """Why nothing can be generated and compiled with Node.js here; None when it can."""
    if not shutil.which("node"):
        return "there is no Node.js (node) here; to run this: apt-get install nodejs npm, then `make clients`"
    return None if (NODE_MODULES / "typescript").exists() else INSTALL


def missing_java() -> str | None:
    """Why openapi-generator cannot run here; None when it can."""
    if not shutil.which("java"):
        return "there is no Java (java) here; to run this: apt-get install default-jre-headless, then `make clients`"
    return None if generator_jar() else INSTALL


def missing_kotlin() -> str | None:
    """Why Kotlin cannot be compiled here; None when it can."""
    if missing := missing_java() or missing_node():
        return missing
    found = file_of_package("run_kotlin_kernel/jars") and (NODE_MODULES / "kotlin-compiler").exists()
    return None if found else INSTALL


def missing_swift() -> str | None:
    """Why Swift cannot be compiled here; None when it can."""
    return (
        None
        if shutil.which("swiftc")
        else (
            "there is no Swift compiler (swiftc) here, so it is only generated; to run this: put the toolchain of"
            " swift.org on PATH, then `make clients`"
        )
    )


def generator_jar() -> Path | None:
    """openapi-generator."""
    return file_of_package("openapi_generator_cli/openapi-generator.jar")


# --- installing ---------------------------------------------------------------------------------
def install() -> list[str]:
    """Installs what is not there as locked; returns what could not be installed, and why."""
    wanted = {
        PYTHON: (("requirements.lock", "jars.lock"), install_python),
        NODE: (("package.json", "package-lock.json", ".npmrc"), install_node),
    }
    troubles = []
    for folder, (locks, install_one) in wanted.items():
        locked = "".join((LOCKS / name).read_text() for name in locks)
        stamp = folder / "installed"
        if stamp.exists() and stamp.read_text() == locked:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if trouble := install_one():
            troubles.append(trouble)
        else:
            stamp.write_text(locked)
    return troubles


def install_python() -> str | None:
    """Makes the virtual environment of the generators."""
    pip = [str(PYTHON / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    locks = [f"--requirement={LOCKS / name}" for name in ("requirements.lock", "jars.lock")]
    return run([sys.executable, "-m", "venv", str(PYTHON)]) or run([*pip, "--require-hashes", "--no-deps", *locks])


def install_node() -> str | None:
    """Installs the packages for Node.js; none of them gets to run a script of its own."""
    if not shutil.which("npm"):
        return "there is no npm here"
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(LOCKS / name, NODE)
    return run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=NODE)


def run(command: list[str], cwd: Path | None = None) -> str | None:
    """Runs a command; returns what it said if it failed."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=900, check=False)
    said = (done.stderr or done.stdout).strip().splitlines()
    return f"{' '.join(command[:4])}: {said[-1] if said else 'failed'}" if done.returncode else None


if __name__ == "__main__":
    could_not = install()
    sys.stdout.write("".join(f"Not installed: {trouble}\n" for trouble in could_not))
    sys.exit(1 if could_not and REQUIRED else 0)
