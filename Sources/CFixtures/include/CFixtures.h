#pragma once

#include <stddef.h>

/// The first byte of `Tests/Fixtures/operations.safetensors`, embedded when this target was compiled.
const unsigned char *foresight_operation_cases(void);

/// The number of bytes.
size_t foresight_operation_cases_size(void);

/// The first byte of `Tests/Fixtures/planning.safetensors`, embedded when this target was compiled.
const unsigned char *foresight_planning_cases(void);

/// The number of bytes.
size_t foresight_planning_cases_size(void);

/// The first byte of `Tests/Fixtures/models.safetensors`, embedded when this target was compiled.
const unsigned char *foresight_model_cases(void);

/// The number of bytes.
size_t foresight_model_cases_size(void);

/// The first byte of `Tests/Fixtures/search.json`, embedded when this target was compiled.
const unsigned char *foresight_search_cases(void);

/// The number of bytes.
size_t foresight_search_cases_size(void);
