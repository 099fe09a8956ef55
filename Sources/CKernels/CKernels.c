#include "CKernels.h"

#include <stddef.h>
#include <string.h>

static const char prelude[] = {
#embed "../../Kernels/prelude.cl" suffix(, 0)
};
static const char exponential[] = {
#embed "../../Kernels/exponential.cl" suffix(, 0)
};
static const char team[] = {
#embed "../../Kernels/team.cl" suffix(, 0)
};
static const char activation[] = {
#embed "../../Kernels/activation.cl" suffix(, 0)
};
static const char broadcast[] = {
#embed "../../Kernels/broadcast.cl" suffix(, 0)
};
static const char reduction[] = {
#embed "../../Kernels/reduction.cl" suffix(, 0)
};
static const char softmax[] = {
#embed "../../Kernels/softmax.cl" suffix(, 0)
};
static const char concatenation[] = {
#embed "../../Kernels/concatenation.cl" suffix(, 0)
};
static const char gather[] = {
#embed "../../Kernels/gather.cl" suffix(, 0)
};
static const char random_numbers[] = {
#embed "../../Kernels/random_numbers.cl" suffix(, 0)
};
static const char random[] = {
#embed "../../Kernels/random.cl" suffix(, 0)
};
static const char image[] = {
#embed "../../Kernels/image.cl" suffix(, 0)
};
static const char optimizer[] = {
#embed "../../Kernels/optimizer.cl" suffix(, 0)
};
static const char pooling[] = {
#embed "../../Kernels/pooling.cl" suffix(, 0)
};
static const char batch_normalization[] = {
#embed "../../Kernels/batch_normalization.cl" suffix(, 0)
};
static const char normalization[] = {
#embed "../../Kernels/normalization.cl" suffix(, 0)
};
static const char min_max[] = {
#embed "../../Kernels/min_max.cl" suffix(, 0)
};
static const char categorical[] = {
#embed "../../Kernels/categorical.cl" suffix(, 0)
};
static const char gaussian[] = {
#embed "../../Kernels/gaussian.cl" suffix(, 0)
};
static const char epilogue[] = {
#embed "../../Kernels/epilogue.cl" suffix(, 0)
};
static const char product[] = {
#embed "../../Kernels/product.cl" suffix(, 0)
};
static const char winograd[] = {
#embed "../../Kernels/winograd.cl" suffix(, 0)
};
static const char product_window[] = {
#embed "../../Kernels/product_window.cl" suffix(, 0)
};
static const char product_lines[] = {
#embed "../../Kernels/product_lines.cl" suffix(, 0)
};
static const char product_cells[] = {
#embed "../../Kernels/product_cells.cl" suffix(, 0)
};
static const char product_operand[] = {
#embed "../../Kernels/product_operand.cl" suffix(, 0)
};
static const char matrix_rows[] = {
#embed "../../Kernels/matrix_rows.cl" suffix(, 0)
};
static const char matrix_instructions[] = {
#embed "../../Kernels/matrix_instructions.cl" suffix(, 0)
};
static const char matrix_emulation[] = {
#embed "../../Kernels/matrix_emulation.cl" suffix(, 0)
};
static const char product_matrix[] = {
#embed "../../Kernels/product_matrix.cl" suffix(, 0)
};
static const char rounding[] = {
#embed "../../Kernels/rounding.cl" suffix(, 0)
};
static const char product_pixels[] = {
#embed "../../Kernels/product_pixels.cl" suffix(, 0)
};
static const char product_group[] = {
#embed "../../Kernels/product_group.cl" suffix(, 0)
};
static const char product_sum[] = {
#embed "../../Kernels/product_sum.cl" suffix(, 0)
};
static const char parameter_gradient_group[] = {
#embed "../../Kernels/parameter_gradient_group.cl" suffix(, 0)
};
static const char parameter_gradient[] = {
#embed "../../Kernels/parameter_gradient.cl" suffix(, 0)
};
static const char gru[] = {
#embed "../../Kernels/gru.cl" suffix(, 0)
};
static const char lstm[] = {
#embed "../../Kernels/lstm.cl" suffix(, 0)
};
static const char planning[] = {
#embed "../../Kernels/planning.cl" suffix(, 0)
};
static const char measure[] = {
#embed "../../Kernels/measure.cl" suffix(, 0)
};

static const char value_transform[] = {
#embed "../../Kernels/value_transform.cl" suffix(, 0)
};
static const char pack[] = {
#embed "../../Kernels/pack.cl" suffix(, 0)
};
static const char convert[] = {
#embed "../../Kernels/convert.cl" suffix(, 0)
};
static const char winograd_transforms[] = {
#embed "../../Kernels/winograd_transforms.cl" suffix(, 0)
};
static const char winograd_pack[] = {
#embed "../../Kernels/winograd_pack.cl" suffix(, 0)
};
static const char rows[] = {
#embed "../../Kernels/rows.cl" suffix(, 0)
};
static const char rollout[] = {
#embed "../../Kernels/rollout.cl" suffix(, 0)
};
static const char tree_search[] = {
#embed "../../Kernels/tree_search.cl" suffix(, 0)
};

static const struct {
  const char *name;
  const char *text;
} sources[] = {
    {"prelude", prelude},
    {"exponential", exponential},
    {"team", team},
    {"activation", activation},
    {"broadcast", broadcast},
    {"reduction", reduction},
    {"softmax", softmax},
    {"concatenation", concatenation},
    {"gather", gather},
    {"random_numbers", random_numbers},
    {"random", random},
    {"image", image},
    {"optimizer", optimizer},
    {"pooling", pooling},
    {"batch_normalization", batch_normalization},
    {"normalization", normalization},
    {"min_max", min_max},
    {"categorical", categorical},
    {"gaussian", gaussian},
    {"epilogue", epilogue},
    {"product", product},
    {"product_window", product_window},
    {"product_lines", product_lines},
    {"product_cells", product_cells},
    {"product_operand", product_operand},
    {"matrix_rows", matrix_rows},
    {"matrix_instructions", matrix_instructions},
    {"matrix_emulation", matrix_emulation},
    {"product_matrix", product_matrix},
    {"rounding", rounding},
    {"product_pixels", product_pixels},
    {"product_group", product_group},
    {"product_sum", product_sum},
    {"parameter_gradient", parameter_gradient},
    {"parameter_gradient_group", parameter_gradient_group},
    {"winograd", winograd},
    {"gru", gru},
    {"lstm", lstm},
    {"planning", planning},
    {"measure", measure},
    {"value_transform", value_transform},
    {"pack", pack},
    {"convert", convert},
    {"winograd_transforms", winograd_transforms},
    {"winograd_pack", winograd_pack},
    {"rows", rows},
    {"rollout", rollout},
    {"tree_search", tree_search},
};

const char *foresight_kernel_source(const char *name) {
  for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
    if (strcmp(sources[i].name, name) == 0) return sources[i].text;
  return NULL;
}

const char *foresight_kernel_name(int index) {
  return index >= 0 && (size_t)index < sizeof sources / sizeof *sources ? sources[index].name : NULL;
}
