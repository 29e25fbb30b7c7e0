"""can, require, narrow, set_grants: the only module that knows django-guardian.

What a person may do everywhere follows from the functions they hold today (roles.py). What they may
do to one object follows from
computed grants: on an office for unit heads, on an incident for handlers. Nobody edits grants by
hand. Superusers get nothing here.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from guardian.shortcuts import assign_perm, get_objects_for_user, get_users_with_perms, remove_perm
from guardian.utils import get_user_obj_perms_model

from compliance.core.refusals import NotAllowed
from compliance.core.roles import ROLES, Do


def may(user, do: Do) -> bool:
    """Whether a function the user holds today carries `do`. Inactive people may nothing."""
    return bool(user.is_active and any(do in ROLES[kind].may for kind in user.function_kinds()))


def require(user, do: Do, reason: str = "") -> None:
    """Raise NotAllowed unless the user may `do`."""
    if not may(user, do):
        raise NotAllowed(reason)


def narrow(user, codename: str, model: type[Model]) -> QuerySet:
    """The objects of `model` on which the user holds the computed grant `codename`. A lazy
    sub-select, never a list of keys.
    """
    return get_objects_for_user(
        user,
        codename,
        klass=model.objects.all(),
        use_groups=False,
        any_perm=False,
        with_superuser=False,
        accept_global_perms=False,
    )


def held_keys(user, codename: str, model: type[Model]) -> QuerySet:
    """narrow() as keys of `model`, from the table of its grants alone: who holds few of many begins
    with these. For a model whose grants have a foreign key of their own.
    """
    of: Any = model
    grants: Any = get_user_obj_perms_model(of)
    of_the_model = {"permission__content_type": ContentType.objects.get_for_model(model)}
    held: QuerySet = grants.objects.filter(user=user, permission__codename=codename, **of_the_model)
    return held.order_by().values("content_object_id")


def holds(user, codename: str, model: type[Model]) -> Q:
    """narrow() as a condition on each row of `model` for itself: which grants a user holds is never
    gone through, however many they are. As held_keys(), for grants with a foreign key of their own.
    """
    of: Any = model
    grants: Any = get_user_obj_perms_model(of)
    kind = ContentType.objects.get_for_model(model)
    named = Permission.objects.filter(content_type=kind, codename=codename).order_by().values("pk")
    held = grants.objects.filter(
        user=user, permission=Subquery(named), content_object=OuterRef("pk")
    )
    return Q(IsNull(Subquery(held.values("content_object")), False))


def has_grant(user, codename: str, obj: Model) -> bool:
    """Whether the computed grant `codename` on `obj` is held."""
    return narrow(user, codename, type(obj)).filter(pk=obj.pk).exists()


def grant_each(codename: str, holders: list[tuple[Model, Any]]) -> None:
    """The grant `codename` for many at once: (object, its holder) each, of one model and without
    grants before. For filling in bulk; everything else computes with set_grants().
    """
    if not holders:
        return
    of: Any = type(holders[0][0])
    grants: Any = get_user_obj_perms_model(of)
    kind = ContentType.objects.get_for_model(of)
    permission = Permission.objects.get(content_type=kind, codename=codename)
    rows = (grants(content_object=obj, user=user, permission=permission) for obj, user in holders)
    grants.objects.bulk_create(rows, batch_size=5000)


def set_grants(obj: Model, wanted: dict[str, Iterable]) -> None:
    """Make the grants on `obj` exactly `wanted` = {codename: users}. Called by grants.py of an app,
    inside the action's transaction.
    """
    for codename, users in wanted.items():
        wanted_users = set(users)
        current = set(
            get_users_with_perms(
                obj, only_with_perms_in=[codename], with_group_users=False, with_superusers=False
            )
        )
        for user in wanted_users - current:
            assign_perm(codename, user, obj)
        for user in current - wanted_users:
            remove_perm(codename, user, obj)
