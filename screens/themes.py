"""Our two themes: calm surfaces, one blue, and text that stays legible in 256 colours and without any."""

from textual.theme import Theme

DARK = Theme(
    name="wbs-dark",
    primary="#5fafd7",
    secondary="#5f87af",
    accent="#d7af5f",
    warning="#e5b567",
    error="#ff8787",
    success="#87c787",
    foreground="#dadada",
    background="#121212",
    surface="#1c1c1c",
    panel="#303030",
    dark=True,
    variables={
        "block-cursor-background": "#005f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#3a3a3a",
        "block-cursor-blurred-foreground": "#ffffff",
        "border": "#5f87af",
        "border-blurred": "#444444",
        "footer-background": "#262626",
        "footer-key-foreground": "#5fafd7",
        "input-selection-background": "#5f87af 40%",
        "text-muted": "#a8a8a8",
        "text-disabled": "#767676",
        "text-error": "#ff8787",
        "text-warning": "#e5b567",
        "text-success": "#87c787",
        "text-primary": "#87cfff",
        "text-accent": "#d7af5f",
        "scrollbar": "#585858",
        "scrollbar-background": "#1c1c1c",
    },
)

LIGHT = Theme(
    name="wbs-light",
    primary="#005f87",
    secondary="#5f87af",
    accent="#875f00",
    warning="#875f00",
    error="#af0000",
    success="#005f00",
    foreground="#1c1c1c",
    background="#eeeeee",
    surface="#ffffff",
    panel="#dadada",
    dark=False,
    variables={
        "block-cursor-background": "#005f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#d0d0d0",
        "block-cursor-blurred-foreground": "#000000",
        "border": "#005f87",
        "border-blurred": "#bcbcbc",
        "footer-background": "#dadada",
        "footer-key-foreground": "#005f87",
        "footer-description-foreground": "#1c1c1c",
        "input-selection-background": "#5f87af 40%",
        "text-muted": "#585858",
        "text-disabled": "#8a8a8a",
        "text-error": "#af0000",
        "text-warning": "#875f00",
        "text-success": "#005f00",
        "text-primary": "#005f87",
        "text-accent": "#875f00",
        "scrollbar": "#a8a8a8",
        "scrollbar-background": "#eeeeee",
    },
)

THEMES = (DARK, LIGHT)


def other(name: str) -> str:
    """The name of the theme that is not in use."""
    return LIGHT.name if name == DARK.name else DARK.name


def chosen(environment_value: str) -> str:
    """The theme for what `WBS_THEME` says: `light` or anything else."""
    return LIGHT.name if environment_value.strip().lower() == "light" else DARK.name
