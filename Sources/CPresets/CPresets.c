#include "CPresets.h"

#include <stddef.h>

static const char cartpole[] = {
#embed "presets/cartpole.yaml" suffix(, 0)
};
static const char acrobot[] = {
#embed "presets/acrobot.yaml" suffix(, 0)
};
static const char mountaincar[] = {
#embed "presets/mountaincar.yaml" suffix(, 0)
};
static const char tic_tac_toe[] = {
#embed "presets/tic-tac-toe.yaml" suffix(, 0)
};
static const char cartpole_reanalyze[] = {
#embed "presets/cartpole-reanalyze.yaml" suffix(, 0)
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
static const char paper_planet_cartpole_swingup[] = {
#embed "presets/paper/planet-cartpole-swingup.yaml" suffix(, 0)
};
static const char paper_planet_reacher_easy[] = {
#embed "presets/paper/planet-reacher-easy.yaml" suffix(, 0)
};
static const char paper_planet_cheetah_run[] = {
#embed "presets/paper/planet-cheetah-run.yaml" suffix(, 0)
};
static const char paper_planet_finger_spin[] = {
#embed "presets/paper/planet-finger-spin.yaml" suffix(, 0)
};
static const char paper_planet_cup_catch[] = {
#embed "presets/paper/planet-cup-catch.yaml" suffix(, 0)
};
static const char paper_planet_walker_walk[] = {
#embed "presets/paper/planet-walker-walk.yaml" suffix(, 0)
};
static const char connect_four[] = {
#embed "presets/connect-four.yaml" suffix(, 0)
};
static const char connect_four_gumbel[] = {
#embed "presets/connect-four-gumbel.yaml" suffix(, 0)
};
static const char gomoku[] = {
#embed "presets/gomoku.yaml" suffix(, 0)
};
static const char gomoku_gumbel[] = {
#embed "presets/gomoku-gumbel.yaml" suffix(, 0)
};
static const char go9[] = {
#embed "presets/go9.yaml" suffix(, 0)
};
static const char minichess[] = {
#embed "presets/minichess.yaml" suffix(, 0)
};
static const char mini_shogi[] = {
#embed "presets/mini-shogi.yaml" suffix(, 0)
};
static const char chess[] = {
#embed "presets/chess.yaml" suffix(, 0)
};
static const char shogi[] = {
#embed "presets/shogi.yaml" suffix(, 0)
};
static const char atari_small[] = {
#embed "presets/atari-small.yaml" suffix(, 0)
};
static const char atari_100k[] = {
#embed "presets/atari-100k.yaml" suffix(, 0)
};
static const char paper_board[] = {
#embed "presets/paper/board.yaml" suffix(, 0)
};
static const char paper_chess[] = {
#embed "presets/paper/chess.yaml" suffix(, 0)
};
static const char paper_shogi[] = {
#embed "presets/paper/shogi.yaml" suffix(, 0)
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
    {"mountaincar", mountaincar},
    {"tic-tac-toe", tic_tac_toe},
    {"cartpole-reanalyze", cartpole_reanalyze},
    {"pendulum", pendulum},
    {"pendulum-vector", pendulum_vector},
    {"cartpole-swingup", cartpole_swingup},
    {"cartpole-swingup-vector", cartpole_swingup_vector},
    {"paper/planet", paper_planet},
    {"paper/planet-cartpole-swingup", paper_planet_cartpole_swingup},
    {"paper/planet-reacher-easy", paper_planet_reacher_easy},
    {"paper/planet-cheetah-run", paper_planet_cheetah_run},
    {"paper/planet-finger-spin", paper_planet_finger_spin},
    {"paper/planet-cup-catch", paper_planet_cup_catch},
    {"paper/planet-walker-walk", paper_planet_walker_walk},
    {"connect-four", connect_four},
    {"connect-four-gumbel", connect_four_gumbel},
    {"gomoku", gomoku},
    {"gomoku-gumbel", gomoku_gumbel},
    {"go9", go9},
    {"minichess", minichess},
    {"mini-shogi", mini_shogi},
    {"chess", chess},
    {"shogi", shogi},
    {"atari-small", atari_small},
    {"atari-100k", atari_100k},
    {"paper/board", paper_board},
    {"paper/chess", paper_chess},
    {"paper/shogi", paper_shogi},
    {"paper/atari", paper_atari},
    {"paper/atari-reanalyze", paper_atari_reanalyze},
    {NULL, NULL},
};

const foresight_preset *foresight_presets(void) { return presets; }
