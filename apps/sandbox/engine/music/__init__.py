"""From words and wishes to a score: style, form, harmony, melody, rhythm and arrangement."""
