"""``jidi people``: who may sign in to a book, and as what."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from jidi.cli.options import HERE, JsonOption, WorkspaceOption
from jidi.cli.output import Face, print_json, print_line, print_table

if TYPE_CHECKING:
    from jidi.registry.people import Person

app = typer.Typer(help="人员与角色 / People and roles.", no_args_is_help=True)

PersonArgument = Annotated[str, typer.Argument(help="登录名 / Name to sign in with.")]
RoleOption = Annotated[
    list[str],
    typer.Option(
        "--role",
        help="角色，可多次：planner、city_bureau=太原市、company_planner=企业 / Roles.",
    ),
]
ByOption = Annotated[str, typer.Option("--by", help="何人 / Who does it.")]
AddressOption = Annotated[
    str, typer.Option("--address", help="服务的网址，写在链接前 / Address of the server.")
]
_ADDRESS = "http://127.0.0.1:8080"


@app.command()
def add(
    context: typer.Context,
    person: PersonArgument,
    role: RoleOption,
    by: ByOption,
    name: Annotated[str, typer.Option("--name", help="姓名 / Name as it is shown.")] = "",
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """添加人员；随后用 jidi people link 发一次性链接。Add a person, then give a link."""
    from jidi.service.books import open_book
    from jidi.service.people import add_person

    with open_book(workspace) as book:
        made = add_person(book, person, name=name, roles=role, by=by, now=_now())
        _print([made], context.obj, as_json=as_json)


@app.command("list")
def list_people(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """列出人员、角色与状态。List people, their roles and whether they can sign in."""
    from jidi.lake import Workspace
    from jidi.registry.people import PeopleBook
    from jidi.registry.subjects import SubjectBook
    from jidi.service.people import people_json

    with Workspace.open(workspace) as opened:
        if as_json:
            print_json(people_json(opened.registry))
            return
        tied = {one.person for one in SubjectBook(opened.registry).all()}
        _print(PeopleBook(opened.registry).all(), context.obj, as_json=False, tied=tied)


@app.command("role")
def set_role(
    context: typer.Context,
    person: PersonArgument,
    role: RoleOption,
    by: ByOption,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """改角色：以所列角色代替原有角色。Give other roles in place of those a person had."""
    from jidi.service.books import open_book
    from jidi.service.people import give_roles

    with open_book(workspace) as book:
        _print([give_roles(book, person, role, by=by, now=_now())], context.obj, as_json=as_json)


@app.command()
def lock(
    context: typer.Context,
    person: PersonArgument,
    by: ByOption,
    open_: Annotated[bool, typer.Option("--open", help="恢复并解锁 / Open again.")] = False,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """停用人员并结束其登录；--open 恢复。Close a person and end their sessions."""
    from jidi.service.books import open_book
    from jidi.service.people import close_person

    with open_book(workspace) as book:
        found = close_person(book, person, closed=not open_, by=by, now=_now())
        _print([found], context.obj, as_json=as_json)


@app.command()
def link(
    context: typer.Context,
    person: PersonArgument,
    by: ByOption,
    address: AddressOption = _ADDRESS,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """发一次性链接，用来设密码；旧链接作废。Give a one-time link that sets the password."""
    from jidi.service.books import open_book
    from jidi.service.sign_in import make_link

    face: Face = context.obj
    with open_book(workspace) as book:
        made = make_link(book.workspace.registry, person, by=by, now=_now())
        path = f"{address.rstrip('/')}/w/{book.name}/welcome/{made.text}"
    if as_json:
        print_json({"person": person, "link": path})
        return
    print_line(
        face.say(
            f"{person} 的一次性链接（用后即废，勿转发他人）：\n{path}",
            f"One-time link of {person} (holds once; pass it to nobody else):\n{path}",
        )
    )


@app.command()
def tie(
    context: typer.Context,
    person: PersonArgument,
    subject: Annotated[
        str,
        typer.Option("--subject", help="身份提供方的 sub / What the identity provider calls them."),
    ],
    by: ByOption,
    remove: Annotated[bool, typer.Option("--remove", help="解除 / Untie.")] = False,
    workspace: WorkspaceOption = HERE,
    as_json: JsonOption = False,
) -> None:
    """让身份提供方的一个标识对应此人；--remove 解除。Tie a subject of the provider to a person."""
    from jidi.service.books import open_book
    from jidi.service.people import people_json, tie_subject, untie_subject

    face: Face = context.obj
    with open_book(workspace) as book:
        change = untie_subject if remove else tie_subject
        change(book, person, subject=subject, by=by, now=_now())
        told = people_json(book.workspace.registry)
    if as_json:
        print_json(next(one for one in told if one["id"] == person))
        return
    print_line(
        face.say(
            f"{person} {'不再对应' if remove else '对应'}标识 {subject}",
            f"{person} is {'no longer tied' if remove else 'tied'} to the subject {subject}",
        )
    )


@app.command()
def provider(
    context: typer.Context, workspace: WorkspaceOption = HERE, as_json: JsonOption = False
) -> None:
    """询问身份提供方，列出其地址与公钥，核对设置。Ask the identity provider, to check settings."""
    from jidi.lake import Workspace
    from jidi.service.oidc_provider import provider_json

    face: Face = context.obj
    with Workspace.open(workspace) as opened:
        told = provider_json(opened.settings.oidc, folder=opened.root, now=_now())
    if as_json:
        print_json(told)
        return
    title = face.say(f"身份提供方：{told['issuer']}", f"Identity provider: {told['issuer']}")
    heads = face.say("项目,内容", "what,value").split(",")
    keys = ", ".join(f"{one['kid']} ({one['kty']})" for one in told["keys"])
    print_table(title, heads, [*told["endpoints"].items(), ("keys", keys)])


def _print(
    people: list[Person] | tuple[Person, ...], face: Face, *,
    as_json: bool, tied: Collection[str] = (),
) -> None:  # fmt: skip
    from jidi.service.people import person_json, state_of

    if as_json:
        told = [person_json(one) for one in people]
        print_json(told)
        return
    from jidi.service.access import role_words

    heads = face.say("登录名,姓名,角色,状态", "id,name,roles,state").split(",")
    print_table(
        face.say(f"人员：{len(people)}", f"People: {len(people)}"),
        heads,
        [
            (
                one.id,
                one.name,
                face.say("、", ", ").join(role_words(given, face.lang) for given in one.roles),
                face.say(*state_of(one, now=_now(), is_tied=one.id in tied)),
            )
            for one in people
        ],
    )


def _now() -> datetime:
    return datetime.now().astimezone()
