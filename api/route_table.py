"""The table of routes: what each needs and which roles get through, from which the page in docs/ is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from api.app import documented_app
from api.people.access import permissions_of
from api.people.roles import PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True)
class RouteEntry:
    """One method of one path."""

    method: str
    path: str
    summary: str
    tags: tuple[str, ...]
    permissions: frozenset[Permission]

    def lets_in(self, role: Role) -> bool:
        """Whether a role gets through the door; behind it, things of others are still not found."""
        return self.permissions <= PERMISSIONS[role]


def list_routes(app: FastAPI) -> list[RouteEntry]:
    """Every route of the application that its documentation shows, in the order in which it does."""
    return list(_routes(app))


def render_routes(app: FastAPI) -> str:
    """The page docs/routes.md."""
    lines = [
        "# Routes",
        "",
        "Who gets through the door of each route. This page is made by `python -m api.route_table`; a test",
        "holds it to the code, and another walks every route as every role. Behind the door, what belongs to",
        "another rider, another vehicle or another area is not found (404). Every route is described, with",
        "its answers in both languages, at `/docs` of a running service. What the permissions mean and who",
        "has them stands in [roles.md](roles.md).",
        "",
        f"| | path | すること / what it does | needs | {' | '.join(role.value for role in Role)} |",
        f"|{'---|' * (4 + len(Role))}",
    ]
    for entry in list_routes(app):
        needs = ", ".join(sorted(f"`{each.wire}`" for each in entry.permissions))
        marks = ["●" if entry.lets_in(role) else "" for role in Role]
        cells = [entry.method, f"`{entry.path}`", entry.summary, needs, *marks]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _routes(app: FastAPI) -> Iterator[RouteEntry]:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute) and route.include_in_schema:
            tags, permissions = tuple(str(tag) for tag in route.tags), permissions_of(route)
            for method in sorted(context.methods or ()):
                yield RouteEntry(method, context.path or route.path, route.summary or "", tags, permissions)


if __name__ == "__main__":
    Path("docs/routes.md").write_text(render_routes(documented_app()), encoding="utf-8")
