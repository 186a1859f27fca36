"""What is asked of a homeserver by path is what `docs/matrix.md` lists: each of it, and no more."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from urllib.parse import unquote

import pytest

from peerbot.matrix import homeserver
from peerbot.matrix.homeserver import CLIENT
from tests.docs.pages import CHECKOUT, section, tables

WAYS = frozenset({"request", "request_parts", "request_large", "request_with_password"})
"""How `Session` is asked by path."""

SESSION = "peerbot.matrix.http.session"
PASSED_ON = frozenset(
    {"path", "f'{path}?{urlencode(query)}' if query else path", "self.homeserver + path"}
)
"""How they hand on the path that they were given, to each other and to what is inside."""

INSIDE = frozenset({"_ask", "send"})
BELOW = frozenset({"send", "_send"})
"""What nio has below them. Others are called so, too: it is told by its method of HTTP."""

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
BUILDERS: Mapping[str, Callable[..., str]] = {
    "path": homeserver.path,
    "room_path": homeserver.room_path,
}
ANY = "{}"
"""What an endpoint has in place of an id."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Unreadable(Exception):
    """A request of which the source does not show what it asks for."""


@dataclass(frozen=True)
class Scope:
    """Where something stands in a module."""

    module: str
    known: Mapping[str, object]
    """What the names of the module mean."""
    cls: ast.ClassDef | None = None
    function: Function | None = None

    def unreadable(self, node: ast.expr) -> Unreadable:
        """What cannot be read, told with its place."""
        return Unreadable(f"{self.module}:{node.lineno}: {ast.unparse(node)}")

    def meaning(self, name: str) -> object:
        """What a name means in the module, unless it is the function's own."""
        own = set[str]()
        for node in ast.walk(self.function) if self.function else ():
            if isinstance(node, ast.arg):
                own.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                own.add(node.id)
        return None if name in own else self.known.get(name)

    def builds(self, name: str) -> bool:
        """Whether a name is that of what makes an endpoint."""
        return name in BUILDERS and self.meaning(name) is BUILDERS[name]


def asked(scope: Scope, node: ast.AST) -> Iterator[str]:
    """Each request by path below a node, as its method and its endpoint. Raises Unreadable."""
    below = list(ast.iter_child_nodes(node))
    match node:
        case ast.Call(func=ast.Attribute(value=value)) if _is_request(scope, node):
            below[0] = value  # this way was looked at
            if not _is_passed_on(scope, node):
                yield _request(scope, node)
        case ast.Attribute() if _leads_astray(scope, node):
            raise scope.unreadable(node)
        case ast.ClassDef():
            scope = replace(scope, cls=node)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            scope = replace(scope, function=node)
    for child in below:
        yield from asked(scope, child)


def _is_request(scope: Scope, call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in WAYS or (name in BELOW and _method(scope, call) is not None)


def _leads_astray(scope: Scope, node: ast.Attribute) -> bool:
    """Whether a way is handed on to be gone elsewhere, or one round all of them is taken."""
    if scope.module != SESSION and node.attr == "client_session":
        return True
    base = node.value.id if isinstance(node.value, ast.Name) else ""
    return node.attr in WAYS and not isinstance(scope.meaning(base), ModuleType)


def _is_passed_on(scope: Scope, call: ast.Call) -> bool:
    within = scope.function.name if scope.function else ""
    given = ast.unparse(call.args[1]) if len(call.args) > 1 else ""
    return scope.module == SESSION and within in WAYS | INSIDE and given in PASSED_ON


def _request(scope: Scope, call: ast.Call) -> str:
    method = _method(scope, call)
    if method is None or len(call.args) < 2:
        raise scope.unreadable(call)
    return f"{method} {_endpoint(scope, call.args[1])}"


def _method(scope: Scope, call: ast.Call) -> str | None:
    first = _text(scope, call.args[0]) if call.args else ""
    return first if first in METHODS else None


def _endpoint(scope: Scope, node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(func=ast.Name(id=name)) if scope.builds(name):
            parts = [_text(scope, part) for part in node.args]
            prefix = {given.arg or "": _endpoint(scope, given.value) for given in node.keywords}
            return unquote(BUILDERS[name](*parts, **prefix))
        case ast.Name(id=name) if isinstance(known := scope.meaning(name), str):
            return known
        case ast.Name() if scope.function:
            return _endpoint(scope, _assigned(scope, node, scope.function))
        case ast.Attribute(value=ast.Name(id="self")) if scope.cls:
            return _endpoint(scope, _assigned(scope, node, scope.cls))
    raise scope.unreadable(node)


def _assigned(scope: Scope, name: ast.Name | ast.Attribute, within: ast.AST) -> ast.expr:
    """What a name stands for: it is assigned once, and given in no other way."""
    there, values = ast.unparse(name), list[ast.expr | None]()
    for node in ast.walk(within):
        match node:
            case ast.Assign(targets=[target], value=value) if ast.unparse(target) == there:
                values.append(value)
            case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()) | ast.arg():
                given = node.arg if isinstance(node, ast.arg) else ast.unparse(node)
                values += [None] * (given == there)
    match values:
        case [ast.expr() as value, None]:  # the second is its target
            return value
    raise scope.unreadable(name)


def _text(scope: Scope, node: ast.expr) -> str:
    """A part of an endpoint, with a gap for what is known only when it is asked for."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(scope, value) for value in values)
        case ast.Name(id=name) if isinstance(known := scope.meaning(name), str):
            return known
        case ast.Starred():
            raise scope.unreadable(node)
    return ANY


def in_code() -> Iterator[str]:
    """Each request by path in all of peerbot."""
    for file in sorted((CHECKOUT / "peerbot").rglob("*.py")):
        name = ".".join(file.relative_to(CHECKOUT).with_suffix("").parts)
        if file.name != "__main__.py":  # would begin
            yield from asked(Scope(name, vars(import_module(name))), ast.parse(file.read_bytes()))


def on_the_page() -> Iterator[str]:
    """Each request by path that the page lists, with gaps for its `{ids}`."""
    for cell, _ in tables(section("docs/matrix.md", "## What nio does, and what not")):
        for span in re.findall(r"`([^`]+)`", cell):
            method, _, where = span.partition(" ")
            where = where if where.startswith("/_matrix/") else CLIENT + where
            yield f"{method} {re.sub(r'{[a-z]+}', ANY, where)}"


def test_what_is_asked_by_path_is_what_the_page_lists() -> None:
    code, page = set(in_code()), list(on_the_page())
    unlisted, unasked = code.difference(page), set(page) - code
    assert unlisted == set()
    assert unasked == set()
    assert len(set(page)) == len(page), "listed twice"


def read(source: str) -> list[str]:
    """The requests in a piece of source."""
    known = {**BUILDERS, "KIND": "m.kind", "BELOW": f"{CLIENT}/below", "re": re}
    return list(asked(Scope("piece", known), ast.parse(source)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('s.request("GET", path("sync"))', "GET /_matrix/client/v3/sync"),
        ('s.request("GET", "/versions")', "GET /versions"),
        ('s.send("GET", "/versions")', "GET /versions"),
        ('s.request("PUT", path("a", KIND, user))', "PUT /_matrix/client/v3/a/m.kind/{}"),
        ('s.request("PUT", path("a", f"{KIND}.{x}"))', "PUT /_matrix/client/v3/a/{}.{}"),
        ('s.request("GET", room_path(r, "b"))', "GET /_matrix/client/v3/rooms/{}/b"),
        ('s.request("GET", path(x, prefix=BELOW))', "GET /_matrix/client/v3/below/{}"),
        ('def f():\n e = path("a")\n s.request_large("GET", e)', "GET /_matrix/client/v3/a"),
        (
            'class A:\n def f(self):\n  self.e = path("a")\n'
            ' def g(self):\n  s.request_parts("GET", self.e)',
            "GET /_matrix/client/v3/a",
        ),
    ],
)
def test_a_request_is_read(source: str, expected: str) -> None:
    assert read(source) == [expected]


@pytest.mark.parametrize(
    "source",
    [
        "s.request()",
        's.request("GET", where)',
        's.request("GET", path=where)',
        's.request("GET", f"/{where}")',
        's.request("GET", other_path("a"))',
        's.request("GET", path(*parts))',
        's.request(method, path("a"))',
        's.request(*given, path("a"))',
        'def f(e):\n s.request("GET", e)',
        'def f(path):\n s.request("GET", path("a"))',
        'def f():\n e = path("a")\n e = path("b")\n s.request("GET", e)',
        'def f():\n e = path("a")\n e += "/b"\n s.request("GET", e)',
        'def f():\n for e in es:\n  s.request("GET", e)',
        's.request("GET", self.e)',
        'def f(e):\n if not e:\n  e = path("a")\n s.request("GET", e)',
        's.client_session.request("GET", "/versions")',
        "ask = s.request",
        'partial(s.request_large, "GET")',
        's.client_session.get("/versions")',
    ],
)
def test_a_request_that_cannot_be_read_is_not_passed_over(source: str) -> None:
    with pytest.raises(Unreadable):
        read(source)


def test_what_is_no_request_is_none() -> None:
    assert read('re.request\nolm.send(peers, "m.dummy", {})\nrequest("GET", "/a")') == []
