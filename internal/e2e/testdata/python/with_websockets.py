"""A WebSocket client that goes through CONNECT and prints what came back."""

import asyncio
import json
import os
import socket
import ssl
from urllib.parse import urlsplit

import websockets

ORIGIN = urlsplit(os.environ["E2E_ORIGIN"])
PROXY = urlsplit(os.environ["E2E_PROXY"])


def connect():
    s = socket.create_connection((PROXY.hostname, PROXY.port), timeout=60)
    s.sendall(f"CONNECT {ORIGIN.netloc} HTTP/1.1\r\nHost: {ORIGIN.netloc}\r\n\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        b = s.recv(1)
        if not b:
            raise SystemExit(f"proxy closed after {head!r}")
        head += b
    if b" 200 " not in head.split(b"\r\n")[0]:
        raise SystemExit(f"proxy said {head!r}")
    s.setblocking(False)
    return s


async def main():
    context = ssl.create_default_context(cafile=os.environ["E2E_CA"])
    context.set_alpn_protocols(["http/1.1"])
    uri = f"wss://{ORIGIN.netloc}/ws?fragment=1000&k={os.environ['E2E_KEY']}"
    async with websockets.connect(
        uri, sock=connect(), ssl=context, server_hostname=ORIGIN.hostname, subprotocols=["echo"]
    ) as ws:
        for sent in ["hello", "hello again " * 1000, bytes(range(256)) * 300, ""]:
            await ws.send(sent)
            if await ws.recv() != sent:
                raise SystemExit("the echo differs")
        await (await ws.ping(b"anyone?"))
        print(json.dumps({"subprotocol": ws.subprotocol, "extensions": [e.name for e in ws.extensions]}))


asyncio.run(main())
