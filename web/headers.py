"""Security headers, and which pages of other sites may read what.

A handler's own header wins, so that a page that needs more may say so.
"""

from __future__ import annotations

import re

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; "
    "font-src 'self' data:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "x-permitted-cross-domain-policies": "none",
    "x-dns-prefetch-control": "off",
    "x-download-options": "noopen",
    "x-xss-protection": "0",
}
HSTS = "max-age=31536000; includeSubDomains"

_CONVERSATION = r"/api/v1/conversations"
_VISITOR_PATHS: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = (
    (re.compile(rf"{_CONVERSATION}/?\Z"), frozenset({"POST"})),
    (re.compile(rf"{_CONVERSATION}/[^/]+/(attachments|transcript|frames)(/.*)?\Z"), frozenset({"GET", "POST"})),
    (re.compile(r"/api/v1/attachments/.*\Z"), frozenset({"GET"})),
    (re.compile(r"/api/v1/visitors/browser/.*\Z"), frozenset({"GET", "POST", "PUT"})),
    (re.compile(r"/widget(\.js|/.*)\Z"), frozenset({"GET"})),
)
"""What a community's own site may call from a visitor's browser. Which sites may do so is the property's to say; that
check belongs to the endpoint, since CORS cannot know the property."""

ALLOWED_HEADERS = "Authorization, Content-Type, Idempotency-Key, X-Request-ID, Last-Event-ID"
EXPOSED_HEADERS = (
    "X-Request-ID, Retry-After, Idempotent-Replay, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset"
)


def visitor_methods(path: str) -> frozenset[str]:
    """The methods with which pages of other sites may call a path; none for the staff's own."""
    return next((methods for pattern, methods in _VISITOR_PATHS if pattern.match(path)), frozenset())


def preflight(methods: frozenset[str]) -> dict[str, str]:
    """The answer to a browser that asks before it calls."""
    return {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": ", ".join(sorted(methods)),
        "access-control-allow-headers": ALLOWED_HEADERS,
        "access-control-max-age": "7200",
    }


def for_response(path: str, method: str, *, https: bool, html: bool, cross_origin: bool) -> dict[str, str]:
    """The headers of an answer. `cross_origin`: the caller is a page of another site."""
    headers = dict(ALWAYS)
    headers["content-security-policy"] = PAGE_POLICY if html else API_POLICY
    shared = method in visitor_methods(path)
    headers["cross-origin-resource-policy"] = "cross-origin" if shared else "same-origin"
    if shared and cross_origin:
        headers["access-control-allow-origin"] = "*"
        headers["access-control-expose-headers"] = EXPOSED_HEADERS
    if path.startswith("/api/"):
        headers["cache-control"] = "no-store"
    if https:
        headers["strict-transport-security"] = HSTS
    return headers
