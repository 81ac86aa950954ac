"""The parts of an office document (a zip), each unpacked only up to a limit, and how they belong together."""

from __future__ import annotations

import io
import posixpath
import zipfile

from provenance.reading.decoding import NotText
from provenance.reading.office.guarded_xml import attribute, local, parse_xml
from provenance.settings import MAX_BYTES

LARGEST = 2 * MAX_BYTES
"""So many bytes a part may unpack to: tags make up more than half of it. All that are read together
may come to twice as much."""
_RATIO = 400
"""And so many times its packed size: XML that repeats itself is packed to a fiftieth."""
_FREE = 1 << 20
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_TRAP = "a part of the document unpacks to too much, as only a trap does; look at it in its own program"


class Package:
    """An office document. Raises NotText where it is damaged, encrypted or something else."""

    def __init__(self, data: bytes) -> None:
        if data.startswith(_OLD):
            raise NotText(
                "the document is encrypted or of an old kind (.doc); save it as .docx without a password"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._members = {member.filename.lower(): member for member in self._zip.infolist()}
        except Exception as error:  # a damaged archive makes the library raise many things
            words = str(error).partition("\n")[0]
            raise NotText(f"the document is cut or damaged ({words}); fetch it again") from None
        self._left = 2 * LARGEST

    def main(self) -> str:
        """The name of the part with the text."""
        found = [name for name, kind, _ in self._related("") if kind == "officeDocument"]
        name = next((name for name in (*found, "word/document.xml") if name.lower() in self._members), None)
        if name is None:
            raise NotText("the file holds no Word document; look at it in its own program")
        return name

    def parts(self, of: str, kind: str) -> list[bytes]:
        """The parts of a kind that belong to another part, or with "" to the whole."""
        names = dict.fromkeys(name for name, own, _ in self._related(of) if own == kind)
        return [self.bytes(name) for name in names if name.lower() in self._members]

    def links(self, of: str) -> dict[str, str]:
        """Where the links of a part lead, by their ids."""
        return {number: name for name, kind, number in self._related(of) if kind == "hyperlink"}

    def bytes(self, name: str) -> bytes:
        """What a part holds. Its size is looked at before it is unpacked, and not believed."""
        member = self._members[name.lower()]
        if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
            raise NotText("the document is encrypted or packed in a way that is not read; save it anew")
        limit = min(LARGEST, self._left, max(_FREE, _RATIO * member.compress_size))
        if member.file_size > limit:
            raise NotText(_TRAP)
        try:
            with self._zip.open(member) as stream:
                data = stream.read(limit + 1)
        except Exception as error:
            words = str(error).partition("\n")[0] or type(error).__name__
            raise NotText(f"the document is cut or damaged ({words}); fetch it again") from None
        if len(data) > limit:
            raise NotText(_TRAP)
        self._left -= len(data)
        return data

    def _related(self, of: str) -> list[tuple[str, str, str]]:
        """What belongs to a part: name or address, kind, id."""
        folder, _, name = of.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations.lower() not in self._members:
            return []
        found = []
        for one in parse_xml(self.bytes(relations)):
            if local(one) != "Relationship":
                continue
            target, kind = attribute(one, "Target"), attribute(one, "Type").rpartition("/")[2]
            if attribute(one, "TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append((target, kind, attribute(one, "Id")))
        return found
