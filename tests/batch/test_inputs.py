"""What a run is made of: folders, archives in archives, and what must not be believed of them."""

from __future__ import annotations

import os
import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import outlook_file
import pytest

from clausescan.batch import archives
from clausescan.batch.inputs import Broken, Container, Found, Input, Listing
from clausescan.batch.limits import ArchiveLimits
from clausescan.batch.mail import attachments
from clausescan.errors import ReadError
from clausescan.reading.options import Limits
from clausescan.reading.paths import Skipped


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def listed(listing: Listing, *paths: Path) -> tuple[dict[str, bytes | str], list[Found]]:
    """Inputs by the end of their uri with their bytes, or the code of why there are none; and everything else."""
    top = os.path.commonpath(paths)
    inputs: dict[str, bytes | str] = {}
    rest: list[Found] = []
    for found in listing.of(paths):
        if isinstance(found, Input):
            try:
                inputs[os.path.relpath(found.uri, top)] = found.load()
            except ReadError as error:
                inputs[os.path.relpath(found.uri, top)] = error.code
        else:
            rest.append(found)
    return inputs, rest


def test_folders_and_archives_in_archives(tmp_path: Path) -> None:
    inner = zipped({"deep/three.txt": b"3", "scan.png": b"no document"})
    (tmp_path / "room.zip").write_bytes(
        zipped({"b/two.txt": b"2", "a/inner.zip": inner, "~$two.docx": b"lock", "__MACOSX/x.txt": b"mac", "b/": b""})
    )
    (tmp_path / "one.txt").write_bytes(b"1")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "four.md").write_bytes(b"4")

    inputs, rest = listed(Listing(), tmp_path)
    assert inputs == {"one.txt": b"1", "room.zip!/a/inner.zip!/deep/three.txt": b"3", "room.zip!/b/two.txt": b"2"}
    assert [(c.uri.rpartition("!/")[2], c.count) for c in rest if isinstance(c, Container)][1:] == [("a/inner.zip", 1)]
    assert sorted(s.code for s in rest if isinstance(s, Skipped)) == [
        *("folder", "lock_file", "not_document", "system_file"),
    ]
    assert "below/four.md" in listed(Listing(recursive=True), tmp_path)[0]
    assert list(listed(Listing(recursive=True, glob="*.TXT"), tmp_path)[0]) == list(inputs)
    assert list(listed(Listing(recursive=True, glob="deep/t*.txt"), tmp_path)[0]) == [
        "room.zip!/a/inner.zip!/deep/three.txt"
    ]


def test_sizes_and_times_tell_whether_a_member_changed(tmp_path: Path) -> None:
    file = tmp_path / "room.zip"
    file.write_bytes(zipped({"one.txt": b"words"}))
    (one,) = (found for found in Listing().of([file]) if isinstance(found, Input))
    assert (one.size, one.mtime, one.name) == (5, file.stat().st_mtime_ns, "one.txt")


def test_names_in_archives_are_names_and_no_paths(tmp_path: Path) -> None:
    names = ["../../up.txt", "/etc/passwd.txt", "C:\\down\\win.txt", "same.txt", "new\nline.txt"]
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        for name in names:
            archive.writestr(name, name)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("same.txt", "again")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    before = sorted(tmp_path.rglob("*"))
    _, rest = listed(Listing(), tmp_path / "odd.zip")
    assert [s.code for s in rest if isinstance(s, Skipped)] == ["link"]
    found = {uri.partition("!/")[2] for uri in (i.uri for i in Listing().of([tmp_path]) if isinstance(i, Input))}
    assert found == {
        "../../up.txt", "/etc/passwd.txt", "C:/down/win.txt", "same.txt", "same.txt#2", "new\nline.txt"
    }  # fmt: skip
    assert sorted(tmp_path.rglob("*")) == before


def test_archives_that_inflate_without_end_are_left(tmp_path: Path) -> None:
    limits = ArchiveLimits(expanded_bytes=1_000_000, ratio=50)
    file = tmp_path / "bomb.zip"
    file.write_bytes(zipped({"a.txt": b"\0" * 900_000, "b.txt": b"\0" * 900_000, "c.txt": b"c"}))
    inputs, _ = listed(Listing(archives=limits), file)
    assert [value if isinstance(value, str) else len(value) for value in inputs.values()] == [
        *(900_000, "archive_bomb", "archive_bomb"),
    ]
    inputs, _ = listed(Listing(reading=Limits(file_bytes=1000)), file)
    assert list(inputs.values()) == ["too_large", "too_large", b"c"]


def test_what_lies_in_an_archive_shares_its_budget(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"\0" * 400_000})
    file = tmp_path / "bomb.zip"
    file.write_bytes(zipped({f"{i}.zip": inner for i in range(4)}, zipfile.ZIP_STORED))
    inputs, _ = listed(Listing(archives=ArchiveLimits(expanded_bytes=1_000_000)), file)
    assert [value if isinstance(value, str) else len(value) for value in inputs.values()] == [
        *(400_000, 400_000, "archive_bomb"),
    ]


def test_a_list_of_too_many_members_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "many.zip"
    file.write_bytes(zipped({f"{i}.txt": b"" for i in range(50)}))
    _, (broken,) = listed(Listing(archives=ArchiveLimits(members=49)), file)
    assert isinstance(broken, Broken)
    assert broken.error.code == "archive_bomb"
    _, (broken,) = listed(Listing(archives=ArchiveLimits(directory_bytes=1000)), file)
    assert isinstance(broken, Broken)
    assert broken.error.code == "archive_bomb"


@pytest.mark.parametrize("data", [b"", b"no archive", zipped({"a.txt": b"a"})[:-30], b"PK\5\6" + b"\x01" * 18])
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.zip").write_bytes(data)
    inputs, (broken,) = listed(Listing(), tmp_path)
    assert not inputs
    assert isinstance(broken, Broken)
    assert broken.error.code == "bad_archive"


def test_damaged_and_locked_members_are_told_and_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"aaaa", "b.txt": b"bbbb", "c.txt": b"cccc"}, zipfile.ZIP_STORED))
    data[data.index(b"aaaa")] ^= 1
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 4)  # the second member in the list: flag it as encrypted
    data[at + 8] |= 1
    (tmp_path / "part.zip").write_bytes(data)
    inputs, _ = listed(Listing(), tmp_path / "part.zip")
    assert list(inputs.values()) == ["bad_archive", "encrypted", b"cccc"]


def test_archives_too_deep_are_not_opened(tmp_path: Path) -> None:
    data = zipped({"one.txt": b"1"})
    for _ in range(5):
        data = zipped({"in.zip": data})
    (tmp_path / "deep.zip").write_bytes(data)
    inputs, rest = listed(Listing(), tmp_path)
    assert not inputs
    assert [b.error.code for b in rest if isinstance(b, Broken)] == ["archive_depth"]


def test_a_word_file_called_zip_is_a_document(tmp_path: Path) -> None:
    data = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})
    (tmp_path / "agreement.zip").write_bytes(data)
    inputs, rest = listed(Listing(), tmp_path / "agreement.zip")
    assert list(inputs.values()) == [data]
    assert not rest


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_called_zip_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.zip")
    inputs, _ = listed(Listing(), tmp_path / "pipe.zip")
    assert list(inputs.values()) == ["not_regular_file"]
    with archives_stream(tmp_path / "pipe.zip") as stream, pytest.raises(ReadError):
        archives.opened(stream, "pipe.zip", ArchiveLimits())


def archives_stream(path: Path) -> BytesIO:
    from clausescan.batch.inputs import _stream

    return _stream(str(path))  # type: ignore[return-value]


def message(*attached: tuple[str, bytes], subject: str = "Drafts") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", subject
    mail.set_content("Please find the drafts attached.")
    for name, data in attached:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def test_attachments_of_a_message_and_of_messages_in_it() -> None:
    inner = message(("inner.pdf", b"%PDF-3"))
    mail = message(("Entwurf – ä.docx", b"PK1"), ("..\\..\\up.txt", b"2"), ("logo.png", b"png"), ("up.txt", b"4"))
    mail.add_attachment(inner)
    found, passed_over = attachments(mail.as_bytes(), "/m.eml")
    assert found == [("Entwurf – ä.docx", b"PK1"), ("up.txt", b"2"), ("up.txt#2", b"4"), ("inner.pdf", b"%PDF-3")]
    assert passed_over == {"the suffix is not one of a document": 1}


def test_attachments_of_an_outlook_message_and_of_messages_in_it() -> None:
    inner = outlook_file.message(("inner.txt", b"3"))
    tree = outlook_file.message(
        ("Entwurf – ä.docx", b"PK" * 5000), ("..\\up.txt", b"2"), ("logo.png", b""), inner=inner
    )
    found, passed_over = attachments(outlook_file.compound_file(tree), "/m.msg")
    assert found == [("Entwurf – ä.docx", b"PK" * 5000), ("up.txt", b"2"), ("inner.txt", b"3")]
    assert passed_over == {"the suffix is not one of a document": 1}


@pytest.mark.parametrize("length", [8, 511, 600, 1400, -200])
def test_a_damaged_outlook_message_is_told(length: int) -> None:
    data = outlook_file.compound_file(outlook_file.message(("one.txt", b"1"), ("two.docx", b"2" * 9000)))
    with pytest.raises(ReadError) as caught:
        attachments(data[:length], "/m.msg")
    assert caught.value.code == "bad_message"


def test_other_compound_files_are_no_messages() -> None:
    with pytest.raises(ReadError, match="no Outlook message"):
        attachments(outlook_file.compound_file({"WordDocument": b"old"}), "/m.msg")


def test_an_attachment_without_a_name_is_told_by_its_type() -> None:
    raw = b"From: a@b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n"
    assert attachments(raw, "/m.eml")[0] == [("attachment.pdf", b"%PDF-")]


def test_a_message_with_too_much_in_it_is_told() -> None:
    mail = message(*((f"{i}.txt", b"x" * 100) for i in range(5))).as_bytes()
    for limits in (ArchiveLimits(attachments=4), ArchiveLimits(expanded_bytes=400)):
        with pytest.raises(ReadError, match="attachments") as caught:
            attachments(mail, "/m.eml", limits)
        assert caught.value.code == "archive_bomb"


def test_messages_in_messages_without_end_are_told() -> None:
    deep = b"Content-Type: message/rfc822\n\n" * 5000 + b"Subject: x\n\ny"
    with pytest.raises(ReadError) as caught:
        attachments(deep, "/m.eml")
    assert caught.value.code == "bad_message"
