"""Fetches URLs one after the other through a proxy, trusting the file ROOT
("-" for Python's own roots), and pins the certificate for those with the
fragment #pin: PROXY ROOT URL...  The comparison comes after the handshake, as in urllib3's
assert_fingerprint."""

import hashlib
import http.client
import ssl
import sys
from urllib.parse import urlsplit

proxy, root, *targets = sys.argv[1:]
context = ssl.create_default_context(cafile=None if root == "-" else root)
for target in targets:
    url, via = urlsplit(target), urlsplit(proxy)
    connection = http.client.HTTPSConnection(via.hostname, via.port, context=context, timeout=30)
    connection.set_tunnel(url.hostname, url.port)
    try:
        connection.connect()
        seen = hashlib.sha256(connection.sock.getpeercert(binary_form=True)).hexdigest()
        if url.fragment == "pin" and seen != "the one that was pinned":
            raise ssl.SSLError("another certificate")
        connection.request("GET", url.path)
        print(target, connection.getresponse().status)
    except OSError as e:
        print(target, e)
    finally:
        connection.close()
