"""Rights hang on numeric ids: nothing of ours reads a name that somebody else may take over."""

import ast

import pytest

from tests.tooling.source_tree import Source, sources

NAMES = {"username", "full_name", "name_escaped", "mention_html", "mention_markdown_v2"}
OURS = [source for source in sources() if source.path.startswith(("bot/", "handlers/", "domain/"))]


def reads_usernames(source):
    """Places that read a public name of anybody but the bot itself."""
    return [
        f"{source.path}:{node.lineno} reads {node.attr}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr in NAMES
        and ast.unparse(node.value) not in {"context.bot", "bot"}
    ] + [
        f"{source.path}:{node.lineno} reads {node.value}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and node.value in NAMES
    ]


def test_nobodys_username_is_read():
    assert [place for source in OURS for place in reads_usernames(source)] == []
    assert len(OURS) > 100


@pytest.mark.parametrize(
    "planted",
    [
        "ok = update.effective_user.username in admins\n",
        "ok = user.full_name == 'desk'\n",
        "ok = getattr(user, 'username') in admins\n",
    ],
)
def test_a_planted_look_at_a_username_is_seen(planted):
    assert len(reads_usernames(Source("planted.py", planted))) == 1


def test_the_bots_own_name_may_be_read():
    assert (
        reads_usernames(Source("fine.py", "link = f'https://t.me/{context.bot.username}'\n")) == []
    )
