#pragma once

/// The text of `Suites/kernels.json`, embedded when this target was compiled: the suite that
/// `foresight bench kernels` runs where none is named.
const char *foresight_kernel_suite(void);
