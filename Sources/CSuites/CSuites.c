#include "CSuites.h"

static const char kernels[] = {
#embed "../../Suites/kernels.json" suffix(, 0)
};

const char *foresight_kernel_suite(void) { return kernels; }
