#include "CKernels.h"

#include <stddef.h>
#include <string.h>

static const char prelude[] = {
#embed "../../Kernels/prelude.cl" suffix(, 0)
};
static const char exponential[] = {
#embed "../../Kernels/exponential.cl" suffix(, 0)
};
static const char work_group[] = {
#embed "../../Kernels/work_group.cl" suffix(, 0)
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
static const char product_copy[] = {
#embed "../../Kernels/cpu/product_copy.cl" suffix(, 0)
};
static const char product_im2col[] = {
#embed "../../Kernels/cpu/product_im2col.cl" suffix(, 0)
};
static const char product_pack[] = {
#embed "../../Kernels/cpu/product_pack.cl" suffix(, 0)
};
static const char product_micro_kernel[] = {
#embed "../../Kernels/cpu/product_micro_kernel.cl" suffix(, 0)
};
static const char product[] = {
#embed "../../Kernels/cpu/product.cl" suffix(, 0)
};
static const char winograd[] = {
#embed "../../Kernels/cpu/winograd.cl" suffix(, 0)
};
static const char product_weight_gradient[] = {
#embed "../../Kernels/cpu/product_weight_gradient.cl" suffix(, 0)
};
static const char product_col2im[] = {
#embed "../../Kernels/cpu/product_col2im.cl" suffix(, 0)
};
static const char product_col2im_stride2[] = {
#embed "../../Kernels/cpu/product_col2im_stride2.cl" suffix(, 0)
};
static const char product_scalar[] = {
#embed "../../Kernels/gpu/product_scalar.cl" suffix(, 0)
};
static const char product_output[] = {
#embed "../../Kernels/gpu/product_output.cl" suffix(, 0)
};
static const char product_operand[] = {
#embed "../../Kernels/gpu/product_operand.cl" suffix(, 0)
};
static const char matrix_rows[] = {
#embed "../../Kernels/gpu/matrix_rows.cl" suffix(, 0)
};
static const char matrix_instructions[] = {
#embed "../../Kernels/gpu/matrix_instructions.cl" suffix(, 0)
};
static const char matrix_emulation[] = {
#embed "../../Kernels/gpu/matrix_emulation.cl" suffix(, 0)
};
static const char product_matrix[] = {
#embed "../../Kernels/gpu/product_matrix.cl" suffix(, 0)
};
static const char rounding[] = {
#embed "../../Kernels/rounding.cl" suffix(, 0)
};
static const char product_few_channels[] = {
#embed "../../Kernels/gpu/product_few_channels.cl" suffix(, 0)
};
static const char product_group[] = {
#embed "../../Kernels/gpu/product_group.cl" suffix(, 0)
};
static const char product_sum[] = {
#embed "../../Kernels/product_sum.cl" suffix(, 0)
};
static const char parameter_gradient_group[] = {
#embed "../../Kernels/gpu/parameter_gradient_group.cl" suffix(, 0)
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
    {"work_group", work_group},
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
    {"product_copy", product_copy},
    {"product_im2col", product_im2col},
    {"product_pack", product_pack},
    {"product_micro_kernel", product_micro_kernel},
    {"product", product},
    {"product_weight_gradient", product_weight_gradient},
    {"product_col2im", product_col2im},
    {"product_col2im_stride2", product_col2im_stride2},
    {"product_operand", product_operand},
    {"product_scalar", product_scalar},
    {"product_output", product_output},
    {"matrix_rows", matrix_rows},
    {"matrix_instructions", matrix_instructions},
    {"matrix_emulation", matrix_emulation},
    {"product_matrix", product_matrix},
    {"rounding", rounding},
    {"product_few_channels", product_few_channels},
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
