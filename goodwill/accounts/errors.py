"""What the accounts room refuses, as named exceptions whose words can be shown to the person who asked."""


class Refused(Exception):
    """The change was not made; the message says why, in a sentence for the person who asked."""


class NotAllowed(Refused):
    """The one who asks may not do this."""


class LastOwner(Refused):
    """Nobody would be left who may do everything."""


class AlreadyAgent(Refused):
    """There is an agent with this address."""


class InvitationOver(Refused):
    """The invitation was used, withdrawn, replaced by a newer one, or is too old."""


class LinkOver(Refused):
    """The link was used, is too old, or was made for somebody else."""


class SameAddress(Refused):
    """The new address is the one that the agent has."""


class NotEmpty(Refused):
    """There are agents already, so nobody may make themselves the owner."""
