"""The same protocol where WebSockets are blocked, and what lies beside it: files and the transcript."""

from __future__ import annotations

import asyncio
import email
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from leasing.ids import new_id
from leasing.models import Attachment, OutboxItem
from leasing.security import StaffClaims
from leasing.services import attachments
from tests.support.chat import Chat, Frame, Opened, connect, open_conversation
from tests.support.server import Served
from tests.support.wire import change_property, check_error, client, history, new_client_id, rows, say

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
PDF = b"%PDF-1.7\n" + b"0" * 100


@pytest.fixture
async def opened(house: Served) -> Opened:
    return await open_conversation(house.url)


def _path(opened: Opened, name: str) -> str:
    return f"/api/v1/conversations/{opened.id}/{name}"


async def _post(house: Served, opened: Opened, frame: Any) -> list[Frame]:
    async with client(house, opened) as http:
        content = frame if isinstance(frame, bytes) else json.dumps(frame).encode()
        answer = await http.post(_path(opened, "frames"), content=content)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]["frames"]


class Stream(Chat):
    """A client that reads server-sent events, and checks them like a socket's frames."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self._lines = lines

    async def receive(self, timeout: float = 10) -> Frame:
        async with asyncio.timeout(timeout):
            async for line in self._lines:
                if line.startswith("data:"):
                    frame = json.loads(line.removeprefix("data:"))
                    self.frames.append(frame)
                    self._check(frame)
                    return frame
        raise ConnectionError("the stream ended")


@asynccontextmanager
async def streaming(house: Served, opened: Opened, after: int = 0) -> AsyncIterator[Stream]:
    async with client(house, opened) as http:
        async with http.stream("GET", _path(opened, "frames"), params={"after": after}) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            stream = Stream(answer.aiter_lines())
            assert (await stream.receive())["type"] == "ready"
            yield stream


async def test_a_talk_over_http(both: Served) -> None:
    opened = await open_conversation(both.url)
    async with streaming(both, opened) as stream:
        frame = {"type": "message", "client_id": new_client_id(), "text": "Is there a pool?"}
        (ack,) = await _post(both, opened, frame)
        assert (ack["type"], ack["client_id"], ack["seq"]) == ("ack", frame["client_id"], 1)
        reply = await stream.reply()
        assert reply["in_reply_to"] == ack["message_id"]
        assert stream.texts[reply["id"]] == reply["text"]
        assert await _post(both, opened, frame) == [ack]
        async with connect(both.url, opened) as chat:
            # A socket and a stream of one conversation see the same.
            assert (await chat.ask("Is there a gym?"))["id"] == (await stream.reply())["id"]
        for type_, fields in (("handoff", {}), ("event", {"name": "phone_clicked"}),
                              ("feedback", {"message_id": reply["id"], "value": "up"}), ("end", {})):  # fmt: skip
            (answer,) = await _post(both, opened, {"type": type_, "client_id": new_client_id(), **fields})
            assert answer["type"] == "ack", answer
        modes = [await stream.until(lambda f: f["type"] == "mode") for _ in range(2)]
        assert [mode["mode"] for mode in modes] == ["waiting", "closed"]
        (closed,) = await _post(both, opened, {**frame, "client_id": new_client_id()})
        assert closed["code"] == "CONVERSATION_CLOSED"
    for after in (0, 1, 3, 4):
        async with streaming(both, opened, after) as stream:
            assert [message["seq"] for message in stream.frames[0]["messages"]] == list(range(after + 1, 5))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 60_000, b'{"type":"message","client_id":"a","text":"\xff"}', b'{"type":"hello"}',
     b'{"type":"message","client_id":"a","text":"\\ud800"}', b'{"type":"message","client_id":"a","text":"x\\u0000"}',
     b'{"type":"event","client_id":"a","name":"x","z":' + b"[" * 20_000 + b"]" * 20_000 + b"}"],
)  # fmt: skip
async def test_a_bad_frame_is_answered_in_the_protocol(house: Served, opened: Opened, body: bytes) -> None:
    (answer,) = await _post(house, opened, body)
    if answer["type"] == "error":
        check_error(answer)
        assert answer["code"] in {"BAD_FRAME", "UNKNOWN_TYPE"}
    assert (await _post(house, opened, {"type": "event", "client_id": "b", "name": "fine"}))[0]["type"] == "ack"


async def test_a_frame_over_64_kb_is_413(house: Served, opened: Opened) -> None:
    async with client(house, opened) as http:
        answer = await http.post(_path(opened, "frames"), content=b" " * (64 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "PAYLOAD_TOO_LARGE"


async def test_the_conversation_s_token_is_required(house: Served, opened: Opened) -> None:
    other = await open_conversation(house.url)
    staff = house.house.web.tokens.staff_access(StaffClaims(new_id(), new_id(), new_id(), "admin"))
    calls = [("POST", "frames"), ("GET", "frames"), ("POST", "attachments"), ("POST", "transcript")]
    async with httpx.AsyncClient(base_url=house.url) as http:
        for method, name in calls:
            for token in (None, other.token, staff, opened.token[:-2], opened.browser_id):
                headers = {} if token is None else {"Authorization": f"Bearer {token}"}
                answer = await http.request(method, _path(opened, name), headers=headers)
                assert answer.status_code == 401, (method, name, token)
                assert answer.json()["success"] is False


async def test_pages_of_other_sites_may_not_use_the_chat(house: Served) -> None:
    opened = await open_conversation(house.url, "wrenfield-lofts")
    change_property(house, "wrenfield-lofts", allowed_origins=["https://wrenfield.example"])
    try:
        frame = {"type": "event", "client_id": "a", "name": "clicked"}
        async with client(house, opened, Origin="https://evil.example") as http:
            codes = [
                (await http.post(_path(opened, "frames"), json=frame)).status_code,
                (await http.get(_path(opened, "frames"))).status_code,
                (await http.post(_path(opened, "transcript"))).status_code,
                (await http.post(_path(opened, "attachments"), files={"file": ("a.png", PNG)})).status_code,
            ]
        async with client(house, opened, Origin="https://wrenfield.example") as http:
            assert (await http.post(_path(opened, "frames"), json=frame)).status_code == 200
    finally:
        change_property(house, "wrenfield-lofts", allowed_origins=[])
    assert codes == [403] * 4


async def test_a_reader_who_goes_is_forgotten(house: Served, opened: Opened) -> None:
    bus = house.house.database.bus
    async with streaming(house, opened):
        assert bus.listeners(f"conversation:{opened.id}") == 1
    for _ in range(40):
        if not bus.listeners(f"conversation:{opened.id}"):
            return
        await asyncio.sleep(0.1)
    pytest.fail("the stream still listens")


async def _upload(house: Served, opened: Opened, name: str, content: bytes, type_: str = "image/png") -> httpx.Response:
    async with client(house, opened) as http:
        return await http.post(_path(opened, "attachments"), files={"file": (name, content, type_)})


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("id card.png", PNG, "image/png"),
        ("lease.pdf", PDF, "application/pdf"),
        ("photo.png", b"\xff\xd8\xff\xe0" + b"0" * 9, "image/jpeg"),
        ("x.gif", b"GIF89a" + b"0" * 9, "image/gif"),
        ("x", b"RIFF0000WEBPVP8 ", "image/webp"),
    ],
)
async def test_images_and_pdfs_are_taken(house: Served, opened: Opened, name: str, content: bytes, kind: str) -> None:
    answer = await _upload(house, opened, name, content, "text/html")
    assert answer.status_code == 201
    data = answer.json()["data"]
    assert set(data) == {"id", "name", "content_type", "size", "url"}
    assert (data["name"], data["content_type"], data["size"]) == (name, kind, len(content))
    async with client(house) as http:
        got = await http.get(data["url"])
    assert got.status_code == 200
    assert got.content == content
    assert got.headers["content-type"] == kind
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in got.headers["content-security-policy"]
    assert "default-src 'none'" in got.headers["content-security-policy"]
    wanted = "inline" if kind.startswith("image/") else "attachment"
    assert got.headers["content-disposition"].startswith(wanted)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"MZ\x90\x00" + b"0" * 100, 422),
        (b"<html><script>alert(1)</script>", 422),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", 422),
        (b"", 422),
        (PNG + b"0" * (10 * 1024 * 1024), 413),
        (PNG + b"0" * (12 * 1024 * 1024), 413),
    ],
    ids=["exe", "html as png", "svg", "empty", "over 10 MB", "12 MB"],
)
async def test_other_files_are_refused(house: Served, opened: Opened, content: bytes, status: int) -> None:
    answer = await _upload(house, opened, "photo.png", content)
    assert answer.status_code == status, answer.text[:300]
    assert answer.json()["error"]["code"] in {"VALIDATION_ERROR", "PAYLOAD_TOO_LARGE"}
    assert rows(house, select(Attachment.id).where(Attachment.conversation_id == opened.id)) == []


async def test_a_request_without_a_file_says_so(house: Served, opened: Opened) -> None:
    async with client(house, opened) as http:
        answers = [
            await http.post(_path(opened, "attachments")),
            await http.post(_path(opened, "attachments"), data={"file": "text"}),
            await http.post(_path(opened, "attachments"), json={"file": "x"}),
            await http.post(
                _path(opened, "attachments"),
                content=b"--x",
                headers={"content-type": "multipart/form-data; boundary=x"},
            ),
        ]
    for answer in answers:
        assert answer.status_code in {400, 415, 422}, answer.text
        assert answer.json()["success"] is False


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "a/b\\c\r\nSet-Cookie: x=1", "é🏠\u202e.png", "x" * 500, '"; a="']
)
async def test_a_file_s_name_cannot_do_harm(house: Served, opened: Opened, name: str) -> None:
    answer = await _upload(house, opened, name, PDF)
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    assert not set("/\\\r\n") & set(data["name"])
    assert 0 < len(data["name"]) <= 200
    async with client(house) as http:
        got = await http.get(data["url"])
    assert got.content == PDF
    assert "set-cookie" not in got.headers
    stored = house.settings.data_dir / "attachments" / data["id"]
    assert stored.read_bytes() == PDF


async def test_a_link_is_good_for_one_file_and_a_while(house: Served, opened: Opened) -> None:
    one, two = [(await _upload(house, opened, "a.png", PNG)).json()["data"] for _ in range(2)]
    tokens = house.house.web.tokens
    expires, _, proof = one["url"].partition("?token=")[2].partition(".")
    bad = [
        "",
        "x",
        f"{expires}.{proof[::-1]}",
        f"{int(expires) + 3600}.{proof}",
        f".{proof}",
        two["url"].partition("?token=")[2],
        tokens.sign_download(one["id"], timedelta(seconds=-1)),
        opened.token[:200],
    ]
    async with client(house) as http:
        for token in bad:
            answer = await http.get(f"/api/v1/attachments/{one['id']}", params={"token": token})
            assert answer.status_code == 403, token
        assert (await http.get(f"/api/v1/attachments/{one['id']}")).status_code in {400, 403, 422}
        unknown = new_id()
        answer = await http.get(f"/api/v1/attachments/{unknown}", params={"token": tokens.sign_download(unknown)})
        assert answer.status_code == 404
        assert (await http.get(one["url"])).status_code == 200


async def test_a_conversation_holds_so_many_files(house: Served, opened: Opened) -> None:
    codes = [(await _upload(house, opened, "a.png", PNG)).status_code for _ in range(attachments.MOST + 1)]
    assert codes == [201] * attachments.MOST + [422]
    held = rows(house, select(Attachment.id).where(Attachment.conversation_id == opened.id))
    assert len(held) == attachments.MOST


async def test_the_transcript_needs_an_email_and_something_said(house: Served, opened: Opened) -> None:
    async with client(house, opened) as http:
        assert (await http.post(_path(opened, "transcript"))).status_code == 422
        await _post(house, opened, {"type": "contact", "client_id": "c", "email": "ana@example.com"})
        assert (await http.post(_path(opened, "transcript"))).status_code == 422


async def test_the_transcript_is_mailed_once(house: Served, opened: Opened) -> None:
    address = f"ana.{opened.id}@example.com"
    async with connect(house.url, opened) as chat:
        await say(chat, "contact", email=address)
        await chat.ask("Is there a pool? <b>é</b>")
    async with client(house, opened) as http:
        answers = await asyncio.gather(*(http.post(_path(opened, "transcript")) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [202] * 5
    assert answers[0].json()["data"] == {"sent_to": address}
    mails = await _mails(house, address)
    assert len(mails) == 1
    text = mails[0].get_payload(decode=True).decode()
    for message in await history(house, opened):
        assert message["text"] in text
    assert len(rows(house, select(OutboxItem.id).where(OutboxItem.key.like(f"transcript:{opened.id}%")))) == 1


async def _mails(house: Served, address: str) -> list[Any]:
    folder = house.settings.data_dir / "mail"
    for _ in range(50):
        mails = [email.message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
        found = [mail for mail in mails if mail["To"] == address]
        if found:
            await asyncio.sleep(0.3)
            return [mail for mail in mails if mail["To"] == address]
        await asyncio.sleep(0.1)
    return []
