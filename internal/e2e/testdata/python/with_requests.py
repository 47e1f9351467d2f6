import requests
from battery import CA, PROXY, STEPS, report, upload, url

with requests.Session() as s:
    if PROXY:
        s.trust_env = False
        s.proxies = {"http": PROXY, "https": PROXY}
        s.verify = CA
    for name, target in STEPS:
        r = s.get(url(target), timeout=60)
        report(name, r.status_code, r.content)
    r = s.post(url("/upload"), data=upload(), timeout=60)
    report("post", r.status_code, r.content)
