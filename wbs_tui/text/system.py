"""What the operating system says of a file, in the language of the screen."""

import errno

from wbs_tui.text.catalogue import N_, _

_REASONS = {
    errno.ENOENT: N_("berkas atau folder itu tidak ada"),
    errno.EACCES: N_("tidak ada izin"),
    errno.EISDIR: N_("itu folder, bukan berkas"),
    errno.ENOTDIR: N_("salah satu bagian letaknya bukan folder"),
    errno.EEXIST: N_("sudah ada"),
    errno.ENOSPC: N_("disk penuh"),
    errno.EROFS: N_("disk ini hanya dapat dibaca"),
}


def system_reason(error: OSError) -> str:
    """Why the system refused, for the middle of a sentence; its own words where there are none of ours."""
    if error.errno in _REASONS:
        return _(_REASONS[error.errno])
    return error.strerror or type(error).__name__
