"""Turns the registry's actions into Textual bindings, in the language in use."""

from textual.binding import Binding, BindingsMap

from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import _


def bindings_of(scope: str) -> BindingsMap:
    """The bindings of a screen, or of `app`."""
    return BindingsMap([_binding(action) for action in actions_of(scope)])


def _binding(action: Action) -> Binding:
    return Binding(
        action.key,
        action.name if action.scope != "app" else f"app.{action.name}",
        _(action.label),
        show=action.footer,
        tooltip=_(action.tooltip),
        id=action.id,
    )
