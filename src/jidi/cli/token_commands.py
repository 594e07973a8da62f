"""``jidi token``: keys with which programs use the JSON interface."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.registry.sessions import Token

app = typer.Typer(help="接口令牌 / Tokens of programs.", no_args_is_help=True)

ByOption = Annotated[str, typer.Option("--by", help="何人 / Who does it.")]


@app.command()
def make(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="为谁 / Whose rights it has.")],
    scope: Annotated[
        list[str],
        typer.Option("--scope", help="动作，可多次：read、data.hand_in / Actions it is for."),
    ],
    name: Annotated[str, typer.Option("--name", help="用途 / What for.")],
    by: ByOption,
    days: Annotated[
        int | None, typer.Option("--days", min=1, help="有效天数 / Days it holds.")
    ] = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """发令牌；只显示这一次。Make a token; it is shown this once."""
    from jidi.service.books import open_book
    from jidi.service.people import make_token, token_json

    face: Face = context.obj
    with open_book(workspace) as book:
        token, secret = make_token(
            book, person, name=name, scopes=scope, days=days, by=by, now=_now()
        )
    if as_json:
        print_json({**token_json(token), "token": secret.text})
        return
    _print([token], face)
    print_line(
        face.say(
            f"令牌（只显示这一次，请妥善保存）：\n{secret.text}",
            f"The token (shown this once; keep it safe):\n{secret.text}",
        )
    )


@app.command("list")
def list_tokens(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """列出令牌，不显示令牌本身。List the tokens, never the secrets."""
    from jidi.lake import Workspace
    from jidi.registry.sessions import TokenBook
    from jidi.service.people import token_json

    with Workspace.open(workspace) as opened:
        found = TokenBook(opened.registry).all()
    if as_json:
        told = [token_json(one) for one in found]
        print_json(told)
        return
    _print(found, context.obj)


@app.command()
def revoke(
    context: typer.Context,
    number: Annotated[str, typer.Argument(help="令牌编号，如 T0001 / Number of the token.")],
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """撤销令牌，即时生效。Revoke a token, at once."""
    from jidi.lake import Workspace
    from jidi.registry.sessions import TokenBook
    from jidi.service.people import token_json

    with Workspace.open(workspace) as opened:
        found = TokenBook(opened.registry).revoke(number, by=by, at=_now())
    if as_json:
        print_json(token_json(found))
        return
    _print([found], context.obj)


def _print(tokens: list[Token] | tuple[Token, ...], face: Face) -> None:
    heads = face.say(
        "编号,为谁,用途,范围,有效至,最近使用,撤销于", "id,person,for,scopes,until,used,revoked"
    ).split(",")
    print_table(
        face.say(f"令牌：{len(tokens)}", f"Tokens: {len(tokens)}"),
        heads,
        [
            (
                one.id, one.person, one.name, " ".join(one.scopes), one.until[:10],
                one.used or "—", (one.revoked or "—")[:10],
            )
            for one in tokens
        ],
    )  # fmt: skip


def _now() -> datetime:
    return datetime.now().astimezone()
