#include "CSuites.h"

static const char kernels[] = {
#embed "../../Suites/kernels.json" suffix(, 0)
};

static const char atari_scores[] = {
#embed "../../Suites/atari-scores.csv" suffix(, 0)
};
static const char control_scores[] = {
#embed "../../Suites/control-scores.csv" suffix(, 0)
};

const char *foresight_kernel_suite(void) { return kernels; }

const char *foresight_atari_scores(void) { return atari_scores; }

const char *foresight_control_scores(void) { return control_scores; }
