"""The ways in which people sign in; an installation has exactly one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pq_answers.errors import StoreError
from pq_answers.workflow import ForbiddenError, Role, Source


class RefusedError(ForbiddenError):
    """Who signs in elsewhere is not let in here."""


class UnreachableError(StoreError):
    """Where people sign in does not answer, or not as it should."""


@dataclass(frozen=True, slots=True)
class RoleRule:
    """Which groups outside give which role here; somebody in none of them reads, or gets no access."""

    groups: Mapping[str, Role] = field(default_factory=dict)
    others_read: bool = False

    def roles_of(self, groups: Iterable[str]) -> frozenset[Role]:
        """Return the roles of somebody in these groups; none means no access."""
        found = frozenset(self.groups[one] for one in groups if one in self.groups)
        return found or (frozenset({Role.READER}) if self.others_read else frozenset())


@dataclass(frozen=True, slots=True)
class Passwords:
    """Accounts of this database with a password: for trying out, on one machine."""

    source: ClassVar[Source] = Source.TRIAL
    words: ClassVar[str] = "proefaccounts met wachtwoord"


@dataclass(frozen=True, slots=True)
class OpenId:
    """The organisation's own accounts by OpenID Connect."""

    source: ClassVar[Source] = Source.PROVIDER
    words: ClassVar[str] = "OpenID Connect"
    issuer: str
    client: str
    rule: RoleRule
    secret: str = field(default="", repr=False)
    roles_claim: str = "roles"
    name_claim: str = "preferred_username"
    scope: str = "openid profile"


@dataclass(frozen=True, slots=True)
class ProxyHeader:
    """A proxy that signs people in and says in a header who they are."""

    source: ClassVar[Source] = Source.PROXY
    words: ClassVar[str] = "kop van een proxy"
    rule: RoleRule
    name_header: str = "X-Remote-User"
    groups_header: str = "X-Remote-Groups"
    separator: str = ","


SignIn = Passwords | OpenId | ProxyHeader
