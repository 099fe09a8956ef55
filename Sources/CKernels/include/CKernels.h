#pragma once

/// The text of `Kernels/<name>`, embedded when this target was compiled; NULL for an unknown name.
const char *foresight_kernel_source(const char *name);

/// The name of embedded file number `index`, in the order of the table; NULL past its end.
const char *foresight_kernel_name(int index);
