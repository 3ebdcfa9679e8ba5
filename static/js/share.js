/* Starts what the page behind a share link can do. Every page of it works without. */
import "ms-listen";
import "ms-more";
import "ms-said";
import "ms-waveform";
import "theme";
