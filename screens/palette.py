"""The command palette: every action of the open screen and of the app, by name."""

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import _


class ActionProvider(Provider):
    """Offers the registry's actions that apply now."""

    async def discover(self) -> Hits:
        """Everything that applies, before a letter is typed."""
        for action in self._applying():
            yield DiscoveryHit(_(action.label), partial(self._run, action), help=_(action.tooltip))

    async def search(self, query: str) -> Hits:
        """What matches the typed letters."""
        matcher = self.matcher(query)
        for action in self._applying():
            label = _(action.label)
            score = matcher.match(label)
            if score > 0:
                yield Hit(score, matcher.highlight(label), partial(self._run, action), help=_(action.tooltip))

    def _applying(self) -> Iterator[Action]:
        scope = getattr(self.screen, "SCOPE", "")
        for action in (*actions_of(scope), *actions_of("app")):
            target = self.app if action.scope == "app" else self.screen
            if action.id != "app.command_palette" and target.check_action(action.name, ()):
                yield action

    async def _run(self, action: Action) -> None:
        prefix = "app" if action.scope == "app" else "screen"
        await self.app.run_action(f"{prefix}.{action.name}")
