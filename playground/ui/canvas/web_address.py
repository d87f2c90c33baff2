"""Which links of notes may be opened, and what is said of them."""

from typing import Final

from PySide6.QtCore import QUrl

_SCHEMES: Final = ("http", "https")


def web_address(link: str) -> str:
    """The whole address that *link* leads to; empty where it is not opened.

    Only http and https are, and nothing that hides its host behind a name.
    """
    url = QUrl(link.strip(), QUrl.ParsingMode.StrictMode)
    is_web = url.isValid() and url.scheme().lower() in _SCHEMES
    if not is_web or not url.host() or url.userInfo():
        return ""
    # Foreign letters in a host's name may look like others: shown as they are sent.
    return bytes(url.toEncoded().data()).decode("ascii")


def about_link(link: str) -> str:
    """What to say about a link under the cursor."""
    address = web_address(link)
    if not address:
        return "This link is not opened: only web addresses (http, https) are."
    return f"{address}\nCtrl+click opens it in your browser."
