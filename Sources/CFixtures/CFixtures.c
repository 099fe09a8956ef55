#include "CFixtures.h"

static const unsigned char operation_cases[] = {
#embed "../../Tests/Fixtures/operations.safetensors"
};

const unsigned char *foresight_operation_cases(void) { return operation_cases; }

size_t foresight_operation_cases_size(void) { return sizeof operation_cases; }

static const unsigned char planning_cases[] = {
#embed "../../Tests/Fixtures/planning.safetensors"
};

const unsigned char *foresight_planning_cases(void) { return planning_cases; }

size_t foresight_planning_cases_size(void) { return sizeof planning_cases; }

static const unsigned char model_cases[] = {
#embed "../../Tests/Fixtures/models.safetensors"
};

const unsigned char *foresight_model_cases(void) { return model_cases; }

size_t foresight_model_cases_size(void) { return sizeof model_cases; }

static const unsigned char search_cases[] = {
#embed "../../Tests/Fixtures/search.json"
};

const unsigned char *foresight_search_cases(void) { return search_cases; }

size_t foresight_search_cases_size(void) { return sizeof search_cases; }
