#pragma once

#pragma GCC visibility push(hidden)

void links_destroy_all(void);

#pragma GCC visibility pop
