"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

WorkspaceOption = Annotated[
    Path,
    typer.Option("-w", "--workspace", help="工作区文件夹 / Workspace folder.", show_default=True),
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON / Print JSON.")]
PeriodOption = Annotated[
    str | None,
    typer.Option(
        "--period", help="时期：2025、2025Q3、2025-06、2025-06ytd；可用逗号分隔 / Periods."
    ),
]
LevelOption = Annotated[
    str,
    typer.Option("--by", help="层级：province|city|county|township|village / Level."),
]
WithinOption = Annotated[
    str | None, typer.Option("--within", help="区划名称或代码 / Division name or code.")
]

HERE = Path()


def place_for_file(path: Path | None) -> Path | None:
    """The file to be written, looked at before the long work. :raises InputError: V-101."""
    from jidi.service.whole_file import check_place

    if path is not None:
        check_place(path)
    return path


DesignFileOption = Annotated[
    Path,
    typer.Option("-o", "--output", help="写到的设计文件 / Design file.", callback=place_for_file),
]

# What the design commands ask alike.
BudgetOption = Annotated[
    float | None, typer.Option("--budget", help="每县预算，元/日 / Budget of a county, yuan a day.")
]
FrequencyOption = Annotated[
    str, typer.Option("--frequency", help="频次规则：wanted|standard / Frequency rule.")
]
ShiftOption = Annotated[
    float | None,
    typer.Option(
        "--shift", min=60, max=1440, help="驾驶员班次跨度，分钟，缺省 600 / Minutes of a shift."
    ),
]
OvernightOption = Annotated[
    int | None,
    typer.Option(
        "--overnight",
        min=1,
        max=7,
        help="一个班次往返不了的站点隔夜往返，每周至少供货天数 / Overnight trips to far stations, "
        "days fed a week at least.",
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="随机种子 / Seed.")]
EffortOption = Annotated[int, typer.Option("--effort", min=1, help="搜索力度 / Effort.")]
TimeOption = Annotated[
    float | None,
    typer.Option(
        "--time", min=0, help="处理器秒数：在其内加大力度反复搜索 / Processor seconds to search in."
    ),
]
CountyOption = Annotated[str, typer.Option("--county", help="县名或代码 / County.")]
DatumOption = Annotated[
    str, typer.Option("--datum", help="--tables 的坐标系：wgs84|cgcs2000|gcj02 / Datum.")
]
CoverageOption = Annotated[
    float | None,
    typer.Option("--coverage", min=0, max=1, help="要求的覆盖率，缺省 1 / Share to serve."),
]
KeptProblemOption = Annotated[
    Path | None,
    typer.Option("--problem", help="另存题目 / Keep the problem too.", callback=place_for_file),
]
