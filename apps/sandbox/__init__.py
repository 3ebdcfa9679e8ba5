"""An embedded server that speaks MusicAPI's protocol and makes real music."""
