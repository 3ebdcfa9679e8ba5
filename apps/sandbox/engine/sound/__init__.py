"""From a score to sound: tones, instruments, drum kits, the voice, the room, the master."""
