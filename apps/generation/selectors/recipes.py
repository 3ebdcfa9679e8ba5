"""The team's recipes with what they yielded, and styles to choose from."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from apps.accounts.models import Team
from apps.clips.models import Clip, Rating
from apps.credits import selectors as credits
from apps.generation.models import Job, Recipe
from apps.generation.selectors.prices import catalogue

MOST_RECIPES = 50
STYLES_A_GROUP = 18
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Yielded:
    """A recipe, how many takes made with it were kept, and what all of them cost."""

    recipe: Recipe
    kept: int
    spent: Decimal

    @property
    def per_take(self) -> Decimal | None:
        """Return the credits that a kept take cost, None while none is kept."""
        return self.spent / self.kept if self.kept else None


def recipes_of(team: Team) -> list[Yielded]:
    """Return the team's recipes by name. Four queries."""
    liked = Exists(Rating.objects.filter(clip=OuterRef("pk"), liked=True))
    clips = Clip.objects.of(team).kept().filter(output_of__job__recipe__isnull=False)
    kept = dict(
        clips.filter(Q(picked_at__isnull=False) | liked)
        .values_list("output_of__job__recipe")
        .annotate(count=Count("pk"))
        .order_by()
    )
    jobs = Job.objects.filter(team=team, recipe__isnull=False).only("pk", "recipe")
    recipe_of = {job.reference: job.recipe_id for job in jobs}
    spent: Counter[UUID | None] = Counter()
    for reference, cost in credits.cost_of(list(recipe_of)).items():
        spent[recipe_of[reference]] += cost or Decimal(0)  # type: ignore[assignment]
    recipes = Recipe.objects.filter(team=team).order_by("name")[:MOST_RECIPES]
    return [
        Yielded(recipe, kept.get(recipe.pk, 0), Decimal(spent[recipe.pk])) for recipe in recipes
    ]


def recipe_of(team: Team, recipe_id: UUID | None) -> Recipe | None:
    """Return the team's recipe of that id, None if it has none. One query."""
    return Recipe.objects.filter(team=team, pk=recipe_id).first() if recipe_id else None


def styles_for(team: Team) -> list[tuple[str, list[str]]]:
    """Return words for styles, in groups: what the team used most, then the field's. One query."""
    newest = Clip.objects.of(team).kept().exclude(tags="").order_by("-created_at", "-id")
    used = Counter(
        tag.strip().lower()
        for tags in newest.values_list("tags", flat=True)[:LOOKED_AT]
        for tag in tags.split(",")
        if 0 < len(tag.strip()) <= 40
    )
    own = [tag for tag, _ in used.most_common(STYLES_A_GROUP)]
    pickers = catalogue().pickers
    groups = [
        ("Used here", own),
        ("Genres", [word.lower() for word in pickers["nuro_song_genre"]]),
        ("Moods", list(pickers["nuro_music_mood"])),
        ("Instruments", list(pickers["nuro_music_instrument"])),
    ]
    return [(name, words[:STYLES_A_GROUP]) for name, words in groups if words]
