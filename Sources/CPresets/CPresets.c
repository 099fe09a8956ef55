#include "CPresets.h"

#include <stddef.h>

static const char cartpole[] = {
#embed "presets/cartpole.yaml" suffix(, 0)
};
static const char acrobot[] = {
#embed "presets/acrobot.yaml" suffix(, 0)
};
static const char tictactoe[] = {
#embed "presets/tictactoe.yaml" suffix(, 0)
};
static const char connect4[] = {
#embed "presets/connect4.yaml" suffix(, 0)
};
static const char gomoku[] = {
#embed "presets/gomoku.yaml" suffix(, 0)
};
static const char go9[] = {
#embed "presets/go9.yaml" suffix(, 0)
};
static const char paper_board[] = {
#embed "presets/paper/board.yaml" suffix(, 0)
};
static const char paper_atari[] = {
#embed "presets/paper/atari.yaml" suffix(, 0)
};
static const char paper_atari_reanalyze[] = {
#embed "presets/paper/atari-reanalyze.yaml" suffix(, 0)
};

static const foresight_preset presets[] = {
    {"cartpole", cartpole},
    {"acrobot", acrobot},
    {"tictactoe", tictactoe},
    {"connect4", connect4},
    {"gomoku", gomoku},
    {"go9", go9},
    {"paper/board", paper_board},
    {"paper/atari", paper_atari},
    {"paper/atari-reanalyze", paper_atari_reanalyze},
    {NULL, NULL},
};

const foresight_preset *foresight_presets(void) { return presets; }
