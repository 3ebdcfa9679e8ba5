import apps.core.models
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def keep_with_clips(apps, schema_editor):
    """Keep with each clip what jobs found out about it, the newest of each kind."""
    Clip = apps.get_model("clips", "Clip")
    Hearing = apps.get_model("clips", "Hearing")
    Job = apps.get_model("generation", "Job")
    found = Job.objects.filter(kind__in=["timing", "bpm"], state="SUCCEEDED", result__isnull=False)
    for job in found.order_by("id").iterator():
        clip = Clip.objects.filter(pk=job.spec.get("clip_id")).first()
        if clip is None:
            continue
        known = {"words": job.result.get("words")} if job.kind == "timing" else {
            "tempo_bpm": job.result.get("average_bpm")
        }
        Hearing.objects.update_or_create(
            clip=clip, defaults={name: value for name, value in known.items() if value}
        )


class Migration(migrations.Migration):

    dependencies = [
        ("clips", "0004_search_without_team"),
        ("generation", "0003_results_ranks_recipes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.UUIDField(default=apps.core.models.new_id, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("words", models.JSONField(default=list)),
                ("tempo_bpm", models.FloatField(blank=True, null=True)),
                ("clip", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="hearing", to="clips.clip")),
            ],
            options={"abstract": False},
        ),
        migrations.RunPython(keep_with_clips, migrations.RunPython.noop),
    ]
