"""No service that acts for staff goes round the scope: it would see every company's rows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import leasing.services

SERVICES = Path(leasing.services.__path__[0])
BUILDERS = frozenset({"select", "update", "delete", "insert", "text", "exists"})
SESSION = frozenset({"get", "get_one", "query", "add", "add_all", "delete", "merge", "scalars", "scalar", "execute"})


def faults(source: str) -> list[str]:
    """Where functions that take a `scope`, or helpers of theirs in the same file, reach rows without it."""
    tree = ast.parse(source)
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    statements = _module_statements(tree)
    checked = [name for name, node in functions.items() if _takes_scope(node)]
    found: list[str] = []
    seen: set[str] = set()
    while checked:
        name = checked.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call):
                called = _called(node)
                if isinstance(node.func, ast.Name) and called in BUILDERS and called not in functions:
                    found.append(f"{name}, line {node.lineno}: {called}(…) instead of scope.{called}(…)")
                elif called in SESSION and _ends_with_session(node.func):
                    found.append(f"{name}, line {node.lineno}: session.{called}(…)")
                elif isinstance(node.func, ast.Name) and called in functions:
                    checked.append(called)
            elif isinstance(node, ast.Name) and node.id in statements:
                found.append(f"{name}, line {node.lineno}: {node.id} was built without the scope")
    return found


def _takes_scope(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return any(argument.arg == "scope" for argument in arguments)


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _ends_with_session(function: ast.expr) -> bool:
    if not isinstance(function, ast.Attribute):
        return False
    owner = function.value
    return (isinstance(owner, ast.Attribute) and owner.attr == "session") or (
        isinstance(owner, ast.Name) and owner.id == "session"
    )


def _module_statements(tree: ast.Module) -> set[str]:
    """Names of statements that a module builds beforehand, with no company in them."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            calls = (child for child in ast.walk(node.value) if isinstance(child, ast.Call))
            if any(isinstance(call.func, ast.Name) and call.func.id in BUILDERS for call in calls):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _services() -> list[Path]:
    return sorted(SERVICES.rglob("*.py"))


@pytest.mark.parametrize("path", _services(), ids=lambda path: path.stem)
def test_services_keep_to_the_scope(path: Path) -> None:
    assert faults(path.read_text()) == []


def test_there_is_something_to_check() -> None:
    scoped = [
        node.name
        for path in _services()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and _takes_scope(node)
    ]
    assert len(scoped) >= 30


@pytest.mark.parametrize(
    "bad",
    [
        "def page(tx, scope):\n    return tx.connection.execute(select(Faq))",
        "def page(tx, *, scope):\n    return tx.session.get(Faq, '1')",
        "def page(tx, scope):\n    session = tx.session\n    return session.query(Faq)",
        "def gone(tx, scope):\n    tx.connection.execute(delete(Faq).where(Faq.id == '1'))",
        "def page(tx, scope):\n    return _rows(tx)\ndef _rows(tx):\n    return tx.connection.execute(update(Faq))",
        "_ALL = select(Faq)\ndef page(tx, scope):\n    return tx.connection.execute(_ALL)",
        "def page(tx, scope):\n    return tx.connection.execute(text('SELECT * FROM faqs'))",
    ],
)
def test_going_round_it_is_found(bad: str) -> None:
    assert faults(bad)


def test_going_through_it_is_fine() -> None:
    good = "def page(tx, scope):\n    return tx.connection.execute(scope.select(Faq).where(Faq.id == '1'))"
    assert faults(good) == []
