"""The pages of the web face, as addresses of one book: what pictures and checks go through.

Only what the book holds is listed: a page about a design, a job or a receipt stands here where
there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from jidi.service.alerts import shown
from jidi.service.answer_store import kept_answers
from jidi.service.books import Book
from jidi.service.cases import list_cases
from jidi.service.draft_store import drafts, is_read
from jidi.service.hub_store import kept_hub_designs
from jidi.service.intake import receipts
from jidi.service.jobs import jobs
from jidi.service.rural_store import kept_designs
from jidi.service.trunk_store import kept_trunk_designs

COUNTY: Final = "寿阳县"
OFFICER, ADMINISTRATOR = "demo-officer", "demo-administrator"
_AT: Final = "at=2026-01-20T09:00"
_NETWORK_MAP: Final = "#network-map[data-ready]"


@dataclass(frozen=True)
class Shot:
    """A page to be shown, with what stands under its picture.

    :param waits_for: what is there when the page's scripts have drawn everything.
    :param dark: whether it is shown in dark colours too.
    """

    name: str
    path: str
    zh: str
    en: str
    person: str = OFFICER
    waits_for: str = ""
    dark: bool = False


@dataclass(frozen=True)
class Section:
    """Pages that belong together."""

    zh: str
    en: str
    shots: tuple[Shot, ...]


def sections(book: Book) -> tuple[Section, ...]:
    """Every page, in the order of the navigation."""
    return (
        Section("总览、指标、规划", "Overview, indicators, plan", _plan_pages(book)),
        Section("一张图", "Map", _map_pages(book)),
        Section("网络", "Network", _network_pages(book)),
        Section("责任台账", "Register", _register_pages()),
        Section("监管", "Supervision", _supervision_pages(book)),
        Section("案件与溯源", "Cases and traces", _case_pages(book)),
        Section("数据与报告", "Data and reports", _data_pages(book)),
        Section("帮助与管理", "Help and administration", _system_pages()),
    )


def _plan_pages(book: Book) -> tuple[Shot, ...]:
    series = "#series[data-ready]"
    one = "indicators/village_coverage"
    return (
        Shot("overview", "", "总览", "Overview", dark=True),
        Shot("indicators", "indicators", "指标", "Indicators"),
        Shot("indicator", f"{one}?period=2023", "一个指标", "One indicator", OFFICER, series, True),
        Shot("indicator-county", f"{one}?level=county&division=140700000000",
             "一个指标：一市各县", "One indicator: counties of a city", OFFICER, series),
        Shot("cities", f"{one}/cities?period=2023", "各市目标", "Targets of the cities"),
        Shot("plan", "plan", "规划", "Plan"),
        Shot("plan-audit", "plan?part=audit", "规划审计", "Audit of the plan", dark=True),
        Shot("plan-bindings", "plan?part=bindings", "约束条件", "What binds"),
        *_draft_pages(book),
        Shot("plan-projects", "plan?part=projects", "项目", "Projects"),
        Shot("indicator-forecast", "indicators/express_volume?period=2023&forecast=yes", "预测",
             "Forecast", OFFICER, series),
    )  # fmt: skip


def _draft_pages(book: Book) -> tuple[Shot, ...]:
    found = [one for one in drafts(book) if is_read(book, one)][:1]
    return (
        Shot("plan-drafts", "plan/drafts", "规划草稿", "Drafts of plans"),
        *(
            shot
            for one in found
            for shot in (
                Shot("plan-draft", f"plan/drafts/{one.id}", "对照原文审阅",
                     "A draft beside its text", dark=True),
                Shot("plan-draft-text", f"plan/drafts/{one.id}?part=text", "规划全文",
                     "The whole text of a plan", dark=True),
                Shot("plan-draft-audit", f"plan/drafts/{one.id}?part=audit", "草稿自审",
                     "Audit of a draft"),
            )
        ),
    )  # fmt: skip


def _map_pages(book: Book) -> tuple[Shot, ...]:
    ready, one = "#map[data-ready]", "map?indicator=village_coverage"
    county = book.tree.find(COUNTY).code.text
    side = (Shot("map-designs", "map/designs", "两个设计并列", "Two designs side by side"),)
    return (
        Shot("map", one, "一张图", "Map", OFFICER, ready, True),
        Shot("map-county", f"{one}&division={county}", "一张图：一个县", "Map: one county",
             OFFICER, ready, True),
        Shot("map-compare", "map/compare?indicator=village_coverage&left=2022&right=2025",
             "两期对比", "Two periods"),
        *(side if len(kept_designs(book)) > 1 else ()),
    )  # fmt: skip


def _network_pages(book: Book) -> tuple[Shot, ...]:
    newest = jobs(book)[:1]
    return (
        Shot("network", "network", "网络", "Network"),
        *_design_pages(book),
        *(Shot("network-hubs", f"network/hubs/{one.id}", "枢纽布局", "Hubs")
          for one in kept_hub_designs(book)[:1]),
        *_trunk_pages(book),
        *(Shot("network-member", f"network/members/{one.id}", "一个分拣布局", "One sorting network")
          for one in kept_answers(book, "sorting")[:1]),
        Shot("network-new", "network/new", "新设计", "A new design"),
        Shot("reach", "network/reach", "时效可达", "Reach"),
        Shot("jobs", "jobs?whose=all", "作业", "Jobs"),
        *(Shot("job", f"jobs/{one.id}", "一项作业", "One job") for one in newest),
    )  # fmt: skip


def _trunk_pages(book: Book) -> tuple[Shot, ...]:
    """The pages about a trunk network, where one is kept."""
    return tuple(
        shot
        for one in kept_trunk_designs(book)[:1]
        for shot in (
            Shot("network-trunk", f"network/trunk/{one.id}", "干线网络", "Trunk network"),
            Shot("network-trunk-explain", f"network/trunk/{one.id}/explain", "干线网络的理由",
                 "Why the trunk network is so"),
            Shot("network-trunk-vehicles", f"network/trunk/{one.id}/vehicles", "车队与甩挂",
                 "Vehicles and dropped trailers"),
        )
    )  # fmt: skip


def _design_pages(book: Book) -> tuple[Shot, ...]:
    """The pages about rural designs; none where the book holds fewer than two."""
    kept = kept_designs(book)
    if len(kept) < 2:
        return ()
    newer, older = (one.id for one in kept[:2])
    return (
        Shot("network-design", f"network/{newer}", "一个设计", "One design", OFFICER,
             _NETWORK_MAP, True),
        Shot("network-compare", f"network/compare?one={older}&other={newer}", "两个设计",
             "Two designs"),
        Shot("network-opening", "network/opening", "开通次序", "Order of opening"),
    )  # fmt: skip


def _register_pages() -> tuple[Shot, ...]:
    return (
        Shot("register", "register?at=2025-12-31", "责任台账", "Register"),
        Shot("register-entry", "register/sx-p-061.1?at=2025-12-31", "台账一项", "One entry"),
    )


def _supervision_pages(book: Book) -> tuple[Shot, ...]:
    parts = (
        ("credit", "信用", "Credit"), ("credit/SX-Q001", "一家企业的信用", "A company's credit"),
        ("complaints", "申诉", "Complaints"), ("stability", "稳定性", "Stability"),
        ("licences", "许可与备案", "Licences and filings"), ("lockers", "智能快件箱", "Lockers"),
        ("couriers", "快递员权益", "Couriers"), ("safety/patrols", "巡查", "Patrols"),
        ("safety/devices", "设备在线", "Devices"),
        ("safety/inspections", "按风险检查", "Inspections by risk"),
        ("safety/grid", "网格", "Grid"),
        ("safety/responsibility", "安全生产评分", "Work safety scores"),
        ("safety/exchange", "数据交换", "Exchange"),
    )  # fmt: skip
    firing = shown(book)[:1]
    return (
        Shot("supervision", "supervision", "监管预警", "Alerts", dark=True),
        *(Shot("alert", f"supervision/{one.id}", "一条预警", "One alert") for one in firing),
        *(Shot(part.replace("/", "-"), f"supervision/{part}", zh, en) for part, zh, en in parts),
        Shot("credit-suppose", "supervision/credit/suppose?year=2025&penalty.points=-5",
             "信用：假设比较", "Credit: what if"),
        Shot("emergency", "emergency", "应急", "Emergency"),
    )  # fmt: skip


def _case_pages(book: Book) -> tuple[Shot, ...]:
    alert, case = shown(book)[:1], list_cases(book, is_open=True, limit=1)[:1]
    parcel = book.ask("SELECT min(parcel_id) AS id FROM parcel", {}).to_pylist()[0]["id"]
    return (
        Shot("cases", f"cases?{_AT}", "案件", "Cases", dark=True),
        *(Shot("case", f"cases/{one.id}?{_AT}", "一件案件", "One case") for one in case),
        *(Shot("case-new", f"cases/new?alert={one.id}&kind=finding", "立案", "Opening a case")
          for one in alert),
        Shot("trace", f"trace?what=parcel&key={parcel}", "溯源", "Trace"),
    )  # fmt: skip


def _data_pages(book: Book) -> tuple[Shot, ...]:
    newest = receipts(book)[-1:]
    return (
        Shot("data", "data", "数据报送", "Data", dark=True),
        Shot("data-receipts", "data?part=receipts", "回执", "Receipts"),
        *(Shot("data-receipt", f"data/receipts/{one.id}", "一张回执", "One receipt")
          for one in newest),
        Shot("data-templates", "data?part=templates", "填报模板", "Templates"),
        Shot("data-missing", "data?part=missing", "缺报", "What is missing"),
        Shot("data-scores", "data?part=scores", "报送评分", "Senders"),
        Shot("reports", "reports", "报告", "Reports"),
    )  # fmt: skip


def _system_pages() -> tuple[Shot, ...]:
    return (
        Shot("help", "help", "帮助", "Help"),
        Shot("about", "about", "关于", "About"),
        Shot("sign-in", "sign-in", "登录", "Sign-in"),
        Shot("account", "account", "账户", "Account"),
        Shot("admin", "admin", "人员", "People", ADMINISTRATOR),
        Shot("person", f"admin/people/{OFFICER}", "一个人", "One person", ADMINISTRATOR),
        Shot("tokens", "admin/tokens", "令牌", "Tokens", ADMINISTRATOR),
        Shot("audit-log", "admin/audit", "审计日志", "Audit log", ADMINISTRATOR),
        Shot("system", "admin/system", "系统", "System", ADMINISTRATOR, dark=True),
    )
