#include "CPresets.h"

#include <stddef.h>

static const char cartpole[] = {
#embed "presets/cartpole.yaml" suffix(, 0)
};
static const char tictactoe[] = {
#embed "presets/tictactoe.yaml" suffix(, 0)
};

static const foresight_preset presets[] = {
    {"cartpole", cartpole},
    {"tictactoe", tictactoe},
    {NULL, NULL},
};

const foresight_preset *foresight_presets(void) { return presets; }
