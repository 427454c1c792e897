"""The kinds of journal entry that only intake makes; a report's own are among those of cases."""

from wbs_tui.journal.kinds import register

MESSAGE_KEPT = register("message.kept", "kept_messages", elsewhere=True)
"""A message was kept whole without a register number."""
MESSAGE_EXPORTED = register("message.exported", "disclosures")
"""A kept message left the store as it came."""
