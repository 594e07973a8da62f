"""Names and kinds of divisions: short names of villages, real names of cities, Hanyu Pinyin."""

from __future__ import annotations

import re
from functools import cache

# A committee's title at the end of a village's official name, with the misspellings in print
# (民委会, 村委, 委员, a stray 区 behind). Longest first.
_COMMITTEE = re.compile(
    r"(?:村民委员会|人民委员会|村委员会|居民委员会|居民委会|村委会社区|村居委会|委会区|村民委会|民员委会"
    r"|村民委员|居委会区|居委会|村委会|民委会|委员会|委会|村委)$"
)
_COMPLETE = ("村", "嘎查", "社区", "队", "分场", "屯子", "生活区", "管理区", "居委会")
_VILLAGERS = "23"


def short_name(code: str, official: str) -> str:
    """The name in daily use: a village without its committee; others unchanged.

    ``杜家村村民委员会`` is 杜家村, ``燕村委会`` 燕村, ``布寨嘎查村委员会`` 布寨嘎查,
    ``师范街社区居委会`` 师范街社区; a residents' committee without 社区 keeps 居委会.
    """
    if len(code) != 12:
        return official.removesuffix("管委会")
    if "嘎查" in official and code[9] in _VILLAGERS:
        return official[: official.rindex("嘎查")] + "嘎查"
    if "居民" in official or "居委会" in official or "社区" in official:
        return _residents(official)
    stem = _COMMITTEE.sub("", official)
    if stem == official:
        return _once(official)
    return _once(stem if stem.endswith(_COMPLETE) else stem + "村")


def _residents(official: str) -> str:
    if official.endswith("村委会社区"):
        return _once(official.removesuffix("委会社区"))
    stem = _COMMITTEE.sub("", official)
    if stem == official:
        return official
    return stem if stem.endswith("社区") else stem + "居委会"


def _once(name: str) -> str:
    """A doubled 村 at the end is a slip of compilation: 胡家堙村村 is 胡家堙村."""
    return re.sub(r"村村+$", "村", name)


def city_name(name: str, province: str) -> str:
    """A city's own name; the package's placeholders get their province's name in front."""
    own = {
        "市辖区": f"{province}辖区",
        "县": f"{province}辖县",
        "省直辖县级行政区划": f"{province}直辖县级行政区划",
        "自治区直辖县级行政区划": f"{province}直辖县级行政区划",
    }
    return own.get(name, name)


_COUNTY_ENDINGS = (
    ("自治旗", "autonomous_banner"),
    ("矿区", "district"),
    ("旗", "banner"),
    ("县", "county_proper"),
    ("市", "county_city"),
    ("区", "district"),
)
_CITY_ENDINGS = (
    ("自治州", "autonomous_prefecture"),
    ("盟", "league"),
    ("地区", "prefecture"),
    ("行政区划", "directly_governed"),
    ("辖区", "directly_governed"),
    ("辖县", "directly_governed"),
    ("市", "prefecture_city"),
)


def kind_of(code: str, name: str) -> str:
    """The kind within the level, by the number ranges of the code first and the name second."""
    match len(code):
        case 2:
            return _province_kind(code, name)
        case 4:
            return _by_ending(name, _CITY_ENDINGS)
        case 6:
            zone = code[4] == "7"
            return "development_zone" if zone else _by_ending(name, _COUNTY_ENDINGS)
        case 9:
            return _township_kind(code[6], name)
        case _:
            return _village_kind(code[9], name)


def _province_kind(code: str, name: str) -> str:
    if code in ("11", "12", "31", "50"):
        return "municipality"
    endings = (
        ("特别行政区", "special_region"),
        ("自治区", "autonomous_region"),
        ("省", "province"),
    )
    return _by_ending(name, endings)


def _township_kind(segment: str, name: str) -> str:
    if segment in "23":
        endings = (("民族乡", "ethnic_township"), ("苏木", "sumu"), ("", "rural_township"))
        return _by_ending(name, endings)
    return {"0": "street", "1": "town"}.get(segment, "enterprise_unit")


def _village_kind(segment: str, name: str) -> str:
    if segment in _VILLAGERS:
        return "gacha" if name.endswith("嘎查") else "villagers_committee"
    return "residents_committee" if segment in "01" else "committee_like"


def _by_ending(name: str, endings: tuple[tuple[str, str], ...]) -> str:
    return next(kind for ending, kind in endings if name.endswith(ending))


_ENGLISH_ENDINGS = {
    "league": ("盟", "League"),
    "prefecture_city": ("市", "City"),
    "county_city": ("市", "City"),
    "county_proper": ("县", "County"),
    "banner": ("旗", "Banner"),
    "district": ("区", "District"),
    "province": ("省", "Province"),
    "municipality": ("市", "Municipality"),
}


def english_name(code: str, name: str) -> str:
    """Hanyu Pinyin and the kind of place in English; empty where a spelling of its own is due."""
    if len(code) > 6 or (kind := kind_of(code, name)) not in _ENGLISH_ENDINGS:
        return ""
    ending, english = _ENGLISH_ENDINGS[kind]
    return f"{_pinyin(name.removesuffix(ending))} {english}"


@cache
def _pinyin(name: str) -> str:
    """One word, with an apostrophe before a syllable that begins with a vowel: Xi'an."""
    from pypinyin import Style, lazy_pinyin

    first, *rest = lazy_pinyin(name, style=Style.NORMAL, v_to_u=True)
    return first.capitalize() + "".join(f"'{s}" if s[0] in "aeo" else s for s in rest)
