"""One address for the many under which one thing is reached, and never one for two things."""

import pytest

from compliance.core.links import KEY, canonical, is_address

FBID = "pfbid02QxL4nVtQdZkWv3mYt7bRs9CjH2aPq"
SAME = {
    "facebook.com/groups/12/posts/456": (
        "https://www.facebook.com/groups/12/posts/456/",
        "https://www.facebook.com/groups/12/posts/456",
        "http://facebook.com/groups/12/posts/456/?fbclid=IwAR0x",
        "https://m.facebook.com/groups/12/permalink/456/?mibextid=Nif5oz",
        "https://mbasic.facebook.com/groups/12?view=permalink&id=456&refid=18",
        "https://vi-vn.facebook.com/groups/12/posts/456/#bl",
        "https://web.facebook.com/groups/12/?multi_permalinks=456&notif_t=group",
        "https://fb.com/groups/12/posts/456?__cft__[0]=AZV&__tn__=%2CO%2CP-R",
        "facebook.com/groups/12/posts/456",
        "  https://WWW.Facebook.COM//groups/12/posts/456//  ",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fgroups%2F12%2Fposts%2F456%2F&h=AT0",
        "https://lm.facebook.com/l.php?u=https%3A%2F%2Fm.facebook.com%2Fgroups%2F12%2Fpermalink%2F456",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Ffacebook.com%252Fgroups%252F12%252Fposts%252F456",
    ),
    "facebook.com/posts/456": (
        "https://www.facebook.com/posts/456/",
        "https://m.facebook.com/permalink/456/?mibextid=",
        "https://m.facebook.com/posts/456?fbclid=1",
    ),
    "facebook.com/trang.xa/posts/456": (
        "https://www.facebook.com/Trang.Xa/posts/456",
        "https://m.facebook.com/trang.xa/posts/456/?paipv=0&eav=Af",
        "https://www.facebook.com/trang.xa/posts/tin-sap-nhap-thon/456/",
        "https://www.facebook.com/story.php?story_fbid=456&id=trang.xa",
    ),
    f"facebook.com/posts/{FBID}": (
        f"https://www.facebook.com/trang.xa/posts/{FBID}",
        f"https://www.facebook.com/permalink.php?story_fbid={FBID}&id=100064",
        f"https://m.facebook.com/story.php?story_fbid={FBID}&id=100064&sfnsn=mo",
    ),
    "facebook.com/photo/1122": (
        "https://www.facebook.com/photo.php?fbid=1122&set=a.33&type=3",
        "https://www.facebook.com/photo/?fbid=1122",
        "https://www.facebook.com/trang.xa/photos/a.33/1122/?locale=vi_VN",
    ),
    "facebook.com/watch/98": (
        "https://www.facebook.com/watch/?v=98&ref=sharing",
        "https://www.facebook.com/trang.xa/videos/98/",
        "https://www.facebook.com/trang.xa/videos/ten-phim/98/",
    ),
    "facebook.com/groups/12/posts/456?comment_id=7": (
        "https://www.facebook.com/groups/12/posts/456/?comment_id=7&__tn__=R",
        "https://m.facebook.com/groups/12/permalink/456/?comment_id=7",
    ),
    "youtube.com/watch?v=abcDEF12_-x": (
        "https://youtu.be/abcDEF12_-x?si=kLm",
        "https://www.youtube.com/watch?v=abcDEF12_-x&t=61s&feature=share",
        "https://m.youtube.com/watch?app=desktop&v=abcDEF12_-x",
        "https://www.youtube.com/shorts/abcDEF12_-x",
        "https://www.youtube-nocookie.com/embed/abcDEF12_-x",
        "https://www.youtube.com/live/abcDEF12_-x?si=1",
    ),
    "tiktok.com/video/7311": (
        "https://www.tiktok.com/@ai.do/video/7311?is_from_webapp=1&sender_device=pc",
        "https://m.tiktok.com/v/7311.html",
        "https://www.tiktok.com/@AI.DO/video/7311/",
    ),
    "instagram.com/p/Cx": (
        "https://www.instagram.com/p/Cx/?igshid=MzRl",
        "https://www.instagram.com/ai.do/p/Cx/",
        "https://instagram.com/reel/Cx",
    ),
    "x.com/status/17": (
        "https://twitter.com/ai/status/17?s=20&t=abc",
        "https://mobile.twitter.com/ai/status/17",
        "https://x.com/i/status/17/photo/1",
    ),
    "baochinhphu.vn/tin-102.htm": (
        "https://baochinhphu.vn/tin-102.htm",
        "http://www.baochinhphu.vn/tin-102.htm?utm_source=zalo&utm_medium=zalo&zarsrc=30",
        "https://m.baochinhphu.vn/tin-102.htm/",
        "https://amp.baochinhphu.vn/tin-102.htm?gclid=1",
        "https://baochinhphu.vn:443/tin-102.htm#binh-luan",
        "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbaochinhphu.vn%2Ftin-102.htm&data=05",
        "https://link.zalo.me/?u=https%3A%2F%2Fbaochinhphu.vn%2Ftin-102.htm",
        "https://www.google.com.vn/url?sa=t&url=https%3A%2F%2Fbaochinhphu.vn%2Ftin-102.htm",
    ),
    "dien-dan.example/chu-de?bai=5&trang=2": (
        "https://dien-dan.example/chu-de?trang=2&bai=5",
        "https://www.dien-dan.example/chu-de/?bai=5&trang=2&fbclid=x",
    ),
    "xa.example/tin/%C4%91%C6%B0%E1%BB%9Dng": (
        "https://xa.example/tin/đường",
        "https://xa.example/tin/%C4%91%C6%B0%E1%BB%9Dng/",
        "https://xa.example/tin/đường",  # decomposed
    ),
}
NO_ADDRESS = (
    "",
    "   ",
    "hoà bình",
    "ftp://a.vn/b",
    "javascript:alert(1)",
    "https://",
    "http://[::1",
    "xa",
)


@pytest.mark.parametrize("key", SAME)
def test_every_way_to_one_thing_has_one_form(key):
    assert {canonical(link) for link in SAME[key]} == {key}


def test_two_things_have_two_forms(counted):
    firsts = {links[0] for links in SAME.values()} | {
        "https://www.facebook.com/groups/13/posts/456/",
        "https://www.facebook.com/groups/12/posts/457/",
        "https://www.facebook.com/groups/12",
        "https://www.facebook.com/khac/posts/456",
        "https://www.facebook.com/groups/12/posts/456/?comment_id=8",
        "https://www.facebook.com/photo/?fbid=1123",
        "https://youtu.be/abcDEF12_-y",
        "https://www.youtube.com/watch?v=abcDEF12_-x&lc=Ugx",
        "https://baochinhphu.vn/tin-103.htm",
        "https://tin.baochinhphu.vn/tin-102.htm",
        "https://baochinhphu.vn:8443/tin-102.htm",
        "https://dien-dan.example/chu-de?bai=5&trang=3",
        "https://xa.example/Tin/đường",
    }
    counted(len(firsts), "addresses of different things")
    assert len({canonical(link) for link in firsts}) == len(firsts)


@pytest.mark.parametrize("text", NO_ADDRESS)
def test_what_is_no_address_has_no_form(text):
    assert canonical(text) == ""


def test_a_long_address_keeps_its_end_apart():
    first, second = (f"https://a.example/{'x' * 1900}/{end}" for end in "12")
    assert len(canonical(first)) == len(canonical(second)) == KEY
    assert canonical(first) != canonical(second)


def test_a_form_is_its_own_form(counted):
    counted(len(SAME), "forms")
    assert [key for key in SAME if canonical(f"https://{key}") != key] == []


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("https://a.vn", True),
        ("facebook.com/groups/12", True),
        (" https://a.vn/b ", True),
        ("Nguyễn Văn A", False),
        ("HL-2026-7K3Q9D", False),
        ("a.vn", False),  # may be the end of a name
        ("xem https://a.vn/b", False),
    ],
)
def test_a_search_for_an_address_is_told_from_words(words, address):
    assert is_address(words) is address
