"""Words to sing in tests."""

LYRICS = """[Verse]
Neon rivers in the street below
Every window has a tale to show
I keep your letter in my winter coat
Counting every mile along the road

[Chorus]
Hold the morning in your hands
We will dance across the sand
Every star will understand
We are more than what they planned
"""
