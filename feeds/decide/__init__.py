"""What the desk decides: pure functions of what is held, what has come and the instant.

Each module answers one question and says why in words:

    due        when is this source polled next?
    halted     is it polled at all, and if not, what changes that?
    identity   which item is this?
    revise     is it new, changed, corrected, withdrawn, or what we have?
    notices    which story is a kill, hold or correction about that names no id?
    alike      is its copy that of another item? (by prints of its words)
    cluster    which story does it belong to?
    route      which channels take it?
    copies     which of the items with the same copy stands in a channel for all of them?
    select     what may the public see of a channel now?
    keep       how long is an item kept?
"""
