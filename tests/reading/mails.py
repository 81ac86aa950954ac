"""Mails, made as mail programs write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

RELEASE = (
    "FOR IMMEDIATE RELEASE\n\nHarbour wall to be rebuilt by autumn\n\n"
    "NORTHPORT, 4 March 2020 - The harbour trust will rebuild the north wall, which the storm of\n"
    "January broke, for 2.4 million pounds, its chair Ann Doe said on Tuesday.\n\n"
    '"Boats will be safe again before the first gales," she said. The work ends in September.\n'
)
HTML = (
    "<html><head><style>p{color:red}</style><title>x</title></head><body><table><tr><td>"
    "<h1>Harbour wall to be rebuilt by autumn</h1><p>The harbour trust will rebuild the <b>north wall</b>,"
    " which the storm of January broke, its chair said: <a href='https://trust.example/wall'>the plans</a>"
    "</p>"
    "<p style='display:none'>Only for machines</p><p>The work begins in May.</p></td></tr></table>"
    "</body></html>"
)


def mail(text: str | None = RELEASE, html: str | None = None, **headers: str) -> EmailMessage:
    """A mail with the usual headers; others, or another word for them, as `headers` (`_` is a hyphen)."""
    made = EmailMessage()
    usual = {
        "Received": "from a.example by b.example with ESMTP; Wed, 04 Mar 2020 09:16:02 +0000",
        "From": '"Doe, Jörg" <press@trust.example>',
        "To": "desk@herald.example",
        "Subject": "Fwd: Harbour wall to be rebuilt – plans",
        "Date": "Wed, 4 Mar 2020 10:15:30 +0100",
        "Message-ID": "<20200304.1@trust.example>",
    }
    for name, value in (usual | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value:
            made[name] = value
    if text is not None:
        made.set_content(text)
    if html is not None and text is not None:
        made.add_alternative(html, subtype="html")
    elif html is not None:
        made.set_content(html, subtype="html")
    return made


def wire(made: EmailMessage) -> bytes:
    """A mail as it goes over the wire."""
    return made.as_bytes(policy=SMTP)


def tree(depth: int) -> bytes:
    """A mail of parts in parts, so many deep."""
    head = b"From: a@b.example\nSubject: deep\nMIME-Version: 1.0\n"
    open_parts = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(depth)
    )
    return head + open_parts + b"Content-Type: text/plain\n\nThe council met.\n"


def mailbox(*mails: bytes) -> bytes:
    """An mbox file of some mails."""
    parts = []
    for number, data in enumerate(mails):
        lines = data.replace(b"\r\n", b"\n").split(b"\n")
        quoted = b"\n".join(b">" + line if line.startswith(b"From ") else line for line in lines)
        parts.append(b"From press@trust.example Wed Mar  4 10:15:%02d 2020\n%s\n\n" % (number, quoted))
    return b"".join(parts)
