"""A pack that was checked is not checked again, and nothing old or foreign is ever taken for it."""

from __future__ import annotations

import os
import pickle
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pandas.testing import assert_frame_equal

import locator.pack.read
from locator.pack import files, kept
from locator.pack.files import PackFiles, vocabularies
from locator.pack.kept import KEPT, KeptPacks
from locator.problems import PackError
from locator.settings import Settings
from locator.site import Site
from packs import write_pack

if TYPE_CHECKING:
    from locator.pack.model import CityPack

TABLES = ("units", "venues", "places", "indicators", "shares", "successors", "outlines")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "invented")


@pytest.fixture
def packs(tmp_path: Path) -> KeptPacks:
    return KeptPacks(tmp_path / "data" / "packs")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders whose files were read and checked."""
    done: list[Path] = []
    real = locator.pack.read.load_pack

    def counting(path: Path, overlay: Any = None) -> CityPack:
        done.append(path)
        return real(path, overlay)

    monkeypatch.setattr(locator.pack.read, "load_pack", counting)
    return done


def forms(packs: KeptPacks) -> list[Path]:
    return sorted(packs.folder.glob("*"))


def test_the_same_files_are_read_once(folder: Path, packs: KeptPacks, read: list[Path]) -> None:
    first, again = packs.load(folder), packs.load(folder)
    assert read == [folder]
    for name in TABLES:
        assert_frame_equal(getattr(first, name), getattr(again, name))
    for name in (
        "city",
        "walk",
        "catalogue",
        "requirements",
        "checksum",
        "vocabularies",
        "problems",
    ):
        assert getattr(first, name) == getattr(again, name)
    assert again.path == folder


def test_a_copy_of_a_folder_is_the_copy(folder: Path, packs: KeptPacks, read: list[Path]) -> None:
    packs.load(folder)
    other = folder.rename(folder.with_name("moved"))
    assert packs.load(other).path == other
    assert read == [folder]


def test_any_changed_file_is_another_pack(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "snapshots").mkdir()
    (folder / "snapshots" / "2026-01-01.json").write_text("{}")
    keys = [kept._key(PackFiles(folder))]
    for path in sorted(folder.rglob("*.*")):
        old = path.read_bytes()
        keys.append(kept._key(PackFiles(folder, {path.relative_to(folder).as_posix(): old + b" "})))
        path.write_bytes(old + b"\n")
        keys.append(kept._key(PackFiles(folder)))
        path.write_bytes(old)
        aside = path.rename(path.with_name("aside"))
        keys.append(kept._key(PackFiles(folder)))
        aside.rename(path)
    shared = folder.parent / "shared"
    shared.mkdir()
    (shared / "layers.toml").write_bytes(files.layers_path(folder).read_bytes() + b"\n")
    with monkeypatch.context() as patch:
        patch.setattr(files, "GEODATA", shared)
        keys.append(kept._key(PackFiles(folder)))
    for name in files.SHARED_FILES:
        with monkeypatch.context() as patch:
            patch.setattr(
                kept, "shared_bytes", lambda file, name=name: file.encode() * (file == name)
            )
            keys.append(kept._key(PackFiles(folder)))
    with monkeypatch.context() as patch:
        patch.setattr(kept, "program", lambda: b"a later version")
        keys.append(kept._key(PackFiles(folder)))
    assert len(keys) > 25
    assert len(set(keys)) == len(keys)
    assert kept._key(PackFiles(folder)) == keys[0]


def test_tomorrow_it_is_checked_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    today = kept._key(PackFiles(folder))
    monkeypatch.setattr(kept.clock, "today", lambda: kept.clock.date(2030, 1, 1))
    assert kept._key(PackFiles(folder)) != today


def test_all_that_decides_a_pack_is_part_of_its_program() -> None:
    package = Path(kept.__file__).parents[1]
    assert all((package / part).exists() for part in kept._PROGRAM)
    rooms = {part.removesuffix(".py") for part in kept._PROGRAM}
    texts = [
        file.read_text(encoding="utf-8") for room in rooms for file in package.glob(f"{room}*/*.py")
    ]
    used = set(re.findall(r"from locator\.(\w+)", "".join(texts)))
    assert used <= rooms | {"folders"}  # where things lie says nothing of what they hold


class Planted:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("a foreign form was read",))


@pytest.mark.parametrize("harm", ["cut", "turned", "empty", "foreign", "other", "older"])
def test_a_form_that_cannot_be_trusted_is_made_anew(
    folder: Path, packs: KeptPacks, read: list[Path], harm: str
) -> None:
    whole = packs.load(folder)
    [form] = forms(packs)
    raw = form.read_bytes()

    def sealed(held: object) -> bytes:
        content = pickle.dumps(held)
        return kept.hashlib.sha256(content).digest() + content

    if harm == "foreign":
        form.write_bytes(sealed(Planted()))
        form.chmod(0o666)
    else:
        harmed = {
            "cut": raw[:-10],
            "turned": raw[:999] + bytes([raw[999] ^ 1]) + raw[1000:],
            "empty": b"",
            "other": sealed({"a": "pack"}),
            "older": raw[:32] + sealed("of another version"),
        }
        form.write_bytes(harmed[harm])
    assert packs.load(folder).checksum == whole.checksum
    assert len(read) == 2


def test_nobody_else_can_read_or_write_a_form(folder: Path, packs: KeptPacks) -> None:
    packs.load(folder)
    assert [oct(form.stat().st_mode & 0o777) for form in forms(packs)] == ["0o600"]


def test_a_folder_that_takes_nothing_is_no_error(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    packs = KeptPacks(tmp_path / "file" / "packs")
    assert packs.load(folder).checksum == packs.load(folder).checksum


def test_what_changes_while_it_is_read_is_not_kept(
    folder: Path, packs: KeptPacks, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = locator.pack.read.load_pack

    def slow(path: Path, overlay: Any = None) -> CityPack:
        pack = real(path, overlay)
        (folder / "places.csv").write_bytes((folder / "places.csv").read_bytes() + b"\n")
        return pack

    monkeypatch.setattr(locator.pack.read, "load_pack", slow)
    packs.load(folder)
    assert not forms(packs)


def test_a_pack_with_errors_is_not_kept(folder: Path, packs: KeptPacks) -> None:
    (folder / "units.csv").write_text("code\n1\n")
    for _ in range(2):
        with pytest.raises(PackError):
            packs.load(folder)
    assert not forms(packs)


def test_so_many_are_kept_and_no_more(folder: Path, packs: KeptPacks) -> None:
    pack = packs.load(folder)
    for number in range(KEPT + 3):
        packs._keep(f"{number:03d}", pack)
        os.utime(packs.folder / f"{number:03d}.pack", (number, number))
    newest = [f"{number:03d}" for number in range(4, KEPT + 3)]
    assert [form.stem for form in forms(packs) if len(form.stem) == 3] == newest


def test_a_check_reads_the_files(folder: Path, tmp_path: Path, read: list[Path]) -> None:
    site = Site.open(Settings(packs=(folder,), data=tmp_path / "data"))
    site.city()
    for form in forms(site.packs):
        form.write_bytes(b"")
    assert site.check(folder)[0] is not None
    assert [form.stat().st_size for form in forms(site.packs)] == [0]


def test_what_packs_share_is_the_same_thing_however_a_pack_came(
    folder: Path, packs: KeptPacks, read: list[Path]
) -> None:
    (folder / "vocabularies.toml").write_text('[topic.clouds]\nname = "云"\nname_en = "Clouds"\n')
    own = [packs.load(folder).vocabularies for _ in range(2)][-1]
    assert len(read) == 1
    assert {n for n, terms in own.items() if terms is not vocabularies().get(n)} == {"topic"}
