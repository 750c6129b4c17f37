"""
Times our kernel beside ipykernel in the same run and, with --peers, beside tslab and Deno from npm, all through jupyter_client.

  npm run bench:kernel                       5 starts each
  npm run bench:kernel -- --peers            also tslab and Deno, and a cell after importing @tensorflow/tfjs (installed in a temporary folder)
  npm run bench:kernel -- --restarts 200     processes, threads and memory over restarts
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from jupyter_client.manager import KernelManager

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def write_spec(data, name, argv, **more):
    folder = os.path.join(data, "kernels", name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "kernel.json"), "w") as f:
        json.dump({"argv": argv, "display_name": name, "language": "typescript", **more}, f)


def our_spec():
    code = 'import("./dist/kernel/install.js").then((m) => console.log(JSON.stringify(m.kernelSpec())))'
    return json.loads(subprocess.check_output(["node", "-e", code], cwd=ROOT))


def execute(kc, code, timeout=120):
    """Seconds until both the reply and idle are there."""
    began = time.perf_counter()
    msg_id = kc.execute(code)
    while True:
        msg = kc.get_iopub_msg(timeout=timeout)
        if msg["parent_header"].get("msg_id") == msg_id and msg["content"].get("execution_state") == "idle":
            break
    while kc.get_shell_msg(timeout=timeout)["parent_header"].get("msg_id") != msg_id:
        pass
    return time.perf_counter() - began


def start(name, cwd):
    km = KernelManager(kernel_name=name)
    began = time.perf_counter()
    km.start_kernel(cwd=cwd, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    kc = km.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=120)
    info = time.perf_counter() - began
    execute(kc, "1")
    return km, kc, info, time.perf_counter() - began


def memory(pid):
    """MB that the process and its children hold: the proportional set size."""
    total, waiting = 0, [pid]
    while waiting:
        p = waiting.pop()
        try:
            with open(f"/proc/{p}/smaps_rollup") as f:
                total += next(int(line.split()[1]) for line in f if line.startswith("Pss:"))
            with open(f"/proc/{p}/task/{p}/children") as f:
                waiting += [int(c) for c in f.read().split()]
        except (FileNotFoundError, StopIteration):
            pass
    return total / 1024


def measure(name, cwd):
    km, kc, info, first = start(name, cwd)
    result = {"info": info, "first": first}
    try:
        result["memory"] = memory(km.provisioner.pid)
        times = [execute(kc, "1") for _ in range(260)]
        for at in (1, 50, 250):
            result[f"cell {at}"] = statistics.median(times[max(0, at - 6) : at + 5])
        result["memory 250"] = memory(km.provisioner.pid)
        if os.path.isdir(os.path.join(cwd, "node_modules", "@tensorflow", "tfjs")) and name != "python3":
            try:
                result["import tfjs"] = execute(kc, 'import * as tf from "@tensorflow/tfjs"')
                result["cell after tfjs"] = statistics.median(execute(kc, "1") for _ in range(11))
            except Exception as error:  # a peer that cannot is no failure of the run
                print(f"{name}: tfjs: {error!r}", file=sys.stderr)
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)
    return result


def restarts(name, cwd, count):
    km, kc, _, _ = start(name, cwd)
    seconds, held = [], []
    for _ in range(count):
        began = time.perf_counter()
        km.restart_kernel()
        kc.wait_for_ready(timeout=120)
        execute(kc, "1")
        seconds.append(time.perf_counter() - began)
        held.append(memory(km.provisioner.pid))
    threads = len(os.listdir(f"/proc/{km.provisioner.pid}/task"))
    kc.stop_channels()
    km.shutdown_kernel(now=True)
    left = subprocess.run(["pgrep", "-fc", km.connection_file], capture_output=True, text=True).stdout.strip()
    print(f"{count} restarts: median {statistics.median(seconds):.2f} s; {held[0]:.0f} MB after the first, {held[-1]:.0f} MB after the last; ", end="")
    print(f"{threads} threads; {left or 0} processes left")


def install_peers(data, folder):
    """tslab and Deno from npm, where the registry has them; the names that work."""
    subprocess.run(["npm", "init", "-y"], cwd=folder, check=True, capture_output=True)
    found = []
    for package in ("tslab", "deno", "@tensorflow/tfjs"):
        done = subprocess.run(["npm", "install", package], cwd=folder, capture_output=True, text=True)
        if done.returncode:
            print(f"npm has no {package} for this machine: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        else:
            found.append(package)
    binaries = os.path.join(folder, "node_modules", ".bin")
    if "tslab" in found:
        write_spec(data, "tslab", [os.path.join(binaries, "tslab"), "kernel", "--config-path={connection_file}"])
    if "deno" in found:
        write_spec(data, "deno", [os.path.join(binaries, "deno"), "jupyter", "--kernel", "--conn", "{connection_file}"])
    return [name for name in ("tslab", "deno") if name in found]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--starts", type=int, default=5)
    options.add_argument("--peers", action="store_true")
    options.add_argument("--restarts", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "share", "jupyter")
        os.environ["JUPYTER_DATA_DIR"] = os.path.join(folder, "data")
        os.environ["JUPYTER_PATH"] = data
        spec = our_spec()
        write_spec(data, "infoplane", spec["argv"], interrupt_mode="message")
        cwd = os.path.join(folder, "work")
        os.mkdir(cwd)
        names = ["infoplane", "python3"]
        if given.peers:
            names += install_peers(data, cwd)
        if given.restarts:
            return restarts("infoplane", cwd, given.restarts)
        rounds = {name: [] for name in names}
        for _ in range(given.starts):  # in turns, so that all see the same machine
            for name in list(rounds):
                try:
                    rounds[name].append(measure(name, cwd))
                except Exception as error:
                    print(f"{name}: {error!r}", file=sys.stderr)
        rows = [
            ("kernel_info reply after start", "info", 1, "s"),
            ("first cell replied after start", "first", 1, "s"),
            ("trivial cell, 1st", "cell 1", 1000, "ms"),
            ("trivial cell, 50th", "cell 50", 1000, "ms"),
            ("trivial cell, 250th", "cell 250", 1000, "ms"),
            ("memory after the first cell", "memory", 1, "MB"),
            ("memory after 260 cells", "memory 250", 1, "MB"),
            ('import * as tf from "@tensorflow/tfjs"', "import tfjs", 1, "s"),
            ("trivial cell after it", "cell after tfjs", 1000, "ms"),
        ]
        print(f"{'median of ' + str(given.starts):42}" + "".join(f"{'ipykernel' if n == 'python3' else n:>14}" for n in names))
        for title, key, scale, unit in rows:
            values = [statistics.median(r[key] for r in rounds[n] if key in r) if any(key in r for r in rounds[n]) else None for n in names]
            if any(v is not None for v in values):
                print(f"{title:42}" + "".join(f"{'-' if v is None else f'{v * scale:.2f} {unit}':>14}" for v in values))
        ratio = statistics.median(r["first"] for r in rounds["infoplane"]) / statistics.median(r["first"] for r in rounds["python3"])
        print(f"start to first reply, infoplane / ipykernel: {ratio:.2f}")


main()
