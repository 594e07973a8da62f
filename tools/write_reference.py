"""Write docs/reference from the definitions and the command line, so that it cannot fall behind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import typer
import typer.main

from jidi.core.errors import wordings
from jidi.model.catalogue import Catalogue
from jidi.model.indicator import Indicator
from jidi.model.personal import personal_kinds
from jidi.model.rule import Rule
from jidi.model.table import Table
from jidi.service.templates import how_to_fill

MADE = "*由定义生成，请改定义而非此页。Made from the definitions: change those, not this page.*\n"


def main(folder: Path = Path(__file__).parents[1] / "docs" / "reference") -> None:
    """Write every page of the reference into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    catalogue = Catalogue()
    pages = {
        "indicators.md": indicators(catalogue),
        "checks.md": checks(catalogue),
        "rules.md": rules(catalogue),
        "measures.md": measures(catalogue),
        "tables.md": tables(catalogue),
        "codes.md": codes(catalogue),
        "plans.md": plans(),
        "commands.md": commands(),
        "errors.md": errors(),
    }
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")


def indicators(catalogue: Catalogue) -> str:
    """One section per indicator: what it means, its formula, its parts, its SQL."""
    found = sorted(catalogue.indicators.values(), key=lambda i: (i.topic, i.id))
    head = _table(
        ["id", "指标", "Indicator", "单位", "方向", "汇总"],
        [(f"[{i.id}](#{i.id})", i.zh, i.en, i.unit, i.direction, i.rollup) for i in found],
    )
    return "\n".join(
        [f"# 指标 Indicators\n\n{MADE}\n{len(found)} 项。\n", head, *map(_indicator, found)]
    )


def _indicator(indicator: Indicator) -> str:
    choice = "（本项目自定 our own choice）" if indicator.own_choice else ""
    parts = [
        f"- 分子 numerator: {indicator.numerator_zh}; {indicator.numerator_en}",
        f"- 分母 denominator: {indicator.denominator_zh or '—'}; {indicator.denominator_en or '—'}",
    ]
    return "\n".join(
        [
            f"\n## {indicator.id} {{#{indicator.id}}}\n",
            f"**{indicator.zh}** · {indicator.en} · {indicator.unit}{choice}\n",
            f"{indicator.formula_zh}\n\n{indicator.formula_en}\n",
            *parts,
            f"- 口径 scope: {indicator.scope_zh}; {indicator.scope_en}",
            f"- 数据表 tables: {', '.join(indicator.tables)}",
            f"- 规划条目 plan items: {', '.join(indicator.plan_items) or '—'}",
            f"- 依据 reference: {indicator.reference}\n",
            f"```sql\n{indicator.sql.strip()}\n```\n",
        ]
    )


def checks(catalogue: Catalogue) -> str:
    """One row per data check."""
    rows = [(c.id, c.severity, c.zh, c.en, c.do_zh, c.do_en) for c in catalogue.checks.values()]
    heads = ["id", "级别", "检查", "Check", "怎么办", "What to do"]
    return f"# 数据检查 Checks\n\n{MADE}\n{_table(heads, rows)}"


def rules(catalogue: Catalogue) -> str:
    """One section per rule of supervision: what it says, its numbers, its SQL."""
    found = list(catalogue.rules.values())
    rows = [(f"[{r.id}](#{r.id})", r.severity, r.zh, r.en) for r in found]
    head = _table(["id", "级别", "规则", "Rule"], rows)
    return "\n".join([f"# 监管规则 Rules\n\n{MADE}\n{len(found)} 条。\n", head, *map(_rule, found)])


def _rule(rule: Rule) -> str:
    numbers = [
        (
            name,
            p.zh,
            p.en,
            p.law or f"{p.value:g}",
            p.unit,
            p.source or ("" if p.law else "own choice"),
        )
        for name, p in rule.parameters.items()
    ]
    return "\n".join(
        [
            f"\n## {rule.id} {{#{rule.id}}}\n",
            f"**{rule.zh}** · {rule.en} · {rule.severity}\n",
            f"{rule.says_zh}\n\n{rule.says_en}\n",
            f"- 谁办 who acts: {rule.who_zh}; {rule.who_en}; {rule.act_within_hours} h",
            f"- 依据 by: {rule.article or '本平台设计 own choice'}",
            f"- 每 {rule.every_hours} 小时 every; 连续 {rule.fire_after} 次触发 fires after; "
            f"{rule.clear_after} 次解除 clears after\n",
            _table(
                ["参数 name", "含义", "meaning", "值或法定限 value or limit", "单位", "来源"],
                numbers,
            ),
            f"\n```sql\n{rule.sql.strip()}\n```\n",
        ]
    )


def measures(catalogue: Catalogue) -> str:
    """One section per measure of companies: its parts, its source, its SQL."""
    found = list(catalogue.measures.values())
    sections = [
        "\n".join(
            [
                f"\n## {m.id} {{#{m.id}}}\n",
                f"**{m.zh}** · {m.en} · {m.unit}\n",
                f"- 分子 numerator: {m.numerator_zh}; {m.numerator_en}",
                f"- 分母 denominator: {m.denominator_zh}; {m.denominator_en}",
                f"- 依据 by: {m.source or '本平台设计 own choice'}\n",
                f"```sql\n{m.sql.strip()}\n```\n",
            ]
        )
        for m in found
    ]
    return "\n".join([f"# 测度 Measures\n\n{MADE}\n{len(found)} 项。\n", *sections])


def tables(catalogue: Catalogue) -> str:
    """One section per table with its columns."""
    sections = [_table_section(table) for table in catalogue.tables.values()]
    return "\n".join([f"# 数据表 Tables\n\n{MADE}", *sections])


def _table_section(table: Table) -> str:
    rows = [
        (
            c.name,
            c.zh,
            c.en,
            f"{c.type} {c.codes or ''}".strip(),
            c.unit or "",
            "✓" if c.required else "",
            f"{personal_kinds()[c.personal.kind].zh} {c.personal.kept.value}" if c.personal else "",
            how_to_fill(c, "zh"),
        )
        for c in table.columns
    ]
    heads = ["column", "列", "Column", "type", "单位", "必填", "个人信息", "填写"]
    about = f"{table.describes_zh} {table.describes_en}\n\n主键 key: {', '.join(table.key)}"
    return f"\n## {table.name} {table.zh}\n\n{about}\n\n{_table(heads, rows)}"


def codes(catalogue: Catalogue) -> str:
    """Every code list with its codes."""
    sections = [
        f"\n## {codes.name}\n\n"
        + _table(["code", "中文", "English"], [(c, *n) for c, n in codes.entries.items()])
        for codes in catalogue.code_lists.values()
    ]
    return "\n".join([f"# 代码表 Codes\n\n{MADE}", *sections])


def plans() -> str:
    """The targets of each plan with everything they state."""
    from jidi.model.plan_loader import load_plans

    sections = []
    for plan in load_plans():
        rows = [
            (
                t.id,
                t.item,
                t.zh,
                t.en,
                t.unit,
                t.indicator,
                "; ".join(c.printed.text for c in t.conditions),
            )
            for t in plan.targets
        ]
        heads = ["id", "条目", "目标", "Target", "单位", "指标", "原文数字"]
        sections.append(f"\n## {plan.zh}\n\n{plan.en}\n\n{_table(heads, rows)}")
    return "\n".join([f"# 规划 Plans\n\n{MADE}", *sections])


def commands() -> str:
    """Every command with its options, read from the program itself."""
    from jidi.cli.main import app

    group = typer.main.get_command(app)
    context = typer.Context(group, info_name="jidi")
    return "\n".join([f"# 命令 Commands\n\n{MADE}", *_command_sections(group, context)])


def _command_sections(command: Any, context: typer.Context) -> Iterable[str]:
    subcommands = getattr(command, "commands", None)
    if subcommands is None or command.invoke_without_command:
        yield f"\n## {context.command_path}\n\n```text\n{command.get_help(context)}\n```"
    for name, inner in sorted((subcommands or {}).items()):
        yield from _command_sections(inner, typer.Context(inner, info_name=name, parent=context))


def errors() -> str:
    """Every error code with what happened and what to do."""
    rows = [(code, w.zh, w.do_zh, w.en, w.do_en) for code, w in sorted(wordings().items())]
    heads = ["code", "发生了什么", "怎么办", "What happened", "What to do"]
    return f"# 错误 Errors\n\n{MADE}\n{_table(heads, rows)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    main()
