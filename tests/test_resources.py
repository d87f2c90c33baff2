import zipfile
from pathlib import Path

import pytest
from hatchling.build import build_wheel

from playground import resources

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_finds_its_resources() -> None:
    assert resources.resource_path("README.md") == ROOT / "resources" / "README.md"


def test_an_installed_package_finds_the_resources_inside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "playground" / "_resources"
    (inside / "icons").mkdir(parents=True)
    (inside / "icons" / "play.svg").write_text("<svg/>")
    monkeypatch.setattr(resources, "PLACES", (inside, tmp_path / "resources"))
    assert resources.resource_path("icons", "play.svg").read_text() == "<svg/>"


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="resources/no/such is missing"):
        resources.resource_path("no", "such")


def test_a_wheel_carries_the_resources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / build_wheel(str(tmp_path))
    names = zipfile.ZipFile(wheel).namelist()
    assert "playground/_resources/README.md" in names
    assert "playground/resources.py" in names
