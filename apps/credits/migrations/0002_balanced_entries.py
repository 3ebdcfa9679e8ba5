"""Triggers: a release, charge or refund is exactly what was held or taken; amounts never change.

SQLite forgets the triggers of a table that a later migration builds anew: such a migration ends
with `RunPython(install, remove)` of this one again. A test fails when they are gone.
"""

from django.db import migrations

RULES = {
    "release": ("hold", "-NEW.amount"),
    "charge": ("hold", "NEW.amount"),
    "refund": ("charge", "-NEW.amount"),
}
FIXED = ("amount", "kind", "reference", "account_id")


def unbalanced():
    """Return the condition under which a new entry does not follow from an earlier one."""
    cases = [
        f"(NEW.kind = '{kind}' AND NOT EXISTS (SELECT 1 FROM credits_entry e WHERE "
        f"e.reference = NEW.reference AND e.kind = '{before}' AND e.amount = {amount} "
        "AND e.account_id = NEW.account_id))"
        for kind, (before, amount) in RULES.items()
    ]
    return " OR ".join(cases)


def changed(differs):
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in FIXED)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        statements = [
            f"""CREATE OR REPLACE FUNCTION credits_entry_balanced() RETURNS trigger AS $$
            BEGIN
                IF {unbalanced()} THEN
                    RAISE EXCEPTION 'entry is unbalanced' USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END $$ LANGUAGE plpgsql""",
            """CREATE OR REPLACE FUNCTION credits_entry_fixed() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'entries never change' USING ERRCODE = 'check_violation';
            END $$ LANGUAGE plpgsql""",
            "CREATE TRIGGER credits_entry_balanced BEFORE INSERT ON credits_entry "
            "FOR EACH ROW EXECUTE FUNCTION credits_entry_balanced()",
            "CREATE TRIGGER credits_entry_fixed BEFORE UPDATE ON credits_entry FOR EACH ROW "
            f"WHEN ({changed('IS DISTINCT FROM')}) EXECUTE FUNCTION credits_entry_fixed()",
        ]
    else:
        statements = [
            f"CREATE TRIGGER credits_entry_balanced BEFORE INSERT ON credits_entry WHEN {unbalanced()} "
            "BEGIN SELECT RAISE(ABORT, 'entry is unbalanced'); END",
            f"CREATE TRIGGER credits_entry_fixed BEFORE UPDATE ON credits_entry WHEN {changed('IS NOT')} "
            "BEGIN SELECT RAISE(ABORT, 'entries never change'); END",
        ]
    for statement in statements:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    on = " ON credits_entry" if schema_editor.connection.vendor == "postgresql" else ""
    for name in ("credits_entry_balanced", "credits_entry_fixed"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


class Migration(migrations.Migration):

    dependencies = [("credits", "0001_initial")]

    operations = [migrations.RunPython(install, remove)]
