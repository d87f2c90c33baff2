"""Where the files of ``resources/`` are: in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
# The wheel carries resources/ inside the package (see pyproject.toml); a checkout keeps
# it beside the package.
PLACES = (_PACKAGE / "_resources", _PACKAGE.parent / "resources")


def resource_path(*parts: str) -> Path:
    """The file or folder *parts* below ``resources/``.

    Raises:
        FileNotFoundError: Nothing of that name was shipped.
    """
    for place in PLACES:
        path = place.joinpath(*parts)
        if path.exists():
            return path
    name = "/".join(parts)
    raise FileNotFoundError(f"resources/{name} is missing from this installation")
