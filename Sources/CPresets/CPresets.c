#include "CPresets.h"

#include <stddef.h>

static const char cartpole[] = {
#embed "presets/cartpole.yaml" suffix(, 0)
};
static const char tictactoe[] = {
#embed "presets/tictactoe.yaml" suffix(, 0)
};
static const char pendulum[] = {
#embed "presets/pendulum.yaml" suffix(, 0)
};
static const char pendulum_vector[] = {
#embed "presets/pendulum-vector.yaml" suffix(, 0)
};
static const char cartpole_swingup[] = {
#embed "presets/cartpole-swingup.yaml" suffix(, 0)
};
static const char cartpole_swingup_vector[] = {
#embed "presets/cartpole-swingup-vector.yaml" suffix(, 0)
};
static const char paper_planet[] = {
#embed "presets/paper/planet.yaml" suffix(, 0)
};

static const foresight_preset presets[] = {
    {"cartpole", cartpole},
    {"tictactoe", tictactoe},
    {"pendulum", pendulum},
    {"pendulum-vector", pendulum_vector},
    {"cartpole-swingup", cartpole_swingup},
    {"cartpole-swingup-vector", cartpole_swingup_vector},
    {"paper/planet", paper_planet},
    {NULL, NULL},
};

const foresight_preset *foresight_presets(void) { return presets; }
