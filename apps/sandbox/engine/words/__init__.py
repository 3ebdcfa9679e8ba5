"""From letters to something one can sing: pronunciation, syllables, lyric sheets, new verses."""
