"""Jurisdictions: how agreements spell them, the name that is reported, and which lies within which."""

from __future__ import annotations

# One name a word, an underscore for a space.
_STATES = """
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia Hawaii Idaho Illinois
Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri
Montana Nebraska Nevada New_Hampshire New_Jersey New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma
Oregon Pennsylvania Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington
West_Virginia Wisconsin Wyoming District_of_Columbia Puerto_Rico Guam
"""
_PROVINCES = """
Alberta British_Columbia Manitoba New_Brunswick Newfoundland_and_Labrador Nova_Scotia Ontario
Prince_Edward_Island Quebec Québec Saskatchewan
"""
_AUSTRALIAN = """
New_South_Wales Victoria Queensland South_Australia Western_Australia Tasmania
"""
_COUNTRIES = """
Argentina Armenia Australia Austria Azerbaijan Bahamas Bahrain Bangladesh Barbados Belarus Belgium Belize
Bermuda Bolivia Brazil British_Virgin_Islands Bulgaria Cambodia Canada Cayman_Islands Chile Colombia Costa_Rica
Croatia Cyprus Czech_Republic Denmark Dominican_Republic Ecuador Egypt Estonia Ethiopia European_Union Finland
France Germany Ghana Gibraltar Greece Guatemala Guernsey Hong_Kong Hungary Iceland India Indonesia Iran Iraq
Ireland Isle_of_Man Israel Italy Jamaica Japan Jersey Jordan Kazakhstan Kenya Kuwait Kyrgyzstan Laos Latvia
Lebanon Liechtenstein Lithuania Luxembourg Macau Malaysia Malta Marshall_Islands Mauritius Mexico Moldova Monaco
Mongolia Morocco Mozambique Myanmar Namibia Nepal Netherlands New_Zealand Nicaragua Nigeria Northern_Ireland
Norway Oman Pakistan Panama Paraguay Peru Philippines Poland Portugal Qatar Romania Russia Saudi_Arabia Scotland
Senegal Serbia Seychelles Singapore Slovakia Slovenia South_Africa South_Korea Spain Sri_Lanka Sweden
Switzerland Taiwan Tanzania Thailand Trinidad_and_Tobago Tunisia Turkey Uganda Ukraine United_Arab_Emirates
United_Kingdom United_States_of_America Uruguay Uzbekistan Venezuela Vietnam Zambia Zimbabwe
"""
_OTHER_NAMES = {
    "England and Wales": ("England and Wales", "England & Wales", "England", "English", "Wales", "UK"),
    "United Kingdom": ("United Kingdom", "Great Britain"),
    "People's Republic of China": (
        "People's Republic of China",
        "Peoples Republic of China",
        "P.R. China",
        "P.R.C.",
        "PRC",
        "P. R. China",
        "China",
        "Chinese",
        "Mainland China",
        "Beijing",
        "Shanghai",
    ),
    "Hong Kong": ("Hong Kong Special Administrative Region", "Hong Kong SAR", "Hong Kong", "HKSAR"),
    "Taiwan": ("Republic of China", "R.O.C.", "ROC", "Taiwan"),
    "South Korea": ("Republic of Korea", "South Korea", "Korea", "Korean"),
    "Netherlands": ("Netherlands", "Holland", "Dutch"),
    "Russia": ("Russian Federation", "Russia", "Russian"),
    "Czech Republic": ("Czech Republic", "Czechia", "Czech"),
    "United States of America": ("United States of America", "United States", "U.S.A.", "USA", "U.S."),
    "Germany": ("Germany", "German", "F.R.G."),
    "France": ("France", "French"),
    "Switzerland": ("Switzerland", "Swiss"),
    "Japan": ("Japan", "Japanese"),
    "Sweden": ("Sweden", "Swedish"),
    "Denmark": ("Denmark", "Danish"),
    "Norway": ("Norway", "Norwegian"),
    "Finland": ("Finland", "Finnish"),
    "Belgium": ("Belgium", "Belgian"),
    "Austria": ("Austria", "Austrian"),
    "Italy": ("Italy", "Italian"),
    "Spain": ("Spain", "Spanish"),
    "India": ("India", "Indian"),
    "Israel": ("Israel", "Israeli"),
    "Ireland": ("Ireland", "Irish"),
    "Scotland": ("Scotland", "Scots", "Scottish"),
    "Brazil": ("Brazil", "Brazilian"),
    "Kazakhstan": ("Kazakhstan", "Kazakh"),
    "Singapore": ("Singapore", "Singaporean"),
    "Vietnam": ("Vietnam", "Viet Nam", "Vietnamese"),
    "Turkey": ("Turkey", "Türkiye", "Turkish"),
    "South Africa": ("South Africa", "South African", "RSA"),
    "United Arab Emirates": ("United Arab Emirates", "UAE", "U.A.E."),
}


def _names() -> dict[str, str]:
    """Every spelling, lower case, to the name that is reported."""
    names = {}
    for state in _STATES.split():
        names[state.replace("_", " ").lower()] = state.replace("_", " ")
    for region, country in ((_PROVINCES, "Canada"), (_AUSTRALIAN, "Australia")):
        for name in region.split():
            names[name.replace("_", " ").lower()] = f"{name.replace('_', ' ')}, {country}"
    for country in _COUNTRIES.split():
        names[country.replace("_", " ").lower()] = country.replace("_", " ")
    for name, spellings in _OTHER_NAMES.items():
        names.update((spelling.lower(), name) for spelling in spellings)
    return names


NAMES = _names()
"""Every spelling, in lower case, to the name that is reported."""

WITHIN = {
    **{s.replace("_", " "): "United States of America" for s in _STATES.split()},
    **{f"{p.replace('_', ' ')}, Canada": "Canada" for p in _PROVINCES.split()},
    **{f"{p.replace('_', ' ')}, Australia": "Australia" for p in _AUSTRALIAN.split()},
    "England and Wales": "United Kingdom",
    "Hong Kong": "People's Republic of China",
    "Taiwan": "People's Republic of China",
}
"""The larger jurisdiction that a smaller one lies in: named beside it, the larger adds nothing."""
