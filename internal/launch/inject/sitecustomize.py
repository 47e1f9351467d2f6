"""Loaded by Python at its start. Makes aiohttp read the proxy variables, which
it does only when asked, then hands over to the next sitecustomize."""

import importlib.abc
import importlib.util
import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))


class _AiohttpFinder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name != "aiohttp.client":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        run = spec.loader.exec_module

        def exec_module(module):
            run(module)
            _trust_env(module)

        spec.loader.exec_module = exec_module
        return spec


def _trust_env(module):
    session = getattr(module, "ClientSession", None)
    if session is None:
        return
    original = session.__init__

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("trust_env", True)
        original(self, *args, **kwargs)

    session.__init__ = __init__


sys.meta_path.insert(0, _AiohttpFinder())


def _next():
    """Runs the sitecustomize that would have been found without this one."""
    sys.path[:] = [p for p in sys.path if os.path.abspath(p) != _here]
    this = sys.modules.pop(__name__, None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        sys.modules.setdefault(__name__, this)


if __name__ == "sitecustomize":
    _next()
