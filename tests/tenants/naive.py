"""The product's tables as somebody would map them who never heard of tenants: what the walls must stop all the same."""

from __future__ import annotations

from sqlalchemy.orm import foreign, registry, relationship

from app.contacts.models import Contact
from app.customers.models import Customer
from app.discussion.models import Comment
from app.groups.models import Group, GroupMembership
from app.projects.models import Project
from app.tasks.models import Task
from tenants import TenantScoped

members = GroupMembership.__table__


class NaiveCustomer(TenantScoped):
    """Its relations are joined by the id alone, as if ids were all there is."""


class NaiveContact(TenantScoped):
    """`owner` is SQLAlchemy's own idea of a relationship over a composite key: it copies tenant_id as well."""


class NaiveGroup(TenantScoped):
    pass


class NaiveMembership(TenantScoped):
    pass


class NaiveProject(TenantScoped):
    pass


class NaiveComment(TenantScoped):
    pass


class NaiveTask(TenantScoped):
    """Its relations are joined by the id alone as well."""


mappers = registry()
mappers.map_imperatively(NaiveGroup, Group.__table__)
mappers.map_imperatively(
    NaiveContact, Contact.__table__, properties={"owner": relationship(NaiveCustomer, overlaps="customer")}
)
mappers.map_imperatively(
    NaiveMembership,
    members,
    properties={
        "group": relationship(
            NaiveGroup, primaryjoin=Group.__table__.c.id == foreign(members.c.group_id), viewonly=True
        )
    },
)
mappers.map_imperatively(
    NaiveCustomer,
    Customer.__table__,
    properties={
        "contacts": relationship(
            NaiveContact,
            primaryjoin=Customer.__table__.c.id == foreign(Contact.__table__.c.customer_id),
            viewonly=True,
        ),
        "memberships": relationship(
            NaiveMembership,
            primaryjoin=Customer.__table__.c.id == foreign(members.c.customer_id),
            viewonly=True,
        ),
        "groups": relationship(
            NaiveGroup,
            secondary=members,
            primaryjoin=Customer.__table__.c.id == foreign(members.c.customer_id),
            secondaryjoin=Group.__table__.c.id == foreign(members.c.group_id),
            viewonly=True,
        ),
    },
)
mappers.map_imperatively(NaiveProject, Project.__table__)
mappers.map_imperatively(NaiveComment, Comment.__table__)
mappers.map_imperatively(
    NaiveTask,
    Task.__table__,
    properties={
        "project": relationship(
            NaiveProject, primaryjoin=Project.__table__.c.id == foreign(Task.__table__.c.project_id), viewonly=True
        ),
        "comments": relationship(
            NaiveComment, primaryjoin=Task.__table__.c.id == foreign(Comment.__table__.c.task_id), viewonly=True
        ),
    },
)
