"""Reading a small text as a plan, for tests."""

from __future__ import annotations

from hashlib import sha256

from jidi.documents import Document
from jidi.plan.read import Known, Place, read_plan

KNOWN = Known(
    indicators={
        "快递业务量": "express_volume",
        "快递业务收入": "express_revenue",
        "邮政行业业务收入": "industry_revenue",
        "建制村快递服务通达率": "village_coverage",
    },
    english={"express_volume": "Express volume"},
    places=(
        Place("430000000000", ("湖南省", "湖南")),
        Place("430100000000", ("长沙市", "长沙")),
        Place("430200000000", ("株洲市", "株洲")),
        Place("430300000000", ("湘潭市", "湘潭")),
    ),
)
TITLE = "湖南省“十四五”邮政业发展规划\n\n"


def document(text):
    """A TXT document of ``text``."""
    digest = sha256(text.encode()).hexdigest()
    return Document("plan.txt", "txt", digest, "utf-8", text)


def read(text, *, title=TITLE):
    """The draft of a text below a title."""
    return read_plan(document(title + text), KNOWN)


def below(heading, text):
    """The draft of one paragraph below a heading."""
    return read(f"一、{heading}\n\n{text}\n")


def told(records):
    """Name, figure and unit of facts, milestones or counted projects."""
    return [(r.zh, (r.count if hasattr(r, "count") else r.printed).text, r.unit) for r in records]


def levels(draft):
    """Name, level and unit of targets."""
    return [(t.zh, t.level.printed.text, t.unit) for t in draft.targets]
