"""``jidi privacy``: keys, masks, opening a sealed value, and what in a book is personal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table, progress_bar

if TYPE_CHECKING:
    from jidi.privacy import KeyRing
    from jidi.service.privacy_audit import ColumnAudit

app = typer.Typer(help="个人信息：密钥、遮蔽、查看、审计 / Privacy.", no_args_is_help=True)
keys_app = typer.Typer(help="密钥 / Keys.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")

KeysOption = Annotated[
    Path | None,
    typer.Option("--keys", envvar="JIDI_KEYS", help="密钥文件，在工作区之外 / Key file."),
]
ByOption = Annotated[str, typer.Option("--by", help="何人 / Who.")]
WhyOption = Annotated[str, typer.Option("--why", help="何故，记入审计 / Why, for the audit log.")]
PurposeOption = Annotated[str, typer.Option("--purpose", help="用途 / Purpose.")]
KindOption = Annotated[
    str,
    typer.Option("--kind", help="类别：name phone id_number address waybill vehicle / Kind."),
]


@keys_app.command("new")
def new_keys(
    context: typer.Context,
    by: ByOption,
    keys: KeysOption = None,
    suite: Annotated[
        str, typer.Option("--suite", help="算法组：international|guomi / Algorithms.")
    ] = "international",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """新建密钥文件，每个用途一把。Make a key file with one key for each purpose."""
    from secrets import token_bytes

    from jidi.lake import Workspace
    from jidi.service.keys import make_keys

    face: Face = context.obj
    with Workspace.open(workspace) as opened:
        path, ring = make_keys(opened, keys, suite=suite, entropy=token_bytes, by=by, now=_now())
    if as_json:
        print_json({"file": str(path), "keys": _keys_json(ring)})
        return
    _print_keys(ring, face)
    print_line(
        face.say(
            f"已写出 {path}，仅属主可读。请另行备份，勿与数据同放；丢失后密文不可还原。",
            f"Wrote {path}, readable by its owner alone. Back it up apart from the data; "
            "what was sealed cannot be opened without it.",
        )
    )


@keys_app.command("list")
def list_keys(
    context: typer.Context,
    keys: KeysOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """列出密钥：编号、用途、算法、指纹，不显示密钥本身。List the keys, never the secrets."""
    from jidi.lake import Workspace
    from jidi.service.personal_values import needed_ring

    face: Face = context.obj
    with Workspace.open(workspace) as opened:
        ring = needed_ring(opened, keys)
    if as_json:
        print_json(_keys_json(ring))
        return
    _print_keys(ring, face)


@keys_app.command("rotate")
def rotate_keys(
    context: typer.Context,
    purpose: PurposeOption,
    by: ByOption,
    keys: KeysOption = None,
    suite: Annotated[
        str, typer.Option("--suite", help="算法组，不写则沿用 / Algorithms; as before if none.")
    ] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """为一个用途换新密钥；旧密钥留作比对与还原。A new key for a purpose; old ones stay."""
    from secrets import token_bytes

    from jidi.lake import Workspace
    from jidi.service.keys import rotate

    face: Face = context.obj
    with Workspace.open(workspace) as opened:
        ring = rotate(opened, keys, purpose, suite=suite, entropy=token_bytes, by=by, now=_now())
    if as_json:
        print_json(_keys_json(ring))
        return
    _print_keys(ring, face)


@keys_app.command("drop")
def drop_key(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help="旧密钥编号 / Number of an old key.")],
    by: ByOption,
    why: WhyOption,
    keys: KeysOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """删除旧密钥；仍有数据用它时拒绝。Drop an old key; refused while data still needs it."""
    from jidi.service.books import open_book
    from jidi.service.keys import drop

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        ring = drop(book, keys, number, by=by, why=why, now=_now())
    if as_json:
        print_json(_keys_json(ring))
        return
    _print_keys(ring, face)


@app.command("mask")
def mask_values(
    values: Annotated[list[str], typer.Argument(help="要遮蔽的值 / Values.")],
    kind: KindOption,
    as_json: JsonOption = False,
) -> None:
    """按国标遮蔽个人信息。Mask personal values as GB/T 41833 says."""
    from jidi.privacy import mask

    shown = [mask(value, kind) for value in values]
    if as_json:
        print_json(shown)
        return
    for text in shown:
        print_line(text)


@app.command("reveal")
def reveal_value(
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="表 / Table.")],
    column: Annotated[str, typer.Argument(help="列 / Column.")],
    row: Annotated[str, typer.Argument(help="行的主键，多个值用逗号 / Key of the row.")],
    by: ByOption,
    why: WhyOption,
    keys: KeysOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """还原一个加密值；何人何故先记入审计链。Open one sealed value; who and why are logged first."""
    from jidi.service.books import open_book
    from jidi.service.personal_values import needed_ring, reveal

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        ring = needed_ring(book.workspace, keys)
        text = reveal(book, table, column, row, keys=ring, by=by, why=why, now=_now())
    if as_json:
        print_json({"table": table, "column": column, "row": row, "value": text})
        return
    print_line(text)
    print_line(_rights(face))


@app.command("pseudonym")
def show_pseudonym(
    context: typer.Context,
    value: Annotated[str, typer.Argument(help="电话等 / A telephone number or the like.")],
    by: ByOption,
    why: WhyOption,
    kind: KindOption = "phone",
    purpose: PurposeOption = "person",
    keys: KeysOption = None,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """一个人在库中的假名（含旧密钥），用于溯源。The pseudonyms of a person, for tracing."""
    from jidi.service.books import open_book
    from jidi.service.personal_values import match_person, needed_ring

    face: Face = context.obj
    with open_book(workspace, engine=context.obj.engine) as book:
        found = match_person(
            book,
            value,
            kind=kind,
            purpose=purpose,
            keys=needed_ring(book.workspace, keys),
            by=by,
            why=why,
            now=_now(),
        )
    if as_json:
        print_json(list(found))
        return
    for text in found:
        print_line(text)
    print_line(_rights(face))


@app.command("audit")
def audit_book(
    context: typer.Context,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """哪些列是个人信息，有无明文。Which columns are personal; is anything stored clear."""
    from jidi.service.books import open_book
    from jidi.service.privacy_audit import audit_privacy

    face: Face = context.obj
    with (
        open_book(workspace, engine=context.obj.engine) as book,
        progress_bar(quiet=as_json, lang=face.lang) as progress,
    ):
        found = audit_privacy(book, progress=progress)
    if as_json:
        print_json(found.to_json())
    else:
        _print_columns(face.say("个人信息列", "Personal columns"), found.personal, face)
        if found.doubtful:
            _print_doubtful(found.doubtful, face)
        for remark in found.remarks(face.lang):
            print_line(remark)
    if found.doubtful:
        raise typer.Exit(1)


def _print_columns(title: str, columns: tuple[ColumnAudit, ...], face: Face) -> None:
    from jidi.model.personal import personal_kinds, purposes

    kept_words = {"pseudonym": ("假名", "pseudonym"), "sealed": ("加密", "sealed")}
    rows = []
    for one in columns:
        personal = one.column.personal
        assert personal is not None
        kind, purpose = personal_kinds()[personal.kind], purposes().get(personal.purpose)
        by_key = ", ".join(f"{number}: {count}" for number, count in sorted(one.by_key.items()))
        rows.append(
            (
                one.table.name,
                one.column.name,
                face.say(kind.zh, kind.en),
                face.say(
                    *kept_words.get(personal.kept.value, ("明文，出示时遮蔽", "plain, masked"))
                ),
                face.say(purpose.zh, purpose.en) if purpose else "",
                f"{one.rows:,}",
                by_key,
                f"{one.synthetic:,}" if one.synthetic else "",
                f"{one.clear:,}" if one.clear else "",
            )
        )
    heads = face.say(
        "表,列,类别,保存,用途,有值行数,各密钥,合成,明文",
        "table,column,kind,kept,purpose,rows with a value,by key,synthetic,clear",
    )
    print_table(title, heads.split(","), rows)


def _print_doubtful(columns: tuple[ColumnAudit, ...], face: Face) -> None:
    rows = [
        (one.table.name, one.column.name, s.kind, f"{s.rows:,}", s.example)
        for one in columns
        for s in one.suspected.values()
    ]
    heads = face.say("表,列,像是,行数,例", "table,column,looks like,rows,example").split(",")
    print_table(face.say("疑似明文", "Looks clear"), heads, rows)


def _print_keys(ring: KeyRing, face: Face) -> None:
    from jidi.model.personal import purposes

    rows = [
        (
            str(key.id),
            key.purpose,
            face.say(purposes()[key.purpose].zh, purposes()[key.purpose].en),
            key.algorithm,
            _local(key.made),
            key.fingerprint,
            face.say("在用", "current") if ring.is_current(key) else face.say("旧", "old"),
        )
        for key in ring.keys
    ]
    heads = face.say(
        "编号,用途,说明,算法,生成时间,指纹,状态",
        "key,purpose,meaning,algorithm,made,fingerprint,state",
    )
    print_table(face.say("密钥", "Keys"), heads.split(","), rows)


def _local(moment: str) -> str:
    """A moment of the file of keys, which names its zone, by the clock of this machine."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:  # written by hand
        return moment


def _keys_json(ring: KeyRing) -> list[dict[str, object]]:
    return [
        {
            "id": key.id,
            "purpose": key.purpose,
            "algorithm": key.algorithm,
            "made": key.made,
            "fingerprint": key.fingerprint,
            "current": ring.is_current(key),
        }
        for key in ring.keys
    ]


def _rights(face: Face) -> str:
    return face.say(
        "已记入审计链。按角色的权限随登录功能提供；现在以密钥文件的读取权限为准。",
        "Recorded in the audit log. Rights by role come with sign-in; until then whoever may read "
        "the key file may do this.",
    )


def _now() -> datetime:
    return datetime.now().astimezone()
