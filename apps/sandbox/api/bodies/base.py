"""What every request body has in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, field_validator

Weight = Annotated[FiniteFloat, Field(ge=0, le=1)]
Second = Annotated[FiniteFloat, Field(ge=0)]
LaterSecond = Annotated[FiniteFloat, Field(gt=0)]


class Body(BaseModel):
    """Base of every request body."""

    model_config = ConfigDict(strict=True, extra="allow")

    @field_validator("*", mode="before")
    @classmethod
    def _no_null(cls, value: Any) -> Any:
        # The contract's types know no null in requests: leave a member out instead.
        if value is None:
            raise ValueError("must not be null")
        return value


class Callback(Body):
    """A body that may ask for callbacks (openapi: WebhookFields)."""

    webhook_url: str | None = None
    webhook_secret: str | None = Field(default=None, max_length=500)
