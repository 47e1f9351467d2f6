"""One request that trusts one root alone and checks by RFC 5280's letter."""

import ssl
import sys
import urllib.request

proxy, root, target = sys.argv[1:]
context = ssl.create_default_context(cafile=root)
context.verify_flags |= ssl.VERIFY_X509_STRICT
opener = urllib.request.build_opener(
    urllib.request.ProxyHandler({"https": proxy}),
    urllib.request.HTTPSHandler(context=context),
)
print(opener.open(target, timeout=60).status)
