#include "CFixtures.h"

static const unsigned char operation_cases[] = {
#embed "../../Tests/Fixtures/operations.safetensors"
};

const unsigned char *foresight_operation_cases(void) { return operation_cases; }

size_t foresight_operation_cases_size(void) { return sizeof operation_cases; }
