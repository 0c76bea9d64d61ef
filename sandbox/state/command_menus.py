"""Command menus by (scope, language), and which one a person sees."""

from dataclasses import dataclass, field

Commands = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a menu shows; `chat_id` and `user_id` only for the kinds that have them."""

    kind: str = "default"
    chat_id: int | None = None
    user_id: int | None = None


@dataclass(slots=True)
class CommandMenus:
    """An empty list is no menu: the next one in line shows."""

    _by_key: dict[tuple[Scope, str], Commands] = field(default_factory=dict)

    def put(self, *, scope: Scope, language: str, commands: Commands) -> None:
        """Replace the menu."""
        if commands:
            self._by_key[scope, language] = commands
        else:
            self._by_key.pop((scope, language), None)

    def get(self, *, scope: Scope, language: str) -> Commands:
        """Exactly this menu."""
        return self._by_key.get((scope, language), [])

    def in_effect(self, *, chat_id: int, language: str) -> Commands:
        """What a person sees in their private chat: the narrowest scope, own language first."""
        for scope in (Scope("chat", chat_id), Scope("all_private_chats"), Scope()):
            for code in (language, ""):
                if found := self.get(scope=scope, language=code):
                    return found
        return []

    def forget_chats(self) -> None:
        """The menus of single chats go; the general ones stay."""
        self._by_key = {
            key: commands for key, commands in self._by_key.items() if key[0].chat_id is None
        }
