"""`make lib` believes pins, not archives."""

import hashlib
import io
import tarfile

import pytest

from tools.fetched import lib as fetch_lib
from tools.fetched.lib import LibError, Package

MODULE = b"class MQTTClient: ...\n"


def archive_of(**members):
    """A .tar.gz in memory: path (`__` for `/`) -> content."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for path, content in members.items():
            member = tarfile.TarInfo(path.replace("__", "/").replace("UP", ".."))
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def package_of(archive, module=MODULE):
    return Package(
        name="thin",
        version="1",
        archive_sha256=hashlib.sha256(archive).hexdigest(),
        module="thin/simple.py",
        module_sha256=hashlib.sha256(module).hexdigest(),
    )


ARCHIVE = archive_of(**{"thin-1__thin__simple.py": MODULE, "thin-1__PKG-INFO": b"x"})
PACKAGE = package_of(ARCHIVE)


@pytest.fixture
def index(monkeypatch):
    """An index that hands out `archive`, and counts how often it was asked."""

    class Index:
        archive = ARCHIVE
        asked = 0

        def download(self, package):
            self.asked += 1
            return self.archive

    index = Index()
    monkeypatch.setattr(fetch_lib, "download", index.download)
    monkeypatch.setattr(fetch_lib, "PACKAGES", (PACKAGE,))
    return index


def test_fetches_the_module_and_nothing_else(tmp_path, index):
    assert fetch_lib.main(tmp_path) == 0
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [tmp_path / "thin" / "simple.py"]
    assert files[0].read_bytes() == MODULE


def test_asks_the_index_once(tmp_path, index):
    fetch_lib.main(tmp_path)
    fetch_lib.main(tmp_path)
    assert index.asked == 1


def test_fetches_again_what_was_changed(tmp_path, index):
    fetch_lib.main(tmp_path)
    (tmp_path / "thin" / "simple.py").write_bytes(b"changed")
    assert fetch_lib.main(tmp_path) == 0
    assert (tmp_path / "thin" / "simple.py").read_bytes() == MODULE


def test_refuses_an_archive_that_is_not_the_pinned_one(tmp_path, index, capsys):
    index.archive = archive_of(**{"thin-1__thin__simple.py": b"evil"})
    assert fetch_lib.main(tmp_path) == 1
    assert "The archive of thin-1 is not the pinned one" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_refuses_a_module_that_is_not_the_pinned_one():
    archive = archive_of(**{"thin-1__thin__simple.py": b"evil"})
    with pytest.raises(LibError, match="thin/simple.py of thin-1 is not the pinned one"):
        fetch_lib.unpack(archive, package_of(archive))


def test_refuses_an_archive_without_the_module():
    archive = archive_of(**{"thin-1__other.py": MODULE})
    with pytest.raises(LibError, match="has no file thin/simple.py"):
        fetch_lib.unpack(archive, package_of(archive))


def test_follows_no_path_of_the_archive(tmp_path, index, monkeypatch):
    index.archive = archive_of(
        **{"UP__UP__evil.py": b"evil", "thin-1__UP__evil.py": b"evil"},
        **{"thin-1__thin__simple.py": MODULE},
    )
    monkeypatch.setattr(fetch_lib, "PACKAGES", (package_of(index.archive),))
    lib = tmp_path / "project" / "lib"
    assert fetch_lib.main(lib) == 0
    assert not list(tmp_path.rglob("evil.py"))


def test_no_network_is_said_in_one_sentence(tmp_path, monkeypatch, capsys):
    # Nothing listens on port 9 of this machine.
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    assert fetch_lib.main(tmp_path) == 1
    said = capsys.readouterr().err
    assert "make lib needs the network once" in said
    assert len(said.splitlines()) == 1


def test_reads_the_index_as_pip_does(monkeypatch, tmp_path):
    configuration = tmp_path / "pip.conf"
    configuration.write_text("[global]\nindex-url = http://mirror.example/simple\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(configuration))
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    assert fetch_lib.pip_option("index-url") == "http://mirror.example/simple"
    monkeypatch.setenv("PIP_INDEX_URL", "http://other.example/simple")
    assert fetch_lib.pip_option("index-url") == "http://other.example/simple"
    assert fetch_lib.pip_option("no-such-option") is None
