import sys

import httpx
from battery import CA, PROXY, STEPS, report, upload, url

options = {"http2": "h2" in sys.argv[1:], "timeout": 60}
if PROXY:
    options.update(trust_env=False, proxies=PROXY, verify=CA)

NAMES = {"HTTP/1.1": "http/1.1", "HTTP/2": "h2"}

with httpx.Client(**options) as c:
    for name, target in STEPS:
        r = c.get(url(target))
        report(name, r.status_code, r.content, NAMES[r.http_version])
    r = c.post(url("/upload"), content=upload())
    report("post", r.status_code, r.content, NAMES[r.http_version])
