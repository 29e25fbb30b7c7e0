"""One form of an address for the many under which the same thing is reached: what is typed is kept
as typed, and compared and found by this form. Nothing is fetched: a shortened address stays itself.
"""

import re
from hashlib import sha256
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, unquote, urlsplit

LONGEST = 2000  # of an address as typed; browsers take about as many
KEY = 400  # of its canonical form, as a column that is compared
_WRAPS = 5  # how many redirect wrappers around one address are taken off

# what a host puts before its name for a kind of machine or a language
_SUBDOMAINS = re.compile(
    r"^(?:(?:www\d?|m|mobile|mbasic|touch|web|amp|[a-z]{2}-[a-z]{2})\.)+(?=[^.]+\.)"
)
_HOSTS = {
    "fb.com": "facebook.com",
    "fb.me": "facebook.com",
    "youtube-nocookie.com": "youtube.com",
    "music.youtube.com": "youtube.com",
    "twitter.com": "x.com",
    "instagr.am": "instagram.com",
    "chat.zalo.me": "zalo.me",
}
# (host, start of the path) of an address that only leads to another: where that one stands
_WRAPPERS = (
    ("l.facebook.com", "/l.php", ("u",)),
    ("lm.facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/l.php", ("u",)),
    ("facebook.com", "/flx/warn", ("u",)),
    ("facebook.com", "/sharer", ("u",)),
    ("facebook.com", "/share.php", ("u",)),
    ("facebook.com", "/login", ("next",)),
    ("l.instagram.com", "/", ("u",)),
    ("l.messenger.com", "/l.php", ("u",)),
    ("l.threads.net", "/", ("u",)),
    ("l.threads.com", "/", ("u",)),
    ("youtube.com", "/redirect", ("q",)),
    ("google.com", "/url", ("q", "url")),
    ("google.com.vn", "/url", ("q", "url")),
    ("google.com", "/amp/s", ()),
    ("zalo.me", "/share", ("u", "url")),
    ("sp.zalo.me", "/", ("d", "u", "url")),
    ("link.zalo.me", "/", ("u", "url")),
    ("tiktok.com", "/link/v2", ("target",)),
    ("vk.com", "/away.php", ("to",)),
    ("away.vk.com", "/away.php", ("to",)),
    ("out.reddit.com", "/", ("url",)),
    ("linkedin.com", "/redir", ("url",)),
    ("bing.com", "/ck/a", ("url",)),
    ("t.umblr.com", "/redirect", ("z",)),
)
_SAFELINKS = "safelinks.protection.outlook.com"

# what says by which way somebody came, on any host
_TRACKING = re.compile(
    r"^(?:utm_.*|mc_[ce]id|_hs.*|hsa_.*|__.*|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|ttclid"
    r"|twclid|yclid|igsh|igshid|mibextid|zarsrc|gidzl|zanpid|sfnsn|wtsid|extid|rdid|share_app_id"
    r"|share_link_id|ref_src|ref_url|refsrc|referrer|spm|vero_id|oly_.*_id|s_cid|cmpid|ocid"
    r"|is_from_webapp|sender_device|sender_web_id|amp|outputtype)$"
)
# of the networks, every parameter but those that say which thing it is
_NAMING = {
    "facebook.com": frozenset(
        ("story_fbid", "id", "fbid", "v", "multi_permalinks", "view", "q")
        + ("comment_id", "reply_comment_id")
    ),
    "youtube.com": frozenset(("v", "lc", "list")),
    "youtu.be": frozenset(("lc",)),
    "tiktok.com": frozenset(("q",)),
    "instagram.com": frozenset(),
    "threads.net": frozenset(),
    "x.com": frozenset(("q",)),
    "zalo.me": frozenset(("id",)),
}
# an id of so many digits, or of such letters, names one post of the whole network
_UNIQUE = re.compile(r"\d{10,}|pfbid\w{20,}", re.IGNORECASE)


def canonical(link: str) -> str:
    """'facebook.com/groups/12/posts/456' of every address of that post; empty for what is no
    address. Without scheme, host variants, tracking, wrappers of the networks, fragment, or slash
    at the end; at most KEY letters.
    """
    host, path, query = _unwrapped(link.strip())
    if "." not in host or any(sign.isspace() for sign in host):
        return ""
    host, path, query = _of_network(host, path, query)
    path = re.sub(r"/{2,}", "/", path).rstrip("/")
    path = re.sub(r"/index\.(?:html?|php|aspx?)$", "", path)
    asked = "&".join(f"{_coded(name)}={_coded(value)}" for name, value in sorted(query))
    whole = f"{host}{'/'.join(map(_coded, path.split('/')))}{f'?{asked}' if asked else ''}"
    if len(whole) <= KEY:
        return whole
    mark = f"#{sha256(whole.encode()).hexdigest()}"
    return whole[: KEY - len(mark)] + mark


_ADDRESS = re.compile(r"https?://\S+|(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?/\S*", re.IGNORECASE)


def is_address(words: str) -> bool:
    """Whether what was typed into a search is one address, with its scheme or with a path."""
    return _ADDRESS.fullmatch(words.strip()) is not None


def _coded(text: str) -> str:
    return quote(normalize("NFC", text), safe="@:!$'()*+,;~.-_")


def _unwrapped(link: str) -> tuple[str, str, list[tuple[str, str]]]:
    """Host, path and query of the address itself, out of the wrappers around it."""
    parts = _read(link)
    for _ in range(_WRAPS):
        inner = _read(_inside(*parts))
        if not inner[0]:
            break
        parts = inner
    return parts


def _read(link: str) -> tuple[str, str, list[tuple[str, str]]]:
    """('host without its variants', 'path, decoded', the query without tracking)."""
    if link and not re.match(r"[a-z][a-z0-9+.-]*://", link, re.IGNORECASE):
        link = f"https://{link.lstrip('/')}"
    try:
        parts = urlsplit(link)
        name = (parts.hostname or "").rstrip(".").casefold()
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return "", "", []
    host = _host(name if any(sign.isspace() for sign in name) else _ascii(name))
    if parts.scheme.lower() not in ("http", "https") or not host:
        return "", "", []
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=False)
        if not _TRACKING.match(name.lower())
    ]
    if parts.fragment.startswith(("!", "/")):  # some old pages keep their address there
        query.append(("#", parts.fragment))
    return host + port, unquote(parts.path), query


def _ascii(name: str) -> str:
    """A host with Vietnamese letters in the form the wire knows."""
    try:
        return name.encode("idna").decode() if not name.isascii() else name
    except UnicodeError:
        return name


def _host(name: str) -> str:
    bare = _SUBDOMAINS.sub("", name)
    return _HOSTS.get(bare, bare)


def _inside(host: str, path: str, query: list[tuple[str, str]]) -> str:
    """The address a wrapper leads to; empty where it is none."""
    values = dict(query)
    if host.endswith(_SAFELINKS):
        return values.get("url", "")
    for at, begins, names in _WRAPPERS:
        if host == at and path.startswith(begins):
            if not names:
                return path.removeprefix(begins).lstrip("/")
            inner = next((values[name] for name in names if name in values), "")
            if re.match(r"https?://", inner, re.IGNORECASE):
                return inner
    return ""


def _of_network(
    host: str, path: str, query: list[tuple[str, str]]
) -> tuple[str, str, list[tuple[str, str]]]:
    """The one address of a thing that a network gives several."""
    naming = _NAMING.get(host)
    if naming is not None:
        query = [(name, value) for name, value in query if name in naming]
    shape = {
        "facebook.com": _facebook,
        "youtube.com": _youtube,
        "youtu.be": _youtube,
        "tiktok.com": _tiktok,
        "instagram.com": _instagram,
        "x.com": _x,
    }.get(host)
    if shape is None:
        return host, path, query
    parts = [part for part in path.split("/") if part]
    host = "youtube.com" if host == "youtu.be" else host
    return host, *shape(parts, dict(query))


def _joined(*parts: str) -> str:
    return "/" + "/".join(parts)


def _facebook(parts: list[str], query: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    comment: list[tuple[str, str]] = [
        (name, query.pop(name)) for name in ("comment_id", "reply_comment_id") if name in query
    ]
    path = _facebook_post(parts, query) or _facebook_film(parts, query)
    if path:
        return path, comment
    if parts:  # the name of a page is one in capitals and small letters, an id is not
        parts = [parts[0].lower(), *parts[1:]]
    return _joined(*parts), [*query.items(), *comment]


def _facebook_post(parts: list[str], query: dict[str, str]) -> str:
    """Of the addresses of a post or a photo; empty for others."""
    begins = parts[0].lower() if parts else ""
    if begins in ("story.php", "permalink.php") and "story_fbid" in query:
        return _post(query.get("id", ""), query["story_fbid"])
    if begins == "groups" and len(parts) > 1:
        post = query.get("multi_permalinks") or (
            query.get("id", "") if query.get("view") == "permalink" else ""
        )
        if len(parts) > 3 and parts[2] in ("posts", "permalink"):
            post = parts[3]
        return _post(f"groups/{parts[1]}", post) if post else ""
    if len(parts) == 2 and begins in ("posts", "permalink"):
        return _post("", parts[1])
    if len(parts) > 2 and parts[1] in ("posts", "permalink"):
        return _post(parts[0].lower(), parts[-1])  # a slug of the title may stand before the id
    if begins in ("photo.php", "photo") and "fbid" in query:
        return _joined("photo", query["fbid"])
    if len(parts) > 2 and parts[1] == "photos":
        return _joined("photo", parts[-1])
    return ""


def _post(owner: str, post: str) -> str:
    """A group's posts keep their group; elsewhere one post is reached by the name and by the number
    of who wrote it, so that an id of the whole network stands alone.
    """
    if _UNIQUE.fullmatch(post) or not owner:
        return _joined("posts", post)
    return _joined(owner, "posts", post)


def _facebook_film(parts: list[str], query: dict[str, str]) -> str:
    begins = parts[0].lower() if parts else ""
    if begins in ("watch", "video.php") and "v" in query:
        return _joined("watch", query["v"])
    if len(parts) > 2 and parts[1] == "videos":
        return _joined("watch", parts[-1])
    if begins in ("reel", "reels") and len(parts) > 1:
        return _joined("reel", parts[1])
    return ""


def _youtube(parts: list[str], query: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    film = query.get("v", "")
    if parts and parts[0] in ("shorts", "embed", "live", "v") and len(parts) > 1:
        film = parts[1]
    elif len(parts) == 1 and not film and re.fullmatch(r"[\w-]{11}", parts[0]):
        film = parts[0]
    comment = [("lc", query["lc"])] if "lc" in query else []
    if film:
        return "/watch", [("v", film), *comment]
    return _joined(*parts), list(query.items())


def _tiktok(parts: list[str], query: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    if len(parts) > 2 and parts[1] in ("video", "photo"):
        return _joined(parts[1], parts[2]), []  # the number names it, whoever is said to own it
    if len(parts) > 1 and parts[0] == "v":
        return _joined("video", parts[1].removesuffix(".html")), []
    return _joined(*parts), list(query.items())


def _instagram(parts: list[str], query: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    kinds = {"p": "p", "reel": "p", "reels": "p", "tv": "p"}
    for at, part in enumerate(parts[:2]):
        if part in kinds and len(parts) > at + 1:
            return _joined("p", parts[at + 1]), []
    return _joined(*(part.lower() for part in parts)), list(query.items())


def _x(parts: list[str], query: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    if "status" in parts[:-1]:
        return _joined("status", parts[parts.index("status") + 1]), []
    return _joined(*(part.lower() for part in parts)), list(query.items())
