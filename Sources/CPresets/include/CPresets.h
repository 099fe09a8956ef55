#pragma once

/// A preset: its name, and its text, embedded when this target was compiled.
typedef struct {
  const char *name;
  const char *text;
} foresight_preset;

/// All presets, in the order in which they are listed; behind the last stands one whose name is NULL.
const foresight_preset *foresight_presets(void);
