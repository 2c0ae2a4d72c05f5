"""Which shade of a theme each role is drawn in: a new role is one line here, a new theme one row of shades."""

ROLES = {
    "ground": "text",
    "text": "text",
    "token": "text",
    "title": "body",
    "word": "body",
    "lit": "strong",
    "title.lit": "strong",
    "number": "strong",
    "soft": "soft",
    "label": "soft",
    "title.dim": "soft",
    "number.dim": "soft",
    "note": "quiet",
    "unit": "quiet",
    "cursor.dim": "quiet",
    "word.dim": "quiet",
    "token.later": "quiet",
    "faint": "faint",
    "title.hidden": "faint",
    "frame": "rule",
    "brand": "accent",
    "title.lit.symbol": "accent",
    "frame.lit": "accent",
    "phase": "accent",
    "cursor": "accent",
    "now": "here",
    "now.text": "here",
    "answer": "here",
    "key": "here",
    "answer.dim": "faded",
    "scrub": "faded",
    "scrub.rest": "rest",
    "formula": "formula",
    "gate.text": "gate",
    "positive.text": "positive",
    "negative.text": "negative",
    "chance.text": "chance",
}
BARS = {
    name: name
    for name in (
        "track track' hollow hollow.track axis ghost past past' gate gate' gate.dim positive positive' positive.dim "
        "negative negative' negative.dim chance chance' chance.dim"
    ).split()
}
"""What is drawn on a bar's track rather than on the ground, each in a shade of its own."""
BOLD = frozenset("title.lit title.lit.symbol now now.text key answer brand number phase".split())
