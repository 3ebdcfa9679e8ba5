import django.db.models.deletion
from django.db import migrations, models


def name_parents(apps, schema_editor):
    Lineage = apps.get_model("clips", "Lineage")
    for edge in Lineage.objects.filter(parent_name="").select_related("parent").iterator():
        edge.parent_name = f"{edge.parent.title}, take {edge.parent.number}"
        edge.save(update_fields=["parent_name"])


class Migration(migrations.Migration):

    dependencies = [
        ("clips", "0005_hearing"),
    ]

    operations = [
        migrations.AddField(
            model_name="lineage",
            name="parent_name",
            field=models.CharField(blank=True, default="", max_length=140),
        ),
        migrations.AlterField(
            model_name="lineage",
            name="parent",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="edges_to_children", to="clips.clip"),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["stars", "clip"], name="rating_by_stars"),
        ),
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(condition=models.Q(("liked", True)), fields=["user", "clip"], name="rating_liked_by"),
        ),
        migrations.RunPython(name_parents, migrations.RunPython.noop),
    ]
