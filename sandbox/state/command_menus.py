"""Command menus by scope and language (setMyCommands)."""

from dataclasses import dataclass, field

Commands = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Scope:
    """BotCommandScope; `chat_id` and `user_id` only for kinds that have them."""

    kind: str = "default"
    chat_id: int | None = None
    user_id: int | None = None


@dataclass(slots=True)
class CommandMenus:
    """Stored menus; an empty list counts as none, so the next scope applies."""

    _by_key: dict[tuple[Scope, str], Commands] = field(default_factory=dict)

    def put(self, *, scope: Scope, language: str, commands: Commands) -> None:
        """Store a menu."""
        if commands:
            self._by_key[scope, language] = commands
        else:
            self._by_key.pop((scope, language), None)

    def get(self, *, scope: Scope, language: str) -> Commands:
        """Return the menu of exactly this scope and language."""
        return self._by_key.get((scope, language), [])

    def in_effect(self, *, chat_id: int, language: str) -> Commands:
        """Return the menu shown in a private chat: narrowest scope, own language first."""
        for scope in (Scope("chat", chat_id), Scope("all_private_chats"), Scope()):
            for code in (language, ""):
                if found := self.get(scope=scope, language=code):
                    return found
        return []

    def forget_chats(self) -> None:
        """Remove the menus of single chats."""
        self._by_key = {
            key: commands for key, commands in self._by_key.items() if key[0].chat_id is None
        }
