#pragma once

#include <stdint.h>
#include <sys/types.h>

/// The texts of the files in `tools/worker`, embedded when this target was compiled: what a worker process runs.
const char *foresight_worker_program(void);

/// A counter between processes (eventfd) that no other program inherits; -1 where there is none, as errno says.
int foresight_worker_counter(void);

/// Memory without a name that processes can share; -1 where there is none, as errno says.
int foresight_worker_memory(void);

/// A file without a name in `folder`; -1 where there is none, as errno says.
int foresight_worker_log(const char *folder);
