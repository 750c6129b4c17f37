"""Drives a kernel through jupyter_client: one JSON command per line on standard input, one JSON answer per line."""

import json
import os
import queue
import signal
import sys
import threading
import time

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager

km = None
clients = []
others = []  # iopub messages that belong to no running command


def connect():
    kc = km.client()
    kc.start_channels()
    kc.wait_for_ready(timeout=60)
    return kc


def start(kernel="infoplane", transport="tcp", cwd=None, env=None, connection_file=None, ip=None):
    global km
    options = {"kernel_name": kernel, "transport": transport}
    if connection_file:
        options["connection_file"] = connection_file
    if ip:
        options["ip"] = ip
    km = KernelManager(**options)
    began = time.perf_counter()
    km.start_kernel(cwd=cwd, env={**os.environ, **(env or {})})
    clients[:] = [connect()]
    return {"pid": km.provisioner.pid, "seconds": time.perf_counter() - began, "connection_file": km.connection_file}


def client():
    """A second front end, with a session of its own."""
    kc = BlockingKernelClient()
    kc.load_connection_file(km.connection_file)
    kc.start_channels()
    kc.wait_for_ready(timeout=30)
    clients.append(kc)
    return len(clients) - 1


def slim(msg):
    return {
        "type": msg["msg_type"],
        "content": msg["content"],
        "metadata": msg["metadata"],
        "parent": msg["parent_header"].get("msg_id"),
        "buffers": [bytes(b).hex() for b in msg["buffers"]],
    }


def size_only(msg):
    """Long texts are counted here, not sent on."""
    content = msg["content"]
    if msg["type"] == "stream":
        msg["content"] = {"name": content["name"], "length": len(content["text"]), "lines": content["text"].count("\n")}
    elif "data" in content and msg["type"] in ("display_data", "execute_result"):
        msg["content"] = {"lengths": {k: len(v) for k, v in content["data"].items()}}
    return msg


def interrupt(how):
    if how == "signal":
        os.kill(km.provisioner.pid, signal.SIGINT)
    else:
        km.interrupt_kernel()


def poll(get, timeout):
    try:
        return get(timeout=timeout)
    except queue.Empty:
        return None


def collect(kc, msg_ids, timeout, answers=(), brief=False):
    """Replies and outputs of several requests, until each is idle and replied to."""
    waiting, replies, outputs = set(msg_ids), {}, {m: [] for m in msg_ids}
    answers = list(answers)
    prompts = []
    end = time.monotonic() + timeout
    while (waiting or any(m not in replies for m in msg_ids)) and time.monotonic() < end:
        # iopub is read first, as front ends do: in the order published
        msg = poll(kc.get_iopub_msg, 0.05 if waiting else 0.001)
        if msg:
            parent = msg["parent_header"].get("msg_id")
            if parent not in outputs:
                others.append(slim(msg))
            elif msg["msg_type"] == "status":
                if msg["content"]["execution_state"] == "idle":
                    waiting.discard(parent)
                    outputs[parent].append({"type": "idle"})
            else:
                outputs[parent].append(size_only(slim(msg)) if brief else slim(msg))
            continue
        if answers:
            msg = poll(kc.get_stdin_msg, 0.001)
            if msg:
                prompts.append(msg["content"])
                kc.input(answers.pop(0))
        while any(m not in replies for m in msg_ids):
            reply = poll(kc.get_shell_msg, 0.001 if waiting else 1)
            if not reply:
                break
            if reply["parent_header"].get("msg_id") in outputs:  # not a late answer to wait_for_ready
                replies[reply["parent_header"]["msg_id"]] = slim(reply)
    missing = [m for m in msg_ids if m not in replies or m in waiting]
    if missing:
        raise TimeoutError(f"{len(missing)} of {len(msg_ids)} requests got no reply or no idle")
    return [{"reply": replies[m]["content"], "metadata": replies[m]["metadata"], "outputs": outputs[m], "prompts": prompts} for m in msg_ids]


def execute(codes, client=0, timeout=60, answers=(), interrupt_after=None, how="message", brief=False, gap=0, **options):
    kc = clients[client]
    options.setdefault("allow_stdin", len(answers) > 0)
    began = time.perf_counter()
    ids = []
    for code in codes:
        ids.append(kc.execute(code, **options))
        if gap:
            time.sleep(gap)
    fired = []
    if interrupt_after is not None:

        def fire():
            fired.append(time.perf_counter())
            interrupt(how)

        threading.Timer(interrupt_after, fire).start()
    results = collect(kc, ids, timeout, answers, brief)
    ended = time.perf_counter()
    for r in results:
        r["seconds"] = ended - began
        if fired:
            r["afterInterrupt"] = ended - fired[0]
    return results


def chain(codes, client=0):
    """Each next cell is sent as soon as the reply of the one before is there, without waiting for idle."""
    kc = clients[client]
    replies, ids = [], []
    for code in codes:
        ids.append(kc.execute(code, allow_stdin=False))
        replies.append(kc.get_shell_msg(timeout=30)["content"])
    deadline = time.monotonic() + 20
    idle = set()
    while len(idle) < len(ids) and time.monotonic() < deadline:
        try:
            msg = kc.get_iopub_msg(timeout=0.1)
            if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
                idle.add(msg["parent_header"].get("msg_id"))
        except queue.Empty:
            pass
    return replies


def during(code, requests, after=0.5, timeout=30):
    """Sends requests while a cell computes; says what was answered before the cell ended."""
    kc = clients[0]
    cell = kc.execute(code)
    time.sleep(after)
    answered = []
    ids = {}
    for r in requests:
        msg = kc.session.msg(r["type"], r.get("content", {}))
        kc.shell_channel.send(msg)
        ids[msg["header"]["msg_id"]] = r["type"]
    beating = kc.hb_channel.is_beating()
    end = time.monotonic() + timeout
    ended = False
    while not ended and time.monotonic() < end:
        reply = kc.get_shell_msg(timeout=timeout)
        if reply["parent_header"]["msg_id"] == cell:
            ended = True
        else:
            answered.append(reply["msg_type"])
    return {"answered": answered, "beating": beating}


def request(type, content=None, channel="shell", client=0, timeout=20):
    kc = clients[client]
    msg = kc.session.msg(type, content or {})
    chan = getattr(kc, channel + "_channel")
    chan.send(msg)
    while True:
        reply = getattr(kc, f"get_{channel}_msg")(timeout=timeout)
        if reply["parent_header"].get("msg_id") == msg["header"]["msg_id"]:
            return slim(reply)


def send(type, content=None, channel="shell", client=0, metadata=None, buffers=None):
    kc = clients[client]
    msg = kc.session.msg(type, content or {}, metadata=metadata)
    kc.session.send(getattr(kc, channel + "_channel").socket, msg, buffers=[bytes.fromhex(b) for b in buffers or []])
    return msg["header"]["msg_id"]


def raw(frames, channel="shell", client=0):
    """Frames as they are, in hex."""
    getattr(clients[client], channel + "_channel").socket.send_multipart([bytes.fromhex(f) for f in frames])
    return None


def raw_zeros(size):
    """A header of this many zero bytes, without a signature."""
    clients[0].shell_channel.socket.send_multipart([b"<IDS|MSG>", b"", bytes(size), b"{}", b"{}", b"{}"])


def iopub(seconds=0.3, client=0):
    """What was or will be published in this time besides the running commands."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            others.append(slim(clients[client].get_iopub_msg(timeout=0.02)))
        except queue.Empty:
            pass
    out = others[:]
    others.clear()
    return out


def restart(now=False):
    km.restart_kernel(now=now)
    clients[0].stop_channels()
    clients[:] = [connect()]
    return {"pid": km.provisioner.pid}


def shutdown(now=False):
    for kc in clients:
        kc.stop_channels()
    began = time.perf_counter()
    km.shutdown_kernel(now=now)
    return {"seconds": time.perf_counter() - began}


def alive():
    return km.is_alive()


COMMANDS = [start, client, execute, chain, during, request, send, raw, raw_zeros, iopub, restart, shutdown, alive, interrupt]
table = {f.__name__: f for f in COMMANDS}
for line in sys.stdin:
    command = json.loads(line)
    try:
        answer = {"result": table[command["name"]](**command["options"])}
    except BaseException as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(answer, default=str) + "\n")
    sys.stdout.flush()
if km and km.is_alive():
    km.shutdown_kernel(now=True)
