#pragma once

/// The text of `Suites/kernels.json`, embedded when this target was compiled: the suite that
/// `foresight bench kernels` runs where none is named.
const char *foresight_kernel_suite(void);

/// The text of `Suites/atari-scores.csv`: what has been published of agents in Atari's games.
const char *foresight_atari_scores(void);

/// The text of `Suites/control-scores.csv`: what has been published of agents in tasks of DeepMind Control.
const char *foresight_control_scores(void);
