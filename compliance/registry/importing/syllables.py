"""Whether a word can be a Vietnamese syllable: an onset, a rime and a tone that go together."""

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_FIRST = "ngh ng nh n gi gh g kh k ch c ph p qu th tr t b d đ h l m r s v x"  # longest first
_ONSETS = (*_FIRST.split(), "")
_ENDINGS = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    y yêm yên yêng yêt yêu ych ynh yt yp ya yu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om
    on ong oong ooc op ot oc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uênh uêch ui um un ung uôc uôi uôm uôn uông uôt up ut uơ
    uy uya uych uyên uyêt uynh uyp uyt uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
"""
_RIMES = frozenset(_ENDINGS.split())
_STOPPED = ("c", "ch", "p", "t")
_CASED = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=50_000)  # syllables repeat
def is_syllable(word: str) -> bool:
    """'Nguyễn', 'THỊ' and 'hoà' are; 'Leâ', 'NguyÔn' and 'UBND' are not."""
    if not _CASED.fullmatch(word) or word not in (word.lower(), word.upper(), word.capitalize()):
        return False
    letters, tones = [], []
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tones.append(_TONES[char])
        else:
            letters.append(char)
    plain = unicodedata.normalize("NFC", "".join(letters))
    if len(tones) > 1:
        return False
    for onset in _ONSETS:
        rime = plain.removeprefix(onset)
        if plain.startswith(onset) and rime in _RIMES:
            return not rime.endswith(_STOPPED) or bool(tones and tones[0] in ("sắc", "nặng"))
    return False
