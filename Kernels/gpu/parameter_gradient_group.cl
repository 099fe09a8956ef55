// The gradients of small linear layers' weights and biases, on GPUs, those of several layers in one launch:
//   weight_gradient[o, i] += Σ_r output_gradient[r, o] · input[r, i]
//   bias_gradient[o] += Σ_r output_gradient[r, o]
//
// A work-group computes 16 x 16 elements of a weight's gradient. Its work-items are SLICES times 16, of which each
// takes 4 x 4 elements and every SLICES-th row; what slices found is summed in their order. Nothing is stored between
// launches, so that one launch is enough where a product would be cut along the rows and summed in another.
//
// The kernel is made for a number of layers: for each it has LAYER_PARAMETERS, and SELECT_LAYER in its body, behind
// LAYER_OF_GROUP. Layer n has the work-groups before end##n that no layer before it has.
//
// global size: {ITEMS * the sum over layers of ceil(outputs / 16) * ceil(inputs / 16)}, local size {ITEMS}

#ifndef SLICES
#define SLICES 16
#endif

#define TILE 16
#define PER_ITEM 4
#define ITEMS (SLICES * TILE)

// Behind pointers output_gradient##n [rows, outputs], input##n [rows, inputs], weight_gradient##n [outputs, inputs] and
// bias_gradient##n [outputs], which is read and written where has_bias.
#define LAYER_PARAMETERS(n) int has_bias##n, int rows##n, int outputs##n, int inputs##n, int end##n
#define SELECT_LAYER(n)                                                                 \
  if (group >= begin && group < end##n) {                                               \
    output_gradient = output_gradient##n, input = input##n;                             \
    weight_gradient = weight_gradient##n, bias_gradient = bias_gradient##n;             \
    has_bias = has_bias##n, rows = rows##n, outputs = outputs##n, inputs = inputs##n;   \
    tile = group - begin;                                                               \
  }                                                                                     \
  begin = end##n;

#define LAYER_OF_GROUP                                               \
  GLOBAL const float *output_gradient = 0, *input = 0;               \
  GLOBAL float *weight_gradient = 0, *bias_gradient = 0;             \
  int group = get_group_id(0), begin = 0, tile = 0;                  \
  int has_bias = 0, rows = 0, outputs = 1, inputs = 1;

typedef struct {
  float parts[SLICES][TILE][TILE];
  float bias_parts[SLICES][TILE];
} Memory;

static inline void layer_gradients(GLOBAL const float* output_gradient, GLOBAL const float* input,
                                   GLOBAL float* weight_gradient, GLOBAL float* bias_gradient, int has_bias, int rows,
                                   int outputs, int inputs, int tile, LOCAL Memory* memory) {
  int item = get_local_id(0), slice = item / TILE, o = item % TILE / 4 * PER_ITEM, i = item % 4 * PER_ITEM;
  int tiles = (outputs + TILE - 1) / TILE, first_o = tile % tiles * TILE, first_i = tile / tiles * TILE;
  // Elements past the edge read those at it again; what they give is not stored.
  int dy_at[PER_ITEM], x_at[PER_ITEM];
#pragma unroll
  for (int p = 0; p < PER_ITEM; p++) {
    dy_at[p] = min(first_o + o + p, outputs - 1);
    x_at[p] = min(first_i + i + p, inputs - 1);
  }
  float sum[PER_ITEM][PER_ITEM], bias[PER_ITEM];
#pragma unroll
  for (int p = 0; p < PER_ITEM; p++) {
    bias[p] = 0;
#pragma unroll
    for (int q = 0; q < PER_ITEM; q++) sum[p][q] = 0;
  }
  for (int r = slice; r < rows; r += SLICES) {
    GLOBAL const float* dy = output_gradient + (long)r * outputs;
    GLOBAL const float* x = input + (long)r * inputs;
    float left[PER_ITEM], right[PER_ITEM];
#pragma unroll
    for (int p = 0; p < PER_ITEM; p++) {
      left[p] = dy[dy_at[p]];
      right[p] = x[x_at[p]];
    }
#pragma unroll
    for (int p = 0; p < PER_ITEM; p++) {
      bias[p] += left[p];
#pragma unroll
      for (int q = 0; q < PER_ITEM; q++) sum[p][q] = fma(left[p], right[q], sum[p][q]);
    }
  }
#pragma unroll
  for (int p = 0; p < PER_ITEM; p++) {
    if (i == 0) memory->bias_parts[slice][o + p] = bias[p];
#pragma unroll
    for (int q = 0; q < PER_ITEM; q++) memory->parts[slice][o + p][i + q] = sum[p][q];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int element = item; element < TILE * TILE; element += ITEMS) {
    int to_o = first_o + element / TILE, to_i = first_i + element % TILE;
    if (to_o < outputs && to_i < inputs) {
      float total = 0;
      for (int s = 0; s < SLICES; s++) total += memory->parts[s][element / TILE][element % TILE];
      weight_gradient[(long)to_o * inputs + to_i] += total;
    }
  }
  if (has_bias && item < TILE && first_o + item < outputs && first_i == 0) {
    float total = 0;
    for (int s = 0; s < SLICES; s++) total += memory->bias_parts[s][item];
    bias_gradient[first_o + item] += total;
  }
}
