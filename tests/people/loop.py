"""What a visitor does not get an answer to comes to a manager live, goes back to everybody who waits, and is known.

`python -m tests.people.loop` serves the demo and prints what each of them sees, with the time since the question.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

from leasing.models import Property
from leasing.services import answers
from tests.support.chat import Chat, Opened, connect, open_conversation, talking
from tests.support.server import Served, serve_in_thread, template_of_demo
from tests.support.staff import Staff
from tests.support.team import Listener, hire

QUESTION = "Do you have a pottery kiln that residents can use?"
PARAPHRASE = "can residents use a kiln for pottery here?"
THEIRS = "Is there a pottery kiln for residents to use?"
ANSWER = (
    "Yes: the kiln in the studio on the first floor of Building C is fired every Friday; put your name on the list."
)
MANAGER = "Ana"

Tell = Callable[[str, str], None]
"""who sees or says what"""


class Play:
    """The people of the play, and what came to each of them."""

    def __init__(self, served: Served, tell: Tell) -> None:
        self.served = served
        self.tell = tell
        self.ana: Staff
        self.notified: dict[str, Any] = {}
        self.brought = ""
        self.at_once = ""
        self.mailed = ""
        self.on_return = ""

    async def run(self) -> None:
        listener = await self._hire()
        async with listener.connected(), talking(self.served.url) as first:
            self.tell("first visitor", QUESTION)
            self.tell("DomIQ to the first", (await first.ask(QUESTION))["text"])
            self.notified = await self._notification(listener)
            self.tell(f"{MANAGER}'s dashboard", f"{self.notified['title']} ({self.notified['body']})")
            left, last = await self._third_asks_and_leaves()
            await self._answer()
            self.brought = await self._brought(first)
            self.tell(f"{MANAGER} to the first, in the open widget", self.brought)
            await self._second()
        await self._third_by_mail()
        async with connect(self.served.url, left, after=last) as back:
            missed = [m["text"] for m in back.frames[0]["messages"] if m["author"] == "manager"]
            self.on_return = "\n".join(missed)
            self.tell(f"{MANAGER} to the third, on return", self.on_return)

    async def _third_asks_and_leaves(self) -> tuple[Opened, int]:
        opened = await open_conversation(self.served.url)
        async with connect(self.served.url, opened) as third:
            self.tell("third visitor", THEIRS)
            self.tell("DomIQ to the third", (await third.ask(THEIRS))["text"])
            await third.ask("I'm Thea Brandt, thea@left.example")
            self.tell("third visitor", "leaves an email address, and the page")
            return opened, third.seqs[-1]

    async def _hire(self) -> Listener:
        database = self.served.house.database
        place = await asyncio.to_thread(self._maple_court)
        who = self.served.run(database.write(hire, place, MANAGER, role="manager"))
        token = self.served.house.web.tokens.staff_access(who.claims)
        self.ana = Staff.with_token(self.served, token, who.user_id, MANAGER)
        # The other managers of the demo are spared the question.
        await self.ana.do("POST", "/question-rules", property_id=place, manager_id=who.id)
        return Listener(self.served.url, who.id, token)

    def _maple_court(self) -> str:
        query = select(Property.id).where(Property.slug == "maple-court")
        return self.served.run(self.served.house.database.read(lambda tx: tx.connection.execute(query).scalar_one()))

    async def _notification(self, listener: Listener) -> dict[str, Any]:
        while True:
            frame = await listener.until("notification")
            if frame["notification"]["notification_type"] == "question_waiting":
                return frame["notification"]

    async def _answer(self) -> None:
        entry = await asyncio.to_thread(self.ana.pending, "kiln")
        self.tell(MANAGER, ANSWER)
        await self.ana.do("PUT", f"/faqs/{entry['id']}/answer", answer=ANSWER)

    async def _brought(self, chat: Chat) -> str:
        found = await chat.until(lambda f: f["type"] == "message" and f["message"]["author"] == "manager")
        return str(found["message"]["text"])

    async def _second(self) -> None:
        async with talking(self.served.url) as second:
            self.tell("second visitor", PARAPHRASE)
            reply = await second.ask(PARAPHRASE)
            assert reply["author"] == "bot"
            self.at_once = reply["text"]
            self.tell("DomIQ to the second, at once", self.at_once)

    async def _third_by_mail(self) -> None:
        folder = Path(self.served.settings.data_dir, "mail")
        async with asyncio.timeout(30):
            while not self.mailed:
                await asyncio.sleep(0.1)
                for file in folder.glob("*.eml"):
                    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
                    if mail["To"] == "thea@left.example":
                        self.mailed = str(mail.get_content())
        self.tell("mail to the third", self.mailed)


def main() -> None:
    began = time.perf_counter()

    def tell(who: str, what: str) -> None:
        print(f"{time.perf_counter() - began:6.2f} s  {who}: {' / '.join(what.split(chr(10)))}")

    with tempfile.TemporaryDirectory() as folder, patch.object(answers, "MAIL_AFTER", timedelta(seconds=1)):
        template = template_of_demo(Path(folder), Path(folder, "template"))
        with serve_in_thread(Path(folder), template, rate_limits="off") as served:
            began = time.perf_counter()
            asyncio.run(Play(served, tell).run())


if __name__ == "__main__":
    main()
