"""What a device is called in the list of devices."""

import socket

from wbs_tui.text.clean import clean

_LONGEST = 40


def this_device() -> str:
    """The host name of the device in front of the officer."""
    return clean(socket.gethostname(), single_line=True)[:_LONGEST]
