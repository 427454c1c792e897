"""Turns the registry's actions into Textual bindings, in the language in use."""

from textual.binding import Binding, BindingsMap

from wbs_tui.actions import Action, actions_of
from wbs_tui.text.catalogue import N_, _

_KEY_NAMES = {
    "space": N_("spasi"),
    "escape": "esc",
    "delete": "del",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def bindings_of(scope: str) -> BindingsMap:
    """The bindings of a screen, or of `app`."""
    return BindingsMap([_binding(action) for action in actions_of(scope)])


def key_name(key: str) -> str:
    """A key as the footer and help write it: `F2`, `^q`, `spasi`."""
    *modifiers, plain = key.split("+")
    if plain in _KEY_NAMES:
        plain = _(_KEY_NAMES[plain])  # signs have no translation and stay as they are
    elif len(plain) > 1 and plain[0] == "f" and plain[1:].isdigit():
        plain = plain.upper()
    if "ctrl" in modifiers:
        modifiers.remove("ctrl")
        plain = f"^{plain}"
    return "+".join([*modifiers, plain])


def shown_key(action: Action) -> str:
    """The first key of an action, as the screens write it."""
    return key_name(action.key.split(",")[0].strip())


def _binding(action: Action) -> Binding:
    return Binding(
        action.key,
        action.name if action.scope != "app" else f"app.{action.name}",
        _(action.label),
        show=action.footer,
        priority=action.first,
        tooltip=_(action.tooltip),
        id=action.id,
    )
