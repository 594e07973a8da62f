"""``jidi``: the command line. Commands load what they need when they run; help is instant."""

from __future__ import annotations

import os
import sys
import traceback
from functools import cache
from typing import Annotated, Any, cast

import typer
from typer.exceptions import TyperException
from typer.main import get_command

import jidi
from jidi.cli import (
    alert_commands,
    book_commands,
    case_commands,
    complaint_commands,
    courier_commands,
    credit_commands,
    design_border_command,
    design_cold_command,
    design_commands,
    design_hubs_command,
    design_joint_command,
    design_province_command,
    design_sorting_command,
    design_store_commands,
    design_tables_command,
    design_trunk_command,
    design_vehicles_command,
    effect_command,
    emergency_commands,
    exchange_commands,
    explain_command,
    export_commands,
    forecast_command,
    indicator_commands,
    ingest_commands,
    inspect_commands,
    job_commands,
    journey_commands,
    lake_commands,
    licence_commands,
    locker_command,
    people_commands,
    plan_commands,
    plancheck_command,
    privacy_commands,
    progress_commands,
    reach_command,
    register_commands,
    report_commands,
    rule_commands,
    safety_commands,
    stability_command,
    statistics_commands,
    table_commands,
    token_commands,
    trace_command,
)
from jidi.cli.output import Face, print_error
from jidi.cli.usage import usage_in_chinese, usage_in_english
from jidi.core.errors import InputError, Interrupted, JidiError, Language
from jidi.core.garbage import look_seldom

INTERRUPTED = 130

app = typer.Typer(
    name="jidi",
    help="寄递：规划、监测、评估一省的邮政快递网络。Plan, supervise and evaluate a province's "
    "postal and express network.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
book_commands.add_to(app)
forecast_command.add_to(app)
trace_command.add_to(app)
design_commands.add_to(app)
design_border_command.add_to(app)
design_cold_command.add_to(app)
design_joint_command.add_to(app)
design_hubs_command.add_to(app)
design_province_command.add_to(app)
design_sorting_command.add_to(app)
design_store_commands.add_to(app)
design_tables_command.add_to(app)
design_trunk_command.add_to(app)
design_vehicles_command.add_to(app)
explain_command.add_to(app)
effect_command.add_to(app)
reach_command.add_to(app)
job_commands.add_to(app)
plancheck_command.add_to(app)
lake_commands.add_to(app)
app.add_typer(plan_commands.app, name="plan")
app.add_typer(indicator_commands.app, name="indicators")
app.add_typer(journey_commands.app, name="journeys")
app.add_typer(statistics_commands.app, name="statistics")
app.add_typer(table_commands.app, name="tables")
app.add_typer(progress_commands.app, name="progress")
app.add_typer(register_commands.app, name="register")
app.add_typer(case_commands.app, name="case")
app.add_typer(credit_commands.app, name="credit")
app.add_typer(complaint_commands.app, name="complaints")
app.add_typer(emergency_commands.app, name="emergency")
app.add_typer(licence_commands.app, name="licences")
app.add_typer(courier_commands.app, name="couriers")
app.add_typer(export_commands.app, name="export")
app.add_typer(privacy_commands.app, name="privacy")
app.add_typer(ingest_commands.app, name="ingest")
app.add_typer(inspect_commands.app, name="inspect")
app.add_typer(safety_commands.app, name="safety")
app.add_typer(exchange_commands.app, name="exchange")
app.add_typer(people_commands.app, name="people")
app.add_typer(token_commands.app, name="token")
report_commands.add_to(app)
app.add_typer(rule_commands.app, name="rules")
app.add_typer(alert_commands.app, name="alerts")
rule_commands.add_to(app)
stability_command.add_to(app)
locker_command.add_to(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"jidi {jidi.__version__}")
        raise typer.Exit


@app.callback()
def _begin(
    context: typer.Context,
    lang: Annotated[
        str, typer.Option("--lang", envvar="JIDI_LANG", help="语言 zh|en / Language.")
    ] = "zh",
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            envvar="JIDI_ENGINE",
            help="查询引擎：duckdb、local[*]、spark://主机:7077、yarn / What answers queries.",
        ),
    ] = "",
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / Version.")
    ] = False,
) -> None:
    if lang not in ("zh", "en"):
        raise InputError("F-102", lang=lang)
    if engine:
        from jidi.lake.engine_address import read_engine

        read_engine(engine)  # said at once, also where no book is opened
    context.obj = Face(lang=cast(Language, lang), engine=engine)


def run(arguments: list[str] | None = None) -> None:
    """Run the command line; a failure is a coded message and a non-zero exit, no traceback."""
    words = sys.argv[1:] if arguments is None else arguments
    if arguments is None:  # the process is its own
        look_seldom()
        if "ingest" in words:  # it streams rows
            from jidi.core.freed_memory import give_back_at_once

            give_back_at_once()
    sys.exit(_outcome(words))


@cache
def _commands() -> Any:
    """Typer reads the signatures of all commands; once is enough for a process."""
    return get_command(app)


def _outcome(words: list[str]) -> int:
    try:
        status = _commands()(args=words, prog_name="jidi", standalone_mode=False)
    except BrokenPipeError:
        _silence_stdout()
        return 141
    except (Exception, KeyboardInterrupt) as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            # Typer raises the help of a group that was named without a command.
            typer.echo(_reason(error))
            return 0
        if os.environ.get("JIDI_TRACE"):
            traceback.print_exc()
        return _refuse(_told(error), words)
    if status == INTERRUPTED:
        # Typer turns Ctrl-C into this status.
        return _refuse(Interrupted("F-103"), words)
    return status if isinstance(status, int) else 0


def _told(error: BaseException) -> JidiError:
    """The error as a user may see it."""
    if isinstance(error, JidiError):
        return error
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return Interrupted("F-103")
    if isinstance(error, TyperException):
        said = _reason(error)
        return InputError("F-101", reason=usage_in_chinese(said), reason_en=usage_in_english(said))
    return JidiError("F-100", reason=f"{type(error).__name__}: {error}")


def _reason(error: BaseException) -> str:
    told = getattr(error, "format_message", None)
    return str(told()) if callable(told) else str(error)


def _refuse(error: JidiError, words: list[str]) -> int:
    print_error(error, lang=_language(words), as_json="--json" in words)
    if isinstance(error, Interrupted):
        return INTERRUPTED
    return 70 if error.code == "F-100" else 2


def _language(words: list[str]) -> Language:
    asked = os.environ.get("JIDI_LANG", "zh")
    for position, word in enumerate(words):
        if word == "--lang" and position + 1 < len(words):
            asked = words[position + 1]
        if word.startswith("--lang="):
            asked = word.partition("=")[2]
    return "en" if asked == "en" else "zh"


def _silence_stdout() -> None:
    # The reader went away (| head); closing quietly is what every command-line tool does.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    run()
