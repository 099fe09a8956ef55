#pragma once

#pragma GCC visibility push(hidden)

void graphs_destroy_all(void);
void executables_destroy_all(void);

#pragma GCC visibility pop
